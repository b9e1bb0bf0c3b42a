/**
 * A Chromium as a bare process, spoken to over a pipe. Playwright switches on the Network domain for the pages that
 * it drives, which buffers bodies and costs time for every request: what is measured then is not what users have.
 *
 * https://chromedevtools.github.io/devtools-protocol/
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CHROMIUM_FLAGS, ensureChromium } from '../fixtures/chromium.ts';
import { removeProfile } from '../fixtures/profile.ts';

/** A method of the protocol, in a page's session or else of the browser. What comes back is the caller's to know. */
export type Send = <Result>(
  method: string,
  params?: object,
  sessionId?: string | undefined,
) => Promise<Result>;

/** A page in a renderer process of its own. */
export interface Tab {
  send: <Result>(method: string, params?: object) => Promise<Result>;
  /** The value of an expression; of a promise, what it resolves to. */
  evaluate<Value>(expression: string): Promise<Value>;
  close(): Promise<void>;
}

export interface BareBrowser {
  readonly version: string;
  open(): Promise<Tab>;
  send: Send;
  close(): Promise<void>;
}

const FLAGS = [
  ...['--headless=new', '--remote-debugging-pipe', '--no-default-browser-check'],
  ...['--disable-background-timer-throttling', '--disable-renderer-backgrounding'],
  '--disable-backgrounding-occluded-windows',
];

export async function launchBareBrowser(): Promise<BareBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'rootspan-bench-'));
  const chromium = spawn(
    ensureChromium(),
    [...CHROMIUM_FLAGS, ...FLAGS, `--user-data-dir=${folder}`],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const exited = new Promise((resolve) => chromium.once('exit', resolve));
  // The protocol's pipes are the third and the fourth: commands in, answers out.
  const send = connect(chromium.stdio[3] as Writable, chromium.stdio[4] as Readable);
  const { product } = await send<{ product: string }>('Browser.getVersion');

  return {
    version: product.replace(/^\w+\//, 'Chromium '),
    send,
    open: () => openTab(send),
    async close() {
      await send('Browser.close');
      await exited;
      await removeProfile(folder);
    },
  };
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

function connect(commands: Writable, answers: Readable): Send {
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let unread = '';
  answers.setEncoding('utf8');
  answers.on('data', (chunk: string) => {
    const messages = (unread + chunk).split('\0');
    unread = messages.pop() ?? '';
    for (const message of messages) {
      const answer: Answer = JSON.parse(message);
      waiting.get(answer.id ?? 0)?.(answer);
      waiting.delete(answer.id ?? 0);
    }
  });

  return (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        // What a method answers is told by the protocol.
        else resolve(result as never);
      });
      commands.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}

/** What `Runtime.evaluate` answers. */
interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

/** Browser contexts don't share renderers, so nothing is left over from one page to the next. */
async function openTab(send: Send): Promise<Tab> {
  const { browserContextId } = await send<{ browserContextId: string }>(
    'Target.createBrowserContext',
  );
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
    ...{ width: 1200, height: 800 },
  });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });

  const tab: Tab = {
    send: (method, params) => send(method, params, sessionId),
    async evaluate(expression) {
      const { result, exceptionDetails } = await tab.send<Evaluated>('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
      return result.value as never;
    },
    async close() {
      await send('Target.closeTarget', { targetId });
      await send('Target.disposeBrowserContext', { browserContextId });
    },
  };
  return tab;
}
