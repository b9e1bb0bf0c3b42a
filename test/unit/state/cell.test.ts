import { expect, test, vi } from 'vitest';
import { cell } from '../../../devtools/state/cell.ts';

test('who watches hears of each change, until they watch no more', () => {
  const number = cell(1);
  const heard = vi.fn();
  const unwatch = number.watch(() => heard(number.get()));

  number.set(2);
  number.set(2);
  unwatch();
  number.set(3);

  expect(heard.mock.calls).toEqual([[2]]);
  expect(number.get()).toBe(3);
});
