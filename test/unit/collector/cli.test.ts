import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startCollector } from '../../../demo/collector/server.ts';

const CLI = fileURLToPath(new URL('../../../demo/collector/cli.ts', import.meta.url));
const running: ChildProcess[] = [];
/** A process of its own takes its time to compile what it runs. */
const PATIENCE = 60_000;

afterEach(() => {
  for (const process of running.splice(0)) process.kill('SIGKILL');
});

test(
  'it prints one address, serves there, and ends at Ctrl+C',
  async () => {
    const { process, output, exitCode } = run('--port', '0');
    await once(process.stdout ?? process, 'data');
    const [url = ''] = output().match(/http:\S+/g) ?? [];
    expect(output().match(/http:/g)).toHaveLength(1);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    // One who listens must not keep it from ending.
    await fetch(`${url}/rootspan/live`);
    process.kill('SIGINT');
    expect(await exitCode).toBe(0);
  },
  PATIENCE,
);

test(
  'a taken port is said plainly, with what to do',
  async () => {
    const other = await startCollector({ port: 0 });
    const { port } = new URL(other.url);
    const { output, exitCode } = run('--port', port);
    expect(await exitCode).toBe(1);
    expect(output().trim()).toBe(
      `rootspan: Port ${port} of 127.0.0.1 is taken: perhaps Zipkin runs there. Try --port 0.`,
    );
    await other.close();
  },
  PATIENCE,
);

test(
  'a wrong flag ends it, and says which there are',
  async () => {
    const { output, exitCode } = run('--prot', '1');
    expect(await exitCode).toBe(1);
    expect(output()).toMatch(/^rootspan: --prot is not an option\. There are --port/);
  },
  PATIENCE,
);

function run(...args: string[]) {
  const process = spawn('node', ['--import', 'tsx', CLI, ...args]);
  running.push(process);
  let output = '';
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exitCode: Promise<number | null> = once(process, 'close').then(([code]) => code);
  return { process, output: () => output, exitCode };
}
