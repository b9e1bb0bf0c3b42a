import { expect, test } from 'vitest';
import { createDice } from '../../../demo/services/dice.ts';

const AUTH = { service: 'auth', failureRate: 0.2, delay: [10, 50] as const };
const MANY = Array.from({ length: 2000 }, (_, index) => `/orders/${index}`);

test('the same seed rolls the same, whatever is asked in between', () => {
  const [one, other] = [createDice({ ...AUTH, seed: '7' }), createDice({ ...AUTH, seed: '7' })];
  const alone = [one('/a'), one('/a'), one('/a')];
  const mixed = [other('/a'), other('/b'), other('/a'), other('/b'), other('/a')];
  expect(mixed.filter((_roll, index) => index % 2 === 0)).toEqual(alone);
});

test('seeds, services, questions and repetitions all roll differently', () => {
  const roll = createDice({ ...AUTH, seed: '7' });
  const rolls = [
    roll('/a'),
    roll('/a'),
    roll('/b'),
    createDice({ ...AUTH, seed: '8' })('/a'),
    createDice({ ...AUTH, seed: '7', service: 'orders' })('/a'),
  ];
  expect(new Set(rolls.map(({ delay }) => delay)).size).toBe(rolls.length);
});

test('about as many fail as the rate says, and every delay is within its bounds', () => {
  const rolls = MANY.map(createDice({ ...AUTH, seed: '1' }));
  const share = rolls.filter(({ fails }) => fails).length / rolls.length;
  expect(share).toBeGreaterThan(0.17);
  expect(share).toBeLessThan(0.23);
  expect(rolls.every(({ delay }) => delay >= 10 && delay <= 50)).toBe(true);
});

test.each([
  ['none', 0],
  ['all', MANY.length],
])('with failures %s, %i of them fail', (failures, count) => {
  const rolls = MANY.map(createDice({ ...AUTH, seed: '1', failures }));
  expect(rolls.filter(({ fails }) => fails)).toHaveLength(count);
});
