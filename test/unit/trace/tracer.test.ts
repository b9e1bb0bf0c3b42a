import { expect, test } from 'vitest';
import { createActive } from '../../../src/trace/active.ts';
import { createClock } from '../../../src/trace/clock.ts';
import type { FinishedSpan } from '../../../src/trace/span.ts';
import { createTracer } from '../../../src/trace/tracer.ts';

function setUp(rate = 1) {
  const finished: FinishedSpan[] = [];
  const counts = { opened: 0, dropped: 0 };
  const active = createActive();
  const clock = createClock(performance);
  const tracer = createTracer({
    clock,
    active,
    samplers: [() => rate === 1],
    onOpen: () => counts.opened++,
    onDrop: () => counts.dropped++,
    onStart: () => {},
    onFinish: (span) => finished.push(span),
  });
  return { active, tracer, finished, counts };
}

test('a span that nobody claims is the root of a trace of its own', () => {
  const { tracer } = setUp();
  const [a, b] = [tracer.startSpan('a').context, tracer.startSpan('b').context];
  expect(a.sampling).toBe('accept');
  expect(a).not.toHaveProperty('parentId');
  expect(a.traceId).not.toBe(b.traceId);
});

test('a span belongs to the one that is active, and explicit parents win', () => {
  const { active, tracer } = setUp();
  const [page, work] = [tracer.startSpan('page'), tracer.startSpan('work')];
  active.ask(() => ({ span: page }));
  expect(tracer.startSpan('a').context.parentId).toBe(page.context.spanId);
  active.run(work, () => {
    expect(tracer.startSpan('b').context).toMatchObject({
      traceId: work.context.traceId,
      parentId: work.context.spanId,
    });
    expect(tracer.startSpan('c', { parent: page }).context.parentId).toBe(page.context.spanId);
    expect(tracer.startSpan('d', { parent: null }).context.parentId).toBeUndefined();
  });
});

test.each([
  'abc',
  42,
  {},
  { traceId: 'NOTHEX', spanId: '1', sampling: 'accept' },
  { traceId: '1'.repeat(32), spanId: '2'.repeat(16), sampling: 'maybe' },
  { context: undefined },
])('a parent that is none begins a trace, as no parent does: %j', (parent) => {
  // Parents that the types forbid, as untyped callers give them.
  const { context } = setUp().tracer.startSpan('a', { parent: parent as never });
  expect(context).not.toHaveProperty('parentId');
  expect(context.traceId).toMatch(/^[\da-f]{32}$/);
});

test('the sampling decision is made once, at the root', () => {
  const { tracer } = setUp(0);
  const root = tracer.startSpan('root');
  expect(root.context.sampling).toBe('deny');
  expect(tracer.startSpan('child', { parent: root }).context.sampling).toBe('deny');
  const debug = { ...root.context, sampling: 'debug' } as const;
  expect(tracer.startSpan('child', { parent: debug }).context.sampling).toBe('debug');
});

test('work that throws leaves the span active that was active before', async () => {
  const { active, tracer } = setUp();
  const span = tracer.startSpan('work');
  const running = active.run(span, () => {
    throw new Error('no');
  });
  expect(active.current()).toBeUndefined();
  await expect(running).rejects.toThrow('no');
  expect(active.current()).toBeUndefined();
});

test('what is certain wins over what is so by time, and that is said on the span', () => {
  const { active, tracer } = setUp();
  const [click, page] = [tracer.startSpan('click'), tracer.startSpan('page')];
  const stopPage = active.ask(() => ({ span: page }));
  const children: number[] = [];
  active.ask(() => ({ span: click, byTime: true, onChild: () => children.push(1) }));
  expect(tracer.startSpan('a').context.parentId).toBe(page.context.spanId);
  expect(children).toEqual([]);
  stopPage();
  expect(active.current()?.span).toBe(click);
  expect(children).toEqual([]);
  expect(tracer.startSpan('b').context.parentId).toBe(click.context.spanId);
  expect(children).toEqual([1]);
});

test('a trace has no more than a thousand spans, and says on its root how many were left out', () => {
  const { tracer, finished, counts } = setUp();
  const root = tracer.startSpan('root');
  for (let i = 0; i < 1500; i++) tracer.startSpan('poll', { parent: root }).finish();
  root.finish();
  expect(finished).toHaveLength(1000);
  expect(finished.at(-1)).toMatchObject({ name: 'root', tags: { 'rootspan.dropped': '501' } });
  expect(counts).toEqual({ opened: 1501, dropped: 501 });
});

test('a span that has not ended is told of as it is, without a duration', () => {
  const { tracer } = setUp();
  const [work, other] = [tracer.startSpan('work').tag('step', 2), tracer.startSpan('other')];
  other.finish();
  expect(tracer.tellOpen()).toMatchObject([
    { context: work.context, duration: undefined, tags: { step: '2' } },
  ]);
});

test('a span that begins anew keeps what was noted on it', () => {
  const { tracer, finished } = setUp();
  const span = tracer.startSpan('page load', { startTime: 0, tags: { path: '/' } });
  span.tag('tier', 'gold').annotate('early', 20);
  tracer.restartSpan(span, 100);
  span.annotate('late', 120).finish(150);
  expect(finished).toMatchObject([
    { startTime: 100, duration: 50_000, tags: { path: '/', tier: 'gold' } },
  ]);
  const [told] = finished;
  expect(told?.annotations.map(({ timestamp }) => timestamp - told.timestamp)).toEqual([
    -80_000, 20_000,
  ]);
});

test('a span in place of another is open instead of it', () => {
  const { tracer, counts } = setUp();
  const first = tracer.startSpan('page load');
  const second = tracer.adoptSpan(first.context, { name: 'page load' }, first);
  expect(tracer.tellOpen()).toHaveLength(1);
  second.finish();
  expect(tracer.tellOpen()).toEqual([]);
  expect(counts.opened).toBe(1);
});

test('spans that are never finished are not all remembered', () => {
  const { tracer } = setUp();
  for (let i = 0; i < 1100; i++) tracer.startSpan(`${i}`, { parent: null });
  const open = tracer.tellOpen();
  expect([open.length, open.at(-1)?.name]).toEqual([1000, '1099']);
});
