import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBlackBox } from '../../../src/report/black-box.ts';

const URL = 'https://zipkin.example/api/v2/spans';

/** What the browser would send if the page were gone now. */
let later: { readonly body: unknown; readonly signal: AbortSignal | undefined }[] = [];
const bodies = () => later.filter(({ signal }) => !signal?.aborted).map(({ body }) => body);

beforeEach(() => {
  later = [];
  vi.stubGlobal('fetchLater', (_: string, { body, signal }: RequestInit) => {
    if (String(body).length > 10) throw new DOMException('too much', 'QuotaExceededError');
    later.push({ body, signal: signal ?? undefined });
    return { activated: false };
  });
});
afterEach(() => vi.unstubAllGlobals());

test('the box holds one body, the latest', () => {
  const box = createBlackBox(URL);
  expect([box.put('a'), box.put('b')]).toEqual([true, true]);
  expect(bodies()).toEqual(['b']);
  box.takeOut();
  expect(bodies()).toEqual([]);
});

test('what is left goes out beside it, and can’t be taken out', () => {
  const box = createBlackBox(URL);
  box.put('a');
  expect(box.leave('last')).toBe(true);
  box.takeOut();
  expect(bodies()).toEqual(['last']);
});

test('what doesn’t fit is told, and nothing is thrown', () => {
  const box = createBlackBox(URL);
  expect([box.put('x'.repeat(11)), box.leave('x'.repeat(11))]).toEqual([false, false]);
});

test('a browser without fetchLater has no box', () => {
  vi.stubGlobal('fetchLater', undefined);
  const box = createBlackBox(URL);
  expect([box.works, box.leave('a')]).toEqual([false, false]);
});
