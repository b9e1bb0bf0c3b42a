/** Places that are unlike a page: Rootspan starts, does what it can, throws nothing and writes nothing. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, until } from '../fixtures/browser.ts';
import { type Site, startSite } from '../fixtures/site.ts';

const JS = { 'content-type': 'text/javascript' };

let site: Site;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the page wrote to the console, and threw. */
let said: string[];

beforeAll(async () => {
  site = await startSite();
  browser = await launchBrowser(['--host-resolver-rules=MAP insecure.test 127.0.0.1']);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

afterEach(async () => {
  await context?.close();
  site.pages.clear();
  site.requests.length = 0;
});

async function open(path: string, origin = site.url): Promise<void> {
  context = await browser.newContext();
  page = await context.newPage();
  said = [];
  page.on('console', (line) => said.push(line.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(origin + path);
}

/** A script that starts Rootspan by the file that a script tag would load, and asks for something. */
const startIn = (service: string) => `
  importScripts('${site.zipkin}/rootspan.min.js');
  rootspan.start({ service: '${service}', zipkin: '${site.zipkin}', ...rootspan.everything() });`;

const requestOf = (service: string) =>
  site.spanOf(service, 'the request', ({ tags }) => tags?.['http.path'] === '/data');

async function expectHeaders(): Promise<void> {
  const data = await until('the request', () => site.requests.find(({ path }) => path === '/data'));
  expect(data.headers['x-b3-traceid']).toMatch(/^[\da-f]{32}$/);
}

test('in a worker, requests are traced', async () => {
  site.pages.set('/worker.js', {
    body: `${startIn('worker')} fetch('/data').then((r) => r.text())`,
    headers: JS,
  });
  site.pages.set('/', { body: '<!doctype html><script>new Worker("/worker.js")</script>' });
  await open('/');
  expect((await requestOf('worker')).tags).toHaveProperty(['http.phases']);
  await expectHeaders();
  expect(said).toEqual([]);
});

test('in a worker that is a module, too', async () => {
  site.pages.set('/worker.js', {
    body: `import '${site.zipkin}/rootspan.min.js';
      self.rootspan.start({ service: 'module', zipkin: '${site.zipkin}' });
      const xhr = new XMLHttpRequest(); xhr.open('GET', '/data'); xhr.send();`,
    headers: JS,
  });
  site.pages.set('/', {
    body: '<!doctype html><script>new Worker("/worker.js", { type: "module" })</script>',
  });
  await open('/');
  await requestOf('module');
  await expectHeaders();
  expect(said).toEqual([]);
});

test('in a service worker, requests are traced, and navigations pass', async () => {
  site.pages.set('/sw.js', {
    body: `${startIn('service-worker')}
      addEventListener('install', () => skipWaiting());
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`,
    headers: JS,
  });
  site.pages.set('/', { body: '<!doctype html><title>page</title>' });
  await open('/');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  expect(await page.title()).toBe('page');
  await page.evaluate(() => fetch('/data').then((answer) => answer.text()));
  await requestOf('service-worker');
  await expectHeaders();
  expect(said).toEqual([]);
});

test('what a page’s service worker passes on is below the page’s request, which says so', async () => {
  site.pages.set('/sw.js', {
    body: `${startIn('relay')}
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`,
    headers: JS,
  });
  site.pages.set('/', { body: `<!doctype html>${site.tag('relayed')}` });
  await open('/');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await page.evaluate(() => fetch('/data').then((answer) => answer.text()));
  const [asked, passedOn] = [await requestOf('relayed'), await requestOf('relay')];
  expect(asked.tags).toMatchObject({ 'http.service_worker': 'true' });
  expect(passedOn).toMatchObject({ traceId: asked.traceId, parentId: asked.id });
  const data = site.requests.find(({ path }) => path === '/data');
  expect(data?.headers).toMatchObject({ 'x-b3-spanid': passedOn.id });
});

test('without a network, requests say so', async () => {
  site.pages.set('/', { body: `<!doctype html>${site.tag('offline')}` });
  await open('/');
  await context.setOffline(true);
  await page.evaluate(() => fetch('/data').catch(() => {}));
  await context.setOffline(false);
  expect((await requestOf('offline')).tags).toMatchObject({ error: 'offline' });
});

test('what was asked for before it started is told, too', async () => {
  site.pages.set('/', {
    body: `<!doctype html>
      <script>asked = fetch('/data').then((answer) => answer.text())</script>`,
  });
  await open('/');
  // An entry comes a little later than the end that it tells of.
  await page.evaluate('asked.then(() => new Promise((resolve) => setTimeout(resolve, 100)))');
  await page.addScriptTag({ url: `${site.zipkin}/rootspan.min.js` });
  await page.evaluate(`void rootspan.start({
    service: 'early', zipkin: '${site.zipkin}', ...rootspan.everything() })`);
  expect(await requestOf('early')).toMatchObject({ name: 'fetch', parentId: expect.any(String) });
});

test('where the page’s policy forbids to send, it says so once, in the browser’s own words', async () => {
  site.pages.set('/', {
    body: `<!doctype html>${site.tag('forbidden')}`,
    headers: {
      'content-security-policy': `default-src 'none'; script-src ${site.zipkin};
        require-trusted-types-for 'script'; trusted-types 'none'`.replace(/\s+/g, ' '),
    },
  });
  await open('/');
  const work = () => page.evaluate("rootspan.startSpan('work').finish(), rootspan.flush()");
  for (let i = 0; i < 5; i++) {
    await work();
    await page.waitForTimeout(300);
  }
  const lines = said.filter((line) => line.includes(site.zipkin));
  expect(said).toEqual(lines);
  // Of one attempt Chromium writes that the policy refused it, and that the fetch failed.
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(lines.length).toBeGreaterThan(0);
});

test('in a worker whose policy forbids to send, too', async () => {
  site.pages.set('/worker.js', {
    body: `${startIn('forbidden-worker')}
      let violations = 0;
      addEventListener('securitypolicyviolation', () => violations++);
      onmessage = () => postMessage(violations);
      setInterval(() => rootspan.startSpan('work').finish(), 100);`,
    headers: { ...JS, 'content-security-policy': `default-src 'none'; script-src ${site.zipkin}` },
  });
  site.pages.set('/', {
    body: '<!doctype html><script>worker = new Worker("/worker.js")</script>',
  });
  await open('/');
  await page.waitForTimeout(4000);
  const violations = await page.evaluate(`new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage('');
  })`);
  expect(violations).toBe(1);
});

test('on an origin that isn’t secure, and without crypto, ids are made all the same', async () => {
  site.pages.set('/', {
    body: `<!doctype html><script>delete window.crypto; delete Window.prototype.crypto;
      Object.defineProperty(window, 'crypto', { value: undefined })</script>
      ${site.tag('insecure')}<script>fetch('/data').then((r) => r.text())</script>`,
  });
  await open('/', site.url.replace('localhost', 'insecure.test'));
  const { traceId, id } = await requestOf('insecure');
  expect([traceId, id].join()).toMatch(/^[\da-f]{32},[\da-f]{16}$/);
  await expectHeaders();
  expect(said).toEqual([]);
});

test('in a frame that is sandboxed, requests are traced and carry no headers', async () => {
  const inner = `${site.tag('sandboxed')}<script>fetch('${site.url}/data').then((r) => r.text())</script>`;
  site.pages.set('/data', { body: 'data', headers: { 'access-control-allow-origin': '*' } });
  site.pages.set('/inner', { body: `<!doctype html>${inner}` });
  site.pages.set('/', {
    body: '<!doctype html><iframe sandbox="allow-scripts" src="/inner"></iframe>',
  });
  await open('/');
  await requestOf('sandboxed');
  const data = site.requests.find(({ path }) => path === '/data');
  expect(data?.headers).not.toHaveProperty('x-b3-traceid');
  expect(said).toEqual([]);
});

test.each(['async', 'defer', 'type="module"'])(
  'a tag that is %s fills in the page load',
  async (how) => {
    const service = `late-${how.slice(0, 5).replace(/\W/g, '')}`;
    site.pages.set('/', {
      body: `<!doctype html>${site.tag(service).replace('<script', `<script ${how}`)}<p>text`,
    });
    await open('/');
    const load = await site.spanOf(service, 'the page load', ({ name }) => name === 'page load');
    const origin = await page.evaluate(() => performance.timeOrigin);
    expect(Math.abs((load.timestamp ?? 0) / 1000 - origin)).toBeLessThan(1);
    expect(load.annotations?.map(({ value }) => value)).toContain('dom interactive');
    expect(said).toEqual([]);
  },
);

test('a tag that is added after the load fills it in, with what came and what is measured', async () => {
  site.pages.set('/', { body: '<!doctype html><h1>Shop</h1><script src="/app.js"></script>' });
  site.pages.set('/app.js', { body: '0', headers: JS });
  await open('/');
  await page.waitForTimeout(500);
  await page.evaluate((file) => {
    const tag = document.createElement('script');
    tag.src = file;
    tag.dataset.service = 'added';
    document.head.append(tag);
  }, `${site.zipkin}/rootspan.min.js`);
  const load = await site.spanOf('added', 'the page load', ({ name }) => name === 'page load');
  const script = await site.spanOf(
    'added',
    'the script',
    ({ tags }) => tags?.['http.path'] === '/app.js',
  );
  expect(script.parentId).toBe(load.id);
  await site.spanOf('added', 'FCP', ({ tags }) => tags?.['web_vitals.fcp'] !== undefined);
  expect(said).toEqual([]);
});
