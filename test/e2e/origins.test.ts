/** A page and its API on two origins: what arrives there, and what the browser makes of it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../devtools/model/header-doctor.ts';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { launchBrowser } from '../fixtures/browser.ts';
import { type Site, startSite } from '../fixtures/site.ts';

let site: Site;
let browser: Browser;
let page: Page;
let api: Server;
/** Requests that the API got, of those for the present test. */
let arrived: { method: string; path: string; headers: NodeJS.Dict<string | string[]> }[] = [];

/** What it allows, by the first segment of the path. */
const ALLOWED: Readonly<Record<string, Record<string, string>>> = {
  kind: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
  strict: { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type' },
  w3c: { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'traceparent' },
  closed: {},
};

beforeAll(async () => {
  site = await startSite();
  browser = await launchBrowser();
  api = createServer(({ url = '', method = '', headers }, response) => {
    arrived.push({ method, path: url, headers });
    const [, kind = ''] = url.split('/');
    response.writeHead(200, ALLOWED[kind]).end('answer');
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  api?.close();
});

afterEach(async () => {
  await page?.close();
  arrived = [];
  site.pages.clear();
});

const origin = () => `http://127.0.0.1:${(api.address() as AddressInfo).port}`;

let count = 0;

/** Opens a page that propagates to the API, and asks there one path after the other, each when the last is told. */
async function ask(attributes: string, ...paths: string[]) {
  const service = `origins-${++count}`;
  const tag = site
    .tag(service)
    .replace('data-service', `data-propagate-to="${origin()}" ${attributes} data-service`);
  site.pages.set('/', { body: `<!doctype html>${tag}` });
  page = await browser.newPage();
  await page.goto(site.url);
  // What is asked for while the page loads belongs to that.
  await page.waitForTimeout(200);
  const answers: string[] = [];
  const spans: ZipkinSpan[] = [];
  for (const path of paths) {
    const url = path.startsWith('/to/') ? path : origin() + path;
    answers.push(
      await page.evaluate(
        (address) =>
          fetch(address).then(
            (answer) => answer.text(),
            () => 'failed',
          ),
        url,
      ),
    );
    const told = new Set(spans.map(({ id }) => id));
    spans.push(
      await site.spanOf(
        service,
        `the span of ${path}`,
        (span) => span.tags?.['http.path'] === path && !told.has(span.id),
      ),
    );
  }
  const verdicts = spans.map((span) => diagnose(span, { trace: spans, isFilling: false }).verdict);
  return { answers, spans, verdicts };
}

const methods = () => arrived.map(({ method, path }) => `${method} ${path}`);

describe('a server that allows everything', () => {
  test('gets the ids of the span, after a preflight that is put down to us', async () => {
    const { answers, spans } = await ask('', '/kind/orders');
    expect(answers).toEqual(['answer']);
    expect(methods()).toEqual(['OPTIONS /kind/orders', 'GET /kind/orders']);
    const [span] = spans;
    expect(arrived.at(-1)?.headers).toMatchObject({
      'x-b3-traceid': span?.traceId,
      'x-b3-spanid': span?.id,
    });
    expect(span?.tags).toHaveProperty(['rootspan.preflight']);
  });

  test('pays for no preflight where headers are to be free', async () => {
    const { verdicts } = await ask('data-propagation="free"', '/kind/orders');
    expect(methods()).toEqual(['GET /kind/orders']);
    expect(verdicts).toEqual(['free']);
  });
});

describe('a server that allows none of them', () => {
  test('costs one failure; the diagnosis names the headers to allow', async () => {
    const { answers, verdicts, spans } = await ask('', '/strict/a', '/strict/b', '/kind/c');
    expect(answers).toEqual(['failed', 'answer', 'answer']);
    expect(verdicts).toEqual(['refused', 'cors', 'cors']);
    expect(methods()).toEqual(['OPTIONS /strict/a', 'GET /strict/b', 'GET /kind/c']);
    const { settings } = diagnose(spans[1]!, { trace: spans, isFilling: false });
    expect(settings[0]?.text).toBe(
      'Access-Control-Allow-Headers: x-b3-traceid, x-b3-spanid, x-b3-parentspanid, x-b3-sampled, x-b3-flags',
    );
  });

  test('gets those that it allows, where those are chosen', async () => {
    const { answers, spans } = await ask('data-formats="w3c"', '/w3c/orders');
    expect(answers).toEqual(['answer']);
    const [span] = spans;
    expect(arrived.at(-1)?.headers.traceparent).toBe(`00-${span?.traceId}-${span?.id}-01`);
  });
});

test('a server that lets nobody ask refuses with and without headers: they are not to blame', async () => {
  const { answers, verdicts } = await ask('', '/closed/a', '/closed/b', '/kind/c');
  expect(answers).toEqual(['failed', 'failed', 'answer']);
  expect(verdicts).toEqual(['refused', 'cors', 'silent']);
});

test('a moment offline is no reason: the next request has its headers', async () => {
  await ask('', '/kind/a');
  await page.context().setOffline(true);
  const url = `${origin()}/kind/b`;
  expect(await page.evaluate((b) => fetch(b).catch(() => 'failed'), url)).toBe('failed');
  // Its timing entry, by which it is known that it failed, takes that long.
  await page.waitForTimeout(200);
  await page.context().setOffline(false);
  await page.evaluate((c) => fetch(c).then((answer) => answer.text()), `${origin()}/kind/c`);
  expect(arrived.at(-1)).toMatchObject({ method: 'GET', path: '/kind/c' });
  expect(arrived.at(-1)?.headers).toHaveProperty('x-b3-traceid');
});

test('a path of the own origin that leads there loses its headers, other paths keep them', async () => {
  for (const path of ['/to/strict', '/to/kind']) {
    site.pages.set(path, {
      status: 302,
      body: '',
      headers: { location: `${origin()}${path.slice(3)}/x` },
    });
  }
  const { answers, verdicts } = await ask('', '/to/strict', '/to/strict', '/to/kind');
  expect(answers).toEqual(['failed', 'answer', 'answer']);
  expect(verdicts).toEqual(['refused', 'cors', 'silent']);
  expect(methods()).toEqual([
    'OPTIONS /strict/x',
    'GET /strict/x',
    'OPTIONS /kind/x',
    'GET /kind/x',
  ]);
});
