/** What of spans is sent, stored and counted, as an app sees it. */
import { afterEach, expect, test } from 'vitest';
import {
  CONNECT,
  type Obstacle,
  type PageMessage,
  type ZipkinSpan,
} from '../../../src/bridge/protocol.ts';
import type { Options } from '../../../src/config.ts';
import type { Rootspan } from '../../../src/rootspan.ts';
import { expectToAddUp } from '../../fixtures/ledger.ts';
import { importInto, newKey, openPage, type Page, seen, ZIPKIN } from '../../fixtures/pages.ts';

let running: Rootspan | undefined;
afterEach(async () => {
  if (running) expectToAddUp(running.ledger());
  await running?.stop();
  running = undefined;
});

/** Rootspan in a page of its own, and what arrives of it. */
async function startIn(options: Partial<Options> = {}, head = '') {
  const key = newKey();
  const page = await openPage(`/__page?html=${encodeURIComponent(head)}`);
  const library = await importInto(page, '/src/index.ts');
  const natives = nativesOf(page);
  const rootspan = library.start({ service: 'page', zipkin: `${ZIPKIN}?key=${key}`, ...options });
  running = rootspan;
  return {
    page,
    rootspan,
    natives,
    sent: async () => (await seen(key)).flatMap(({ body }): ZipkinSpan[] => JSON.parse(body)),
    requests: () => seen(key),
  };
}

const nativesOf = ({ fetch, XMLHttpRequest, navigator }: Page) => [
  fetch,
  XMLHttpRequest.prototype.open,
  XMLHttpRequest.prototype.send,
  navigator.sendBeacon,
];

const names = (spans: ZipkinSpan[]) => spans.map(({ name }) => name);

/** What a panel is told of delivery. */
function hearDelivery(page: Page) {
  let obstacle: Obstacle | undefined;
  const { port1, port2 } = new page.MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (data.type !== 'delivery') return;
    expectToAddUp(data.ledger);
    ({ obstacle } = data);
  };
  page.dispatchEvent(new page.MessageEvent(CONNECT, { ports: [port2] }));
  return () => obstacle;
}

test('every span is in the ledger, wherever it is', async () => {
  const { rootspan, page } = await startIn();
  const open = rootspan.startSpan('open');
  rootspan.startSpan('done').finish();
  await (await page.fetch('/__echo')).text();
  expectToAddUp(rootspan.ledger());
  await expect.poll(() => rootspan.ledger().open).toBe(1);
  await rootspan.flush();
  expectToAddUp(rootspan.ledger());
  // The page load, the two, and the request.
  expect(rootspan.ledger()).toMatchObject({ created: 4, open: 1, waiting: 0, delivered: 3 });
  open.finish();
  expect(rootspan.ledger()).toMatchObject({ open: 0, waiting: 1 });
});

test('what is not sampled is counted as that', async () => {
  const { rootspan } = await startIn({ sampleRate: 0 });
  rootspan.startSpan('work').finish();
  // It, and the page load.
  await expect.poll(() => rootspan.ledger().open).toBe(0);
  expect(rootspan.ledger()).toMatchObject({ sampledOut: 2, waiting: 0 });
});

test('until it is resumed nothing is patched, sent or stored', async () => {
  const { rootspan, page, natives, requests } = await startIn({ paused: true });
  await (await page.fetch('/__echo')).text();
  rootspan.startSpan('work').finish();
  await rootspan.flush();
  expect(nativesOf(page)).toEqual(natives);
  expect(await requests()).toEqual([]);
  expect(rootspan.ledger()).toMatchObject({ created: 1, dropped: { paused: 1 } });

  rootspan.resume();
  expect(page.fetch).not.toBe(natives[0]);
  await (await page.fetch('/__echo')).text();
  await expect.poll(() => rootspan.ledger().delivered, { timeout: 5000 }).toBe(2);
});

test('a pause takes everything out of the page, and a resume puts it back', async () => {
  const { rootspan, page, natives, sent } = await startIn();
  rootspan.startSpan('before').finish();
  rootspan.pause();
  rootspan.startSpan('meanwhile').finish();
  page.dispatchEvent(new page.Event('pagehide'));
  await rootspan.flush();
  expect(nativesOf(page)).toEqual(natives);
  expect(await sent()).toEqual([]);
  rootspan.resume();
  rootspan.startSpan('after').finish();
  await rootspan.flush();
  const arrived = names(await sent());
  expect(arrived).toContain('before');
  expect(arrived).toContain('after');
  expect(arrived).not.toContain('meanwhile');
});

test('a policy that forbids to send is noticed, and costs one attempt', async () => {
  const policy = `<meta http-equiv="content-security-policy" content="connect-src ${location.origin}/src/ ${location.origin}/node_modules/ ${location.origin}/@vite/">`;
  const { rootspan, page } = await startIn({}, policy);
  let violations = 0;
  page.document.addEventListener('securitypolicyviolation', () => violations++);
  const obstacle = hearDelivery(page);
  for (let i = 0; i < 3; i++) {
    rootspan.startSpan('work').finish();
    await rootspan.flush();
  }
  expect(violations).toBe(1);
  const { created, open, stored } = rootspan.ledger();
  expect(stored).toBe(created - open);
  await expect.poll(obstacle).toBe('connect-src');
});

test('a Zipkin that lets no page read its answers gets spans all the same, once', async () => {
  const key = newKey();
  const zipkin = `http://elsewhere.localhost:${location.port}${ZIPKIN}?key=${key}`;
  const { rootspan, page } = await startIn({ zipkin });
  const obstacle = hearDelivery(page);
  rootspan.startSpan('first').finish();
  await rootspan.flush();
  rootspan.startSpan('second').finish();
  await rootspan.flush();
  const { created, open, unconfirmed } = rootspan.ledger();
  expect(unconfirmed).toBe(created - open);
  const arrived = names((await seen(key)).flatMap(({ body }): ZipkinSpan[] => JSON.parse(body)));
  expect(arrived.filter((name) => name === 'first' || name === 'second')).toEqual([
    'first',
    'second',
  ]);
  await expect.poll(obstacle).toBe('cors');
});

test('to the page’s own origin spans go as gzip', async () => {
  const { rootspan, requests } = await startIn();
  for (let i = 0; i < 20; i++) rootspan.startSpan('work', { tags: { i } }).finish();
  await rootspan.flush();
  const encodings = (await requests()).map(
    ({ headers }) => headers.find(([name]) => /^content-encoding$/i.test(name))?.[1],
  );
  expect(encodings).toContain('gzip');
  const { created, open, delivered } = rootspan.ledger();
  expect(delivered).toBe(created - open);
});

test('what was dropped is reported when spans get through again', async () => {
  const { rootspan, sent } = await startIn();
  const trace = rootspan.startSpan('long', { parent: null });
  for (let i = 0; i < 1001; i++) rootspan.startSpan('poll', { parent: trace }).finish();
  await rootspan.flush();
  await rootspan.flush();
  const report = async () => (await sent()).find(({ name }) => name === 'spans dropped');
  await expect.poll(report, { timeout: 5000 }).toMatchObject({
    tags: { 'rootspan.dropped.trace too long': '2' },
  });
});
