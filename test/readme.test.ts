import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const README = readFileSync('README.md', 'utf8');

test('the README tells of each option and each attribute, and of no others', () => {
  const [, options = ''] =
    /export interface Options \{([\s\S]*?)\n\}/.exec(read('src/config.ts')) ?? [];
  const names = Array.from(options.matchAll(/readonly (\w+)\??:/g), ([, name = '']) => name);
  const told = Array.from(README.matchAll(/^\| `(\w+)` \| (?:`(data-[\w-]+)`|–) \|/gm));
  expect(told.map(([, option]) => option)).toEqual(names);
  // What only a function can say has no attribute.
  for (const [, name = '', attribute] of told.filter(([, , attribute]) => attribute)) {
    const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(attribute).toBe(`data-${words}`);
  }
});

test('the README tells of speed what has been measured', () => {
  const [, section = ''] = /^## Speed$([\s\S]*?)^## /m.exec(README) ?? [];
  const rows = section.split('\n').filter((line) => /^\| (?!what)/.test(line));
  expect(rows).not.toEqual([]);
  expect(read('test/bench/results.md').split('\n')).toEqual(expect.arrayContaining(rows));
});

test('the README can be read in one go', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(250);
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
