import { expect, test } from 'vitest';
import { asyncContext } from '../../../src/instrument/async-context.ts';
import type { Span } from '../../../src/trace/span.ts';
import { pause, useThisPage } from '../../fixtures/this-page.ts';

const { rootspan, requestOf, spans } = useThisPage(asyncContext);

const get = async (path: string) => (await fetch(`/__echo/${path}`)).text();

/** The parent's id of the span of a request. */
const parentOf = async (path: string) => (await requestOf(`/__echo/${path}`)).parentId;

test.each<[string, (path: string) => Promise<unknown>]>([
  [
    'after an await',
    async (path) => {
      await pause(5);
      await get(path);
    },
  ],
  [
    'after thirty awaits, each in a function of its own',
    (path) => {
      const deeper = async (depth: number): Promise<unknown> => {
        await pause(1);
        return depth ? await deeper(depth - 1) : await get(path);
      };
      return deeper(30);
    },
  ],
  [
    'after another request',
    async (path) => {
      await get('other');
      await get(path);
    },
  ],
  ['in Promise.all', (path) => Promise.all([pause(5), pause(5).then(() => get(path))])],
  ['in a then', (path) => pause(5).then(() => get(path))],
  [
    'in a loop over an async iterator',
    async (path) => {
      async function* steps() {
        await pause(5);
        yield path;
      }
      for await (const step of steps()) await get(step);
    },
  ],
])('what trace() awaits belongs to it %s', async (name, work) => {
  const path = name.replaceAll(' ', '-');
  let span: Span | undefined;
  await rootspan().trace('work', (running) => {
    span = running;
    return work(path);
  });
  expect(await parentOf(path)).toBe(span?.context.spanId);
});

test('of two at once each has its own', async () => {
  const ids = await Promise.all(
    ['left', 'right'].map((side) =>
      rootspan().trace(side, async ({ context }) => {
        for (let i = 0; i < 5; i++) {
          await pause(Math.random() * 5);
          await get(`${side}-${i}`);
        }
        return context.spanId;
      }),
    ),
  );
  for (let i = 0; i < 5; i++) {
    expect([await parentOf(`left-${i}`), await parentOf(`right-${i}`)]).toEqual(ids);
  }
});

test('the innermost of two is the one', async () => {
  const inner = await rootspan().trace('outer', async () => {
    await pause(1);
    return rootspan().trace('inner', async ({ context }) => {
      await pause(1);
      await get('nested');
      return context.spanId;
    });
  });
  expect(await parentOf('nested')).toBe(inner);
  const outer = spans().find(({ name }) => name === 'outer');
  expect(spans().find(({ id }) => id === inner)?.parentId).toBe(outer?.id);
});

test('what it can’t know it doesn’t guess: a timer, and what nobody awaits', async () => {
  await rootspan().trace('work', async () => {
    await pause(1);
    setTimeout(() => get('in-timer'), 1);
    await pause(20);
  });
  await get('outside');
  expect(await parentOf('in-timer')).toBeUndefined();
  expect(await parentOf('outside')).toBeUndefined();
});

test('a page that makes its stacks otherwise is left as it is', async () => {
  const { stackTraceLimit, prepareStackTrace } = Error as never;
  try {
    const stacks: unknown[] = [];
    const mine = (error: unknown) => stacks.push(error);
    Object.assign(Error, { stackTraceLimit: 3, prepareStackTrace: mine });
    await rootspan().trace('work', async () => {
      await pause(1);
      await get('odd');
    });
    expect(Reflect.get(Error, 'stackTraceLimit')).toBe(3);
    expect(Reflect.get(Error, 'prepareStackTrace')).toBe(mine);
    expect(stacks).toEqual([]);
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
  expect(await parentOf('odd')).toBeDefined();
});

test('trace() rejects with the very reason, and no other rejection is seen', async () => {
  const seen: unknown[] = [];
  const onRejection = (event: PromiseRejectionEvent) => seen.push(event.reason);
  addEventListener('unhandledrejection', onRejection);
  const reason = new Error('mine');
  await expect(
    rootspan().trace('work', async () => {
      await pause(1);
      throw reason;
    }),
  ).rejects.toBe(reason);
  await pause(20);
  removeEventListener('unhandledrejection', onRejection);
  expect(seen).toEqual([]);
});
