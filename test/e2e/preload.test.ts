/** What a page has preloaded is fetched once. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, until } from '../fixtures/browser.ts';
import { type Site, startSite } from '../fixtures/site.ts';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const LINK = '<link rel="preload" as="fetch" href="/data" crossorigin>';
const FETCH = '<script>fetch("/data").then((answer) => answer.text())</script>';
const LATER = `<script>onload = () => setTimeout(() => fetch('/data'), 500)</script>`;

let count = 0;

/** Of each time the data was asked for: whether the server saw a trace header, and what the span says of it. */
async function asked(html: string, headers = {}) {
  const service = `preload-${++count}`;
  site.requests.length = 0;
  site.pages.set('/', { body: `<!doctype html>${site.tag(service)}${html}`, headers });
  site.pages.set('/data', { body: 'data', headers: { 'cache-control': 'no-store' } });
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForTimeout(1000);
  await page.evaluate(() => fetch('/data').then((answer) => answer.text()));
  const spans = await until('both spans', async () => {
    const found = (await site.spansOf(service)).filter(
      ({ kind, tags }) =>
        kind === 'CLIENT' && tags?.['http.method'] && tags['http.path'] === '/data',
    );
    return found.length === 2 && found;
  });
  await page.close();
  return {
    server: site.requests
      .filter(({ path }) => path === '/data')
      .map((request) => 'x-b3-spanid' in request.headers),
    spans: spans
      .sort((a, b) => Number(a.timestamp) - Number(b.timestamp))
      .map(({ tags }) => tags?.['rootspan.headers']),
  };
}

test.each([
  ['a link', LINK + FETCH, {}],
  ['a link, used later', LINK + LATER, {}],
  // While it is still on its way nothing tells of it.
  ['a header, used later', LATER, { link: '</data>; rel=preload; as=fetch; crossorigin' }],
])('what %s preloads is fetched once, and the next time with headers', async (_, html, headers) => {
  expect(await asked(html, headers)).toEqual({
    server: [false, true],
    spans: ['preload', undefined],
  });
});

test('what is not preloaded has headers at once', async () => {
  expect(await asked(FETCH)).toEqual({ server: [true, true], spans: [undefined, undefined] });
});
