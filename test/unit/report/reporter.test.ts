import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReporter } from '../../../src/report/reporter.ts';
import type { Outcome } from '../../../src/report/send.ts';
import type { FinishedSpan } from '../../../src/trace/span.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A reporter whose batches get these outcomes, the last one for ever. */
function createTestReporter(...outcomes: Outcome[]) {
  const batches: { name: string }[][] = [];
  const sender = {
    async send(body: string): Promise<Outcome> {
      batches.push(JSON.parse(body));
      return (outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? 'delivered';
    },
    stop() {},
  };
  return {
    reporter: createReporter(sender, 'shop-web'),
    batches,
    names: () => batches.map((batch) => batch.map(({ name }) => name)),
  };
}

function span(name: string, tag = ''): FinishedSpan {
  const context = {
    traceId: '80f198ee56343ba864fe8b2a57d3eff7',
    spanId: 'e457b5a2e4d86bd1',
    sampling: 'accept',
  } as const;
  return {
    context,
    name,
    kind: undefined,
    startTime: 0,
    timestamp: 1,
    duration: 1,
    remote: undefined,
    tags: { tag },
    annotations: [],
  };
}

test('spans that finish together go out together, a second later', async () => {
  const { reporter, names } = createTestReporter('delivered');
  reporter.report(span('a'));
  reporter.report(span('b'));
  expect(names()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(names()).toEqual([['a', 'b']]);
});

test('with nothing to report there is no timer', async () => {
  const { reporter } = createTestReporter('delivered');
  reporter.report(span('a'));
  await reporter.flush();
  expect(vi.getTimerCount()).toBe(0);
});

test('a batch that could not be delivered is sent again, after longer and longer pauses', async () => {
  const { reporter, names } = createTestReporter('retry', 'retry', 'delivered');
  reporter.report(span('a'));
  await vi.advanceTimersByTimeAsync(1000);
  await vi.advanceTimersByTimeAsync(1999);
  expect(names()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(names()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(4000);
  expect(names()).toEqual([['a'], ['a'], ['a']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a batch that was refused is not sent again', async () => {
  const { reporter, names } = createTestReporter('refused');
  reporter.report(span('a'));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(names()).toEqual([['a']]);
});

test('while Zipkin is away, the latest 1000 spans are kept', async () => {
  const { reporter, batches } = createTestReporter('retry', 'delivered');
  for (let i = 0; i < 500; i++) reporter.report(span(`early ${i}`));
  await vi.advanceTimersByTimeAsync(1000);
  batches.length = 0;
  for (let i = 0; i < 900; i++) reporter.report(span(`late ${i}`));
  await reporter.flush();
  const kept = batches.flat().map(({ name }) => name);
  expect(kept).toHaveLength(1000);
  expect(kept.at(-1)).toBe('late 899');
});

test('batches stay small enough for two to be on their way when the page is left', async () => {
  const { reporter, batches } = createTestReporter('delivered');
  for (let i = 0; i < 200; i++) reporter.report(span(`${i}`, 'ü'.repeat(500)));
  await reporter.flush();
  expect(batches.flat()).toHaveLength(200);
  for (const batch of batches) {
    expect(new TextEncoder().encode(JSON.stringify(batch)).length).toBeLessThanOrEqual(30 * 1024);
  }
});
