import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { alternate, type Bench, type Measure } from './bench.ts';
import { LARGE } from './server.ts';
import { median } from './stats.ts';
import { percent, type Row } from './table.ts';

const ROUNDS = 3;
/** How long (ms) the server may send. */
const PATIENCE = 4000;

/** A large body that the app asks for and doesn't read: the browser shouldn't, either. */
export const unread: Measure = async (bench) => {
  const bytes = await alternate(bench.times(ROUNDS), async (contestant) => {
    const page = await bench.open(contestant);
    // A tracer that is not at work takes nothing in.
    await page.run('fetches', 10);
    await page.run('report');
    await page.expectTraced(10);
    const before = await renderers(bench);
    await page.run('leaveUnread');
    await pause(PATIENCE);
    const after = await renderers(bench);
    const sent = bench.server.bytesSent();
    await page.close();
    // Other renderers are idle, or have come since.
    const held = Math.max(0, ...[...before].map(([id, was]) => (after.get(id) ?? was) - was));
    return { sent, held };
  });

  const [native, rootspan, opentelemetry] = [
    middle(bytes.native),
    middle(bytes.rootspan),
    middle(bytes.opentelemetry),
  ];
  const row = (what: keyof Bytes, description: string): Row => ({
    what: `${megabytes(LARGE)} not read: ${description}`,
    ratio: `${percent(rootspan[what] / opentelemetry[what])} of OpenTelemetry's`,
    goal: 'as without a tracer',
    met: rootspan[what] - native[what] < LARGE / 10,
    native: megabytes(native[what]),
    rootspan: megabytes(rootspan[what]),
    opentelemetry: megabytes(opentelemetry[what]),
  });
  return [row('sent', `sent in ${PATIENCE / 1000} s`), row('held', 'held by the renderer')];
};

interface Bytes {
  readonly sent: number;
  readonly held: number;
}

function middle(rounds: readonly Bytes[]): Bytes {
  return {
    sent: median(rounds.map(({ sent }) => sent)),
    held: median(rounds.map(({ held }) => held)),
  };
}

/** What of each renderer process is resident, in bytes. */
async function renderers({ browser }: Bench): Promise<Map<number, number>> {
  const { processInfo } = await browser.send<{ processInfo: { type: string; id: number }[] }>(
    'SystemInfo.getProcessInfo',
  );
  const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return new Map(ids.map((id) => [id, residentBytes(id)]));
}

function residentBytes(id: number): number {
  try {
    return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(id)]));
  } catch {
    // It has ended since it was listed.
    return 0;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
