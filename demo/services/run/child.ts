import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LAST_LINES = 20;

/** A service in a process of its own. */
export interface Child {
  /** The ports that it listens on, once it can answer. Rejects with its last output if it can't start. */
  readonly ready: Promise<readonly number[]>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

export interface ChildOptions {
  readonly environment?: Record<string, string>;
  /** Modules that run before the service does, as with `node --import`. */
  readonly preload?: readonly string[];
  /** Told when it ends by itself after it was ready: what happened, and its last output. */
  readonly onDeath?: (report: string) => void;
}

/** Runs a TypeScript file as a service that announces its ports (`announce` in serve.ts). */
export function startChild(file: URL, options: ChildOptions = {}): Child {
  const { environment = {}, preload = [], onDeath = () => {} } = options;
  const name = fileURLToPath(file).replace(/^.*[\\/]|\.ts$/g, '');
  const child = fork(fileURLToPath(file), {
    execArgv: [TYPESCRIPT, LIFELINE, ...preload].flatMap((module) => ['--import', module]),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastOutput = keepLastLines([child.stdout, child.stderr]);
  let closing = false;
  let isReady = false;

  // Once all of its output has been read, which is later than its exit.
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be run: ${error.message}`));
    child.once('close', (code, signal) =>
      resolve(`${name} ended (${signal ?? `exit code ${code}`}). ${lastOutput()}`),
    );
  });
  const ready = new Promise<readonly number[]>((resolve, reject) => {
    child.once('message', (ports) => {
      isReady = true;
      resolve(portsOf(ports));
    });
    gone.then((report) => reject(new Error(report)));
  });
  gone.then((report) => {
    if (isReady && !closing) onDeath(report);
  });
  // Whoever started it may have given up already, because of another one that failed.
  ready.catch(() => {});

  return {
    ready,
    async close() {
      closing = true;
      // They have nothing to save, and this one can't be missed.
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const TYPESCRIPT = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const LIFELINE = new URL('lifeline.ts', import.meta.url).href;

function portsOf(message: unknown): readonly number[] {
  return Array.isArray(message) ? message.map(Number) : [];
}

function keepLastLines(streams: readonly (NodeJS.ReadableStream | null)[]): () => string {
  let text = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).split('\n').slice(-LAST_LINES).join('\n');
    });
  }
  return () => (text.trim() ? `Its last output:\n${text.trim()}` : 'It said nothing.');
}
