import { afterEach, describe, expect, test, vi } from 'vitest';
import { createIds } from '../../../src/trace/ids.ts';

afterEach(() => vi.unstubAllGlobals());

test('ids are lower-case hex of the lengths that B3 wants', () => {
  const ids = createIds();
  for (let i = 0; i < 1000; i++) {
    expect(ids.traceId()).toMatch(/^[\da-f]{32}$/);
    expect(ids.spanId()).toMatch(/^[\da-f]{16}$/);
  }
});

test('no two ids are alike', () => {
  const ids = createIds();
  const made = Array.from({ length: 10_000 }, () => ids.spanId());
  expect(new Set(made).size).toBe(made.length);
});

test('a trace id begins with the seconds of its birth, as X-Ray wants it', () => {
  const before = Math.floor(Date.now() / 1000);
  const seconds = Number.parseInt(createIds().traceId().slice(0, 8), 16);
  expect(seconds).toBeGreaterThanOrEqual(before);
  expect(seconds).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
});

describe('where bytes can tell their digits themselves', () => {
  // What TypeScript doesn't know yet.
  const bytes = Uint8Array.prototype as { toHex?: unknown };
  afterEach(() => {
    delete bytes.toHex;
  });
  const digits = (byte: number) => byte.toString(16).padStart(2, '0');

  test('they are asked', () => {
    const toHex = vi.fn(function (this: Uint8Array) {
      return Array.from(this, digits).join('');
    });
    bytes.toHex = toHex;
    expect(createIds().traceId()).toMatch(/^[\da-f]{32}$/);
    expect(toHex).toHaveBeenCalledOnce();
  });

  test.each([
    ['in upper case', (byte: number) => digits(byte).toUpperCase()],
    ['with a prefix', (byte: number) => `0x${digits(byte)}`],
    ['not at all', () => ''],
    ['not without an error', () => JSON.parse('{')],
  ])('a page’s own way of telling them has no part in ids: %s', (_, tell) => {
    bytes.toHex = function (this: Uint8Array) {
      return Array.from(this, tell).join('');
    };
    const ids = createIds();
    expect(ids.traceId()).toMatch(/^[\da-f]{32}$/);
    expect(ids.spanId()).toMatch(/^[\da-f]{16}$/);
  });
});

test('without crypto there are ids all the same', () => {
  vi.stubGlobal('crypto', undefined);
  const ids = createIds();
  expect(ids.spanId()).toMatch(/^[\da-f]{16}$/);
  expect(ids.spanId()).not.toBe(ids.spanId());
});
