/**
 * `npm run soak`: a page that fetches for half an hour (or so many `--minutes`), and a collector that comes and goes every
 * 200 ms to 5 s. In the end both sides have to have counted the same, and the page's heap must not have grown.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession } from 'playwright';
import type { Ledger, Rootspan } from '../../../src/index.ts';
import { launchBrowser } from '../../fixtures/browser.ts';
import { sums } from '../../fixtures/ledger.ts';
import { startOutage } from '../../fixtures/outage.ts';
import { scriptOf } from '../contestants.ts';
import { startShop } from './world.ts';

declare const rootspan: Rootspan;

/** Kilobytes that a heap is larger or smaller from one measurement to the next. */
const NOISE = 1500;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const end = Date.now() + Number(values.minutes) * 60_000;

const outage = await startOutage();
const tag = `<script src="/rootspan.js" data-service="soak" data-zipkin="${outage.url}"></script>`;
const shop = await startShop(tag, { '/rootspan.js': scriptOf('rootspan') });
const browser = await launchBrowser();
const page = await browser.newPage();
await page.goto(shop.url);
const session = await page.context().newCDPSession(page);

let requests = 0;
let flaps = 0;
const flapping = flap();
const heaps: number[] = [];
while (Date.now() < end) {
  await page.evaluate(`burst(0, 5, '/data', ${requests})`);
  requests += 5;
  await pause(500);
  // The first minutes fill what is bounded, such as what a panel would be told.
  if (requests > 1500 && requests % 500 === 0) heaps.push(await heapOf(session));
}
await flapping;

await page.evaluate(() => rootspan.flush());
const ledger = await waitForRest();
const { came, went } = sums(ledger);
const arrived = new Set(outage.accepted.map(({ traceId, id }) => traceId + id)).size;
const expected = ledger.delivered + ledger.unconfirmed;
const [first = 0] = heaps;
const last = heaps.at(-1) ?? 0;
console.log(
  `${requests} requests, ${flaps} outages; the page says ${expected} arrived, the collector has ${arrived}, ` +
    `${outage.accepted.length - arrived} came again; heap ${first} kB, then ${last} kB\n${JSON.stringify(ledger)}`,
);
await browser.close();
shop.close();
await outage.close();
if (came !== went || arrived !== expected || arrived !== ledger.created - ledger.open) {
  throw new Error('The counts differ');
}
if (last > first + NOISE) throw new Error('The heap has grown');

async function flap(): Promise<void> {
  while (Date.now() < end) {
    await pause(200 + Math.random() * 4800);
    await outage.down();
    flaps++;
    await pause(200 + Math.random() * 4800);
    await outage.up();
  }
}

/** What is stored goes out after a pause of up to a minute. */
async function waitForRest(): Promise<Ledger> {
  for (const patience = Date.now() + 90_000; ; await pause(500)) {
    const ledger = await page.evaluate<Ledger>(() => rootspan.ledger());
    if (Date.now() > patience || ledger.waiting + ledger.stored === 0) return ledger;
  }
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return Math.round(usedSize / 1000);
}
