import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright';
import type { Outage } from '../../fixtures/outage.ts';

/** What scenarios happen in. */
export interface World {
  /** The page's origin. */
  readonly shop: string;
  /** The same server, of another origin. */
  readonly elsewhere: string;
  readonly outage: Outage;
  /** A browser that remembers nothing of others. */
  readonly context: BrowserContext;
  /** A share of how long (ms) an outage is to last: tests have less time than the bench. */
  ms(full: number): number;
  /** What the spans of this run are known by. */
  readonly run: number;
  /** Does it when all has arrived, or will not any more. */
  atEnd(clearUp: () => unknown): void;
}

/** A page with a tracer in it. */
export async function open(
  { context, shop }: Pick<World, 'context' | 'shop'>,
  path = '/',
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(shop + path);
  return page;
}

/** Runs an expression in the page, which may leave while it runs. */
export async function act(page: Page, expression: string): Promise<void> {
  await page.evaluate(`void (async () => { ${expression} })()`).catch(() => {});
}

export const LEAVE = `location.href = '/elsewhere';`;

export async function left(page: Page): Promise<void> {
  await page.waitForURL('**/elsewhere', { waitUntil: 'commit' });
}

/** In each page: spans that are known by the run and their number. */
const HELPERS = `
  const burst = (run, count, base = '/data', from = 0) => Promise.all(
    Array.from({ length: count }, (_, i) =>
      fetch(base + '/m' + run + 'x' + (from + i)).then((answer) => answer.text()).catch(() => {})),
  );
  const own = (run, count, bytes) => {
    for (let i = 0; i < count; i++) {
      const item = 'm' + run + 'x' + i;
      const body = Array.from({ length: bytes }, () => Math.floor(Math.random() * 36).toString(36)).join('');
      if (self.opentelemetry) opentelemetry.tracer.startSpan('own', { attributes: { item, body } }).end();
      else rootspan.startSpan('own', { tags: { item, body } }).finish();
    }
  };`;

/** Those of a run's spans that haven't arrived. */
export function missing(run: number, count: number, arrived: readonly object[]): string[] {
  const found = new Set(JSON.stringify(arrived).match(/m\d+x\d+/g));
  const wanted = Array.from({ length: count }, (_, i) => `m${run}x${i}`);
  return wanted.filter((marker) => !found.has(marker));
}

export interface Shop {
  readonly url: string;
  readonly elsewhere: string;
  close(): void;
}

/** Serves pages of any path with a tag and such headers, and what they ask for. */
export async function startShop(
  tag: string,
  scripts: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Shop> {
  const server: Server = createServer(({ url = '/' }, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    response.setHeader('timing-allow-origin', '*');
    if (url.startsWith('/data/')) return response.end('[]');
    if (url.startsWith('/slow/')) return setTimeout(() => response.end('[]'), 1500);
    if (url.startsWith('/never')) return response.flushHeaders();
    const script = scripts[url];
    if (script) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    const head = url.startsWith('/elsewhere') ? '' : `${tag}<script>${HELPERS}</script>`;
    const body = url.startsWith('/loading') ? '<img src="/never.png">' : '';
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    return response.end(`<!doctype html><title>shop</title>${head}<h1>Shop</h1>${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A string only where a server listens at a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    elsewhere: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
