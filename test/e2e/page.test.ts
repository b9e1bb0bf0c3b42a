/** What only a whole browser shows of a page: its load, what comes with it, how it is left and comes back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { launchBrowser, until } from '../fixtures/browser.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../fixtures/chromium.ts';
import { removeProfile } from '../fixtures/profile.ts';
import { type Site, startSite } from '../fixtures/site.ts';

let site: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await startSite();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

afterEach(async () => {
  await page?.close();
  site.pages.clear();
});

async function open(path: string): Promise<void> {
  page = await browser.newPage();
  await page.goto(site.url + path);
}

/** A page with everything that Rootspan can do, under a service of its own. */
function put(path: string, service: string, html: string, headers?: Record<string, string>): void {
  site.pages.set(path, { body: `<!doctype html>${site.tag(service)}${html}`, headers });
}

const named = (service: string, name: string) =>
  site.spanOf(service, `a span "${name}"`, (span) => span.name === name);

test('a page load has what it brought with it for children, and nothing twice', async () => {
  site.pages.set('/app.js', { body: 'fetch("/data").then((r) => r.text())', headers: JS });
  site.pages.set('/app.css', {
    body: 'body { color: red }',
    headers: { 'content-type': 'text/css' },
  });
  for (let i = 0; i < 30; i++) site.pages.set(`/${i}.js`, { body: '0', headers: JS });
  const scripts = Array.from({ length: 30 }, (_, i) => `<script src="/${i}.js"></script>`).join('');
  put(
    '/',
    'resources',
    `<link rel="stylesheet" href="/app.css"><script src="/app.js"></script>${scripts}`,
  );
  await open('/');

  const load = await named('resources', 'page load');
  await named('resources', 'other script');
  const children = (await site.spansOf('resources')).filter(({ parentId }) => parentId === load.id);
  const names = children.map(({ name }) => name);
  expect(names.filter((name) => name === 'script' || name === 'link').length).toBe(20);
  const others = children.find(({ name }) => name?.startsWith('other script'));
  // With the library's own file there are 33 in all.
  expect(Number(others?.tags?.['resource.count'])).toBeGreaterThanOrEqual(12);
  expect(children.filter(({ tags }) => tags?.['http.path'] === '/data')).toHaveLength(1);
});

test('a page load has the phases of its navigation for children, one after the other', async () => {
  const slowly = 'for (const end = performance.now() + 20; performance.now() < end; );';
  put(
    '/',
    'phases',
    `<script>${slowly}
    addEventListener('DOMContentLoaded', () => { ${slowly} });
    addEventListener('load', () => { ${slowly} });</script>`,
  );
  await open('/');

  const load = await named('phases', 'page load');
  await named('phases', 'load');
  const phases = (await site.spansOf('phases'))
    .filter(({ parentId, name = '' }) => parentId === load.id && NAVIGATION.includes(name))
    .toSorted((a, b) => startOf(a) - startOf(b));
  const names = phases.map(({ name }) => name);
  expect(names).toEqual(NAVIGATION.filter((name) => names.includes(name)));
  expect(names).toEqual(expect.arrayContaining(NAVIGATION.slice(-3)));
  for (const { duration = 0 } of phases.slice(-3)) expect(duration).toBeGreaterThanOrEqual(20_000);
  for (const [at, phase] of phases.entries()) {
    const next = phases[at + 1];
    const end = startOf(phase) + (phase.duration ?? 0);
    // Times are rounded, each for itself.
    expect(end).toBeLessThanOrEqual(
      (next ? startOf(next) : startOf(load) + (load.duration ?? 0)) + 2,
    );
  }
});

const NAVIGATION = ['connect', 'waiting', 'download', 'parsing', 'dom content loaded', 'load'];
const startOf = ({ timestamp = 0 }: ZipkinSpan) => timestamp;

const JS = { 'content-type': 'text/javascript' };
const SERVERS = { traceId: '463ac35c9f6413ad48485a3953bb6124', spanId: 'a2fb4a1d1a96d312' };

test.each([
  [
    'Server-Timing: traceparent',
    { 'server-timing': `traceparent;desc="00-${SERVERS.traceId}-${SERVERS.spanId}-01"` },
    '',
  ],
  [
    'Server-Timing: b3',
    { 'server-timing': `app;dur=3, b3;desc="${SERVERS.traceId}-${SERVERS.spanId}-1"` },
    '',
  ],
])('a page load joins the trace that its server names in %s', async (name, headers) => {
  const service = `joined-${name.length}`;
  put('/', service, '', headers);
  await open('/');
  expect(await named(service, 'page load')).toMatchObject({
    traceId: SERVERS.traceId,
    parentId: SERVERS.spanId,
  });
});

test.each([
  ['b3', `${SERVERS.traceId}-${SERVERS.spanId}-1`],
  ['traceparent', `00-${SERVERS.traceId}-${SERVERS.spanId}-01`],
])(
  'a page load joins the trace that a <meta name="%s"> above the library names',
  async (name, content) => {
    const service = `meta-${name}`;
    put('/', service, '');
    const { body } = site.pages.get('/')!;
    site.pages.set('/', {
      body: body.replace('<script', `<meta name="${name}" content="${content}"><script`),
    });
    await open('/');
    expect((await named(service, 'page load')).parentId).toBe(SERVERS.spanId);
  },
);

test('a trace that is stale is not joined: one that is told to be, one whose id tells, one out of the cache', async () => {
  const hex = (seconds: number) => Math.floor(seconds).toString(16);
  const old = hex(Date.now() / 1000 - 600) + SERVERS.traceId.slice(8);
  put('/told', 'stale-told', '');
  const { body } = site.pages.get('/told')!;
  const meta = `<meta name="b3" content="${SERVERS.traceId}-${SERVERS.spanId}-1" data-time="${Date.now() - 600_000}">`;
  site.pages.set('/told', { body: body.replace('<script', `${meta}<script`) });
  put('/id', 'stale-id', '', { 'server-timing': `b3;desc="${old}-${SERVERS.spanId}-1"` });
  put('/cached', 'stale-cached', '', {
    'cache-control': 'max-age=600',
    'server-timing': `b3;desc="${SERVERS.traceId}-${SERVERS.spanId}-1"`,
  });
  await open('/told');
  await page.goto(`${site.url}/id`);
  await page.goto(`${site.url}/cached`);
  await page.goto('about:blank');
  await page.goto(`${site.url}/cached`);
  for (const service of ['stale-told', 'stale-id']) {
    expect((await named(service, 'page load')).parentId).toBeUndefined();
  }
  await until(
    'both loads',
    async () => (await site.spansOf('stale-cached')).filter(isLoad).length === 2,
  );
  const parents = (await site.spansOf('stale-cached'))
    .filter(isLoad)
    .map(({ parentId }) => parentId);
  expect(parents.sort()).toEqual([SERVERS.spanId, undefined]);
});

const isLoad = ({ name }: ZipkinSpan) => name === 'page load';

test('a page that comes back from the back-forward cache is a root of its own', async () => {
  put('/', 'restored', '<script>onpageshow = (e) => e.persisted && fetch("/data")</script>');
  await open('/');
  await named('restored', 'page load');
  await page.goto(`${site.url}/elsewhere`);
  await page.goBack({ waitUntil: 'commit' });
  const restore = await named('restored', 'page restore');
  expect(restore.parentId).toBeUndefined();
  expect(restore.tags).toMatchObject({ 'navigation.type': 'back_forward_cache', 'http.path': '/' });
});

test('vitals are told of the page load and the click that they measure, though the page is left', async () => {
  put(
    '/',
    'vitals',
    `<h1>Shop</h1><button id="slow">x</button><script>
    slow.onclick = () => {
      for (const end = performance.now() + 150; performance.now() < end; );
      fetch('/data').then((answer) => answer.text());
      slow.textContent = 'y';
    };
  </script>`,
  );
  await open('/');
  const load = await named('vitals', 'page load');
  await page.click('#slow');
  await site.spanOf('vitals', 'the click', ({ name }) => name === 'click button slow');
  await page.waitForTimeout(300);
  await page.goto('about:blank');
  const vital = (metric: string) =>
    site.spanOf('vitals', metric, ({ tags }) => tags?.[`web_vitals.${metric}`] !== undefined);
  for (const metric of ['ttfb', 'fcp', 'lcp', 'cls']) {
    const span = await vital(metric);
    expect([span.id, span.parentId]).toContain(load.id);
  }
  const inp = await vital('inp');
  expect(Number(inp.tags?.['web_vitals.inp'])).toBeGreaterThan(140);
  const click = await named('vitals', 'click button slow');
  expect([inp.id, inp.parentId]).toContain(click.id);

  // A busy machine has some while the page loads, too.
  const frame = await site.spanOf(
    'vitals',
    'the long frame of the click',
    ({ name, parentId }) => name === 'long frame' && parentId === click.id,
  );
  expect(frame.duration).toBeGreaterThan(140_000);
  expect(frame.annotations?.[0]?.value).toMatch(/onclick \/:\d+ \d+ ms/);
});

test('a slow click that requests nothing is told with its vital and its long frame', async () => {
  put(
    '/',
    'busy',
    `<h1>Shop</h1><button data-testid="filter-7">x</button><script>
    document.querySelector('button').onclick = ({ target }) => {
      for (const end = performance.now() + 250; performance.now() < end; );
      target.textContent = 'y';
    };
  </script>`,
  );
  await open('/');
  await named('busy', 'page load');
  await page.click('button');
  await page.waitForTimeout(300);
  await page.goto('about:blank');
  const click = await named('busy', 'click button filter-{n}');
  expect(click.parentId).toBeUndefined();
  expect(Number(click.tags?.['web_vitals.inp'])).toBeGreaterThan(240);
  expect(click.duration).toBeGreaterThan(240_000);
  await site.spanOf(
    'busy',
    'its long frame',
    ({ name, parentId }) => name === 'long frame' && parentId === click.id,
  );
});

test('vitals of a page load are told, however many spans and clicks came after', async () => {
  put(
    '/',
    'many',
    `<h1>Shop</h1><button id="more">x</button><script>
    more.onclick = () => rootspan.startSpan('more').finish();
    onload = () => setTimeout(() => {
      for (let i = 0; i < 60; i++) rootspan.startSpan('mine', { parent: null }).finish();
    }, 100);
  </script>`,
  );
  await open('/');
  const load = await named('many', 'page load');
  await page.waitForTimeout(300);
  for (let i = 0; i < 55; i++) await page.click('#more');
  await page.goto('about:blank');
  const cls = await site.spanOf('many', 'CLS', ({ tags }) => 'web_vitals.cls' in (tags ?? {}));
  expect([cls.id, cls.parentId]).toContain(load.id);
  // It was measured when the page was left, and makes the load's trace no longer.
  expect(startOf(cls)).toBeLessThanOrEqual(startOf(load) + (load.duration ?? 0) + 2);
});

test('a soft navigation is noted on the click that made it, with the time that it took', async () => {
  put(
    '/',
    'soft',
    `<h1 id="title">Shop</h1><button id="go">x</button><script>
    go.onclick = async () => {
      await (await fetch('/data')).text();
      history.pushState({}, '', '/orders?id=1');
      title.textContent = 'Orders, many of them, and a text that is long enough to be seen';
    };
  </script>`,
  );
  await open('/');
  await page.click('#go');
  const click = await named('soft', 'click button go');
  expect(click.tags).toMatchObject({ 'navigation.path': '/orders' });
  expect(click.annotations?.map(({ value }) => value)).toContain('route change');
  const soft = await named('soft', 'soft navigation');
  expect(soft).toMatchObject({ traceId: click.traceId, parentId: click.id });
  expect(JSON.stringify(await site.spansOf('soft'))).not.toContain('id=1');
});

test('what a listener of a click throws fails the click', async () => {
  put(
    '/',
    'throws',
    `<button id="pay">x</button><script>
    pay.onclick = () => { fetch('/data').then((answer) => answer.text()); sold.out(); };
  </script>`,
  );
  await open('/');
  await page.click('#pay');
  const click = await named('throws', 'click button pay');
  expect(click.tags).toMatchObject({ error: 'sold is not defined' });
  expect((await named('throws', 'error')).parentId).toBe(click.id);
});

test('a change of route that nothing caused is the root of what it requests', async () => {
  put(
    '/',
    'routes',
    `<script>
    onload = () => setTimeout(() => {
      history.pushState({}, '', '/later');
      fetch('/data').then((answer) => answer.text());
    }, 100);
  </script>`,
  );
  await open('/');
  const change = await named('routes', 'route change');
  expect(change.tags).toMatchObject({ 'navigation.path': '/later' });
  const data = await site.spanOf(
    'routes',
    'the request',
    ({ tags }) => tags?.['http.path'] === '/data',
  );
  expect(data.parentId).toBe(change.id);
});

test('a page that is rendered ahead tells nothing until it is shown, and counts from then', async () => {
  put(
    '/ahead',
    'ahead',
    `<h1>Ahead</h1><script>
      rootspan.activeSpan().tag('tier', 'gold');
      reportError(new Error('too early'));
    </script>`,
  );
  site.pages.set('/', {
    body: `<!doctype html><script type="speculationrules">
      {"prerender": [{"source": "list", "urls": ["/ahead"], "eagerness": "immediate"}]}
    </script><script>
      setTimeout(() => fetch('/zip').then(() => { location = '/ahead'; }), 2500);
    </script>`,
  });
  // Attached to a debugger, Chromium only fetches ahead.
  const folder = mkdtempSync(join(tmpdir(), 'rootspan-prerender-'));
  const flags = [
    ...CHROMIUM_FLAGS,
    '--headless=new',
    `--user-data-dir=${folder}`,
    '--remote-debugging-port=0',
  ];
  const chromium: ChildProcess = spawn(ensureChromium(), [...flags, `${site.url}/`], {
    stdio: 'ignore',
  });
  const started = Date.now();
  try {
    const load = await named('ahead', 'page load');
    expect(load.tags).toMatchObject({
      'navigation.type': 'prerender',
      tier: 'gold',
      error: 'too early',
    });
    expect((load.timestamp ?? 0) / 1000 - started).toBeGreaterThan(2000);
    expect(load.duration).toBeLessThan(1_000_000);
  } finally {
    chromium.kill('SIGKILL');
    await new Promise((resolve) => chromium.once('close', resolve));
    await removeProfile(folder);
  }
});
