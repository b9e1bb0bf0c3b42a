import type { Browser, Page } from 'playwright';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import type { Rootspan } from '../../src/rootspan.ts';
import type { Client } from './clients.ts';
import type { Recorded } from './server/record.ts';
import type { ClientServer, First } from './server/server.ts';

/** What arrived, or was answered in the page. */
interface Seen {
  readonly calls: readonly Recorded[];
  readonly spans: readonly ZipkinSpan[];
}

/** What came of a client's call. */
export interface Visit extends Seen {
  readonly result: unknown;
  /** Errors, rejections and what was logged as an error. */
  readonly complaints: readonly string[];
  /** What the browser says has made the calls. */
  readonly transports: readonly string[];
}

/** What a page's script exports, and what is in its window besides. */
interface Window {
  readonly client: { call(): Promise<unknown>; answeredHere?(): Recorded[] };
  readonly rootspan?: Rootspan;
  readonly rejections: readonly string[];
}

/** Opens a client's page in a browser that remembers nothing, and has it make its call. */
export async function visit(
  browser: Browser,
  server: ClientServer,
  { page: client, traced }: Client,
  first: First,
): Promise<Visit> {
  server.reset();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${server.url}/page?${new URLSearchParams({ client, first })}`);

    const { result, answeredHere, transports } = await page.evaluate(async () => {
      const { client } = globalThis as unknown as Window;
      const result = await client.call();
      const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      return {
        result,
        answeredHere: client.answeredHere?.() ?? [],
        transports: entries.map(({ initiatorType }) => initiatorType),
      };
    });
    const expected = first === 'no rootspan' ? 0 : traced?.[first];
    const seen = await awaitSpans(page, server, answeredHere, expected);
    const rejections = await page.evaluate(() => (globalThis as unknown as Window).rejections);
    return {
      ...seen,
      result,
      complaints: [...complaints, ...rejections],
      transports: [...new Set(transports)],
    };
  } finally {
    await context.close();
  }
}

/** How long (ms) spans may take: one without a timing entry waits a second for it, and machines can be busy. */
const PATIENCE = 10_000;

/** All calls, and their spans as far as they come. */
async function awaitSpans(
  page: Page,
  server: ClientServer,
  answeredHere: readonly Recorded[],
  expected: number | undefined,
): Promise<Seen> {
  const look = () => ({ calls: [...server.calls, ...answeredHere], spans: [...server.spans] });
  let seen = look();
  const isComplete = () => callsWithSpan(seen).length >= (expected ?? seen.calls.length);
  for (const end = Date.now() + PATIENCE; Date.now() < end && !isComplete(); seen = look()) {
    await page.evaluate(() => (globalThis as unknown as Window).rootspan?.flush());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return seen;
}

/** The calls that carried the headers of a trace, each once and well formed. */
export function callsWithIds({ calls }: Seen): Recorded[] {
  return calls.filter(idsOf);
}

/** Those of them whose ids are those of a span of Rootspan's. */
export function callsWithSpan({ calls, spans }: Seen): Recorded[] {
  return calls.filter((call) => spanOf(call, spans));
}

/** What a call is like, whoever made it: everything but values, and the headers that are ours to add. */
export function outline({ method, url, headers }: Recorded): string {
  const names = headers.map(([name]) => name.toLowerCase()).filter((name) => !isB3(name));
  return `${method} ${url.replace(/\?.*/, '')} ${names.toSorted().join(' ')}`;
}

export function carriesB3({ headers }: Recorded): boolean {
  return headers.some(([name]) => isB3(name.toLowerCase()));
}

function isB3(name: string): boolean {
  return name === 'b3' || name.startsWith('x-b3-');
}

function spanOf(call: Recorded, spans: readonly ZipkinSpan[]): ZipkinSpan | undefined {
  const ids = idsOf(call);
  return ids && spans.find(({ traceId, id }) => traceId === ids.traceId && id === ids.id);
}

/** The ids that a call carried, unless headers are missing, there twice or malformed. */
function idsOf({ headers }: Recorded): { traceId: string; id: string } | undefined {
  const valuesOf = (field: string) =>
    headers.filter(([name]) => name.toLowerCase() === field).map(([, value]) => value);
  // Of one that was sent twice, what is joined here is no id.
  const traceId = valuesOf('x-b3-traceid').join();
  const id = valuesOf('x-b3-spanid').join();
  const isWellFormed = /^[\da-f]{32}$/.test(traceId) && /^[\da-f]{16}$/.test(id);
  return isWellFormed && valuesOf('x-b3-sampled').join() === '1' ? { traceId, id } : undefined;
}
