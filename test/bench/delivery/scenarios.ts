import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import { CHROMIUM_FLAGS, ensureChromium } from '../../fixtures/chromium.ts';
import { launchKillable } from '../../fixtures/killable.ts';
import { removeProfile } from '../../fixtures/profile.ts';
import { act, LEAVE, left, open, type World } from './world.ts';

/** How a page comes to its end, or Zipkin to its. */
export interface Scenario {
  readonly name: string;
  /** Spans that are to arrive, known as `m<run>x<number>`, from 0 on. */
  readonly spans: number;
  /** How many of them can't but arrive. @defaultValue all */
  readonly certain?: number;
  /** How long (ms) it may take after `run`. @defaultValue 8000 */
  readonly patience?: number;
  /** Ends when nothing more is going to happen but delivery. */
  run(world: World): Promise<void>;
}

/** Gives a tracer the time to notice. */
const NOTICE = 1500;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'nothing: the page stays, the collector is there',
    spans: 5,
    async run(world) {
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 5)`);
    },
  },
  {
    name: '5 fetches, then navigate at once',
    spans: 5,
    async run(world) {
      const page = await open(world);
      await act(page, `await burst(${world.run}, 5); ${LEAVE}`);
      await left(page);
    },
  },
  {
    name: '200 fetches, navigate at once',
    spans: 200,
    async run(world) {
      const page = await open(world);
      await act(page, `await burst(${world.run}, 200); ${LEAVE}`);
      await left(page);
    },
  },
  {
    name: '200 fetches to another origin, navigate at once',
    spans: 200,
    async run(world) {
      const page = await open(world);
      await act(page, `await burst(${world.run}, 200, '${world.elsewhere}/data'); ${LEAVE}`);
      await left(page);
    },
  },
  {
    name: 'tab closed at once',
    spans: 5,
    async run(world) {
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 5)`);
      await page.close();
    },
  },
  {
    name: 'request still in flight at exit',
    spans: 1,
    async run(world) {
      const page = await open(world);
      await act(page, `burst(${world.run}, 1, '/never')`);
      await pause(100);
      await act(page, LEAVE);
      await left(page);
    },
  },
  {
    name: 'left before load',
    spans: 3,
    async run(world) {
      const page = await world.context.newPage();
      await page.goto(`${world.shop}/loading`, { waitUntil: 'commit' });
      await page.waitForFunction('typeof burst === "function"');
      await act(page, `await burst(${world.run}, 3); ${LEAVE}`);
      await left(page);
    },
  },
  {
    name: '300 spans of 1 KB, then leave',
    spans: 300,
    async run(world) {
      const page = await open(world);
      await pause(NOTICE);
      await act(page, `own(${world.run}, 300, 1000); ${LEAVE}`);
      await left(page);
      await open(world);
    },
  },
  {
    name: 'collector answers 503 for 20 s',
    spans: 5,
    patience: 40_000,
    async run(world) {
      world.outage.mood = { status: 503 };
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 5)`);
      await pause(world.ms(20_000));
      world.outage.mood = {};
    },
  },
  {
    name: 'collector gone, page reloaded, collector back',
    spans: 5,
    async run(world) {
      await world.outage.down();
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 5)`);
      await pause(NOTICE);
      await page.reload();
      await pause(NOTICE);
      await world.outage.up();
    },
  },
  {
    name: 'offline for 8 s',
    spans: 5,
    patience: 20_000,
    async run(world) {
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 5)`);
      await world.context.setOffline(true);
      await pause(world.ms(8000));
      await world.context.setOffline(false);
    },
  },
  {
    name: 'offline, leave, come back online in a new tab',
    spans: 5,
    async run(world) {
      const page = await open(world);
      await pause(2 * NOTICE);
      await world.context.setOffline(true);
      await page.evaluate(`burst(${world.run}, 5)`);
      await page.close();
      await world.context.setOffline(false);
      await open(world);
    },
  },
  {
    // What the browser has measured of a request it tells up to 50 ms later: until then its span is open.
    name: 'renderer crash right after 50 fetches',
    spans: 50,
    certain: 0,
    async run(world) {
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 50)`);
      await crash(world, page);
    },
  },
  {
    // What the black box is filled with once a second is there by then.
    name: 'renderer crash a second and a half after 50 fetches',
    spans: 50,
    async run(world) {
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 50)`);
      await pause(1500);
      await crash(world, page);
    },
  },
  {
    name: 'browser killed while the collector is away, started again with the same profile',
    spans: 5,
    run: (world) => kill(world, 503, 2 * NOTICE),
  },
  {
    // What has finished within the last second is in memory only: to write each span down at once would cost every page.
    name: 'browser killed right after 5 fetches, started again with the same profile',
    spans: 5,
    certain: 0,
    run: (world) => kill(world, undefined, 0),
  },
  {
    name: 'two tabs draining one queue',
    spans: 20,
    async run(world) {
      await world.outage.down();
      const page = await open(world);
      for (let i = 0; i < 4; i++) {
        await page.evaluate(`burst(${world.run}, 5, '/data', ${i * 5})`);
        await pause(NOTICE);
      }
      await page.close();
      await world.outage.up();
      await Promise.all([open(world), open(world)]);
    },
  },
  {
    name: 'back from the back-forward cache, a request in flight',
    spans: 1,
    async run(world) {
      const page = await open(world);
      await act(page, `burst(${world.run}, 1, '/slow')`);
      await pause(100);
      await act(page, LEAVE);
      await left(page);
      await act(page, 'history.back();');
    },
  },
  {
    name: 'a poisoned span among 500 good ones',
    spans: 500,
    patience: 20_000,
    async run(world) {
      const page = await open(world);
      // Zipkin takes a batch with such a text in it for one of its first version.
      await act(
        page,
        `own(${world.run}, 250, 10);
         fetch('/data/binaryAnnotations');
         await burst(${world.run}, 250, '/data', 250);`,
      );
    },
  },
  {
    name: 'slow collector, 10 s an answer',
    spans: 25,
    patience: 25_000,
    async run(world) {
      world.outage.mood = { after: world.ms(10_000) };
      const page = await open(world);
      for (let i = 0; i < 5; i++) {
        await page.evaluate(`burst(${world.run}, 5, '/data', ${i * 5})`);
        await pause(world.ms(3000));
      }
      await act(page, LEAVE);
      await left(page);
    },
  },
  {
    name: 'a collector without CORS headers',
    spans: 10,
    async run(world) {
      world.outage.mood = { cors: false };
      const page = await open(world);
      await page.evaluate(`burst(${world.run}, 5)`);
      await pause(2 * NOTICE);
      await act(page, `await burst(${world.run}, 5, '/data', 5); ${LEAVE}`);
      await left(page);
    },
  },
];

async function kill(world: World, status: number | undefined, after: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rootspan-killed-'));
  world.outage.mood = { status };
  const browser = await launchKillable(folder);
  const page = await open({ ...world, context: browser.context });
  await page.evaluate(`burst(${world.run}, 5)`);
  await pause(after);
  await browser.kill();
  world.outage.mood = {};
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: ensureChromium(),
    args: [...CHROMIUM_FLAGS],
  });
  world.atEnd(async () => {
    await context.close();
    await removeProfile(folder);
  });
  await open({ ...world, context });
}

async function crash({ context }: World, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => {});
  await crashed;
  await page.close();
}
