import { expect, test } from 'vitest';
import { HELP, parseFlags } from '../../../demo/services/run/options.ts';

test('every flag is read', () => {
  const line =
    '--port 0 --collector-port 9500 --zipkin http://zipkin:9411/ --seed 7 --failures none';
  expect(parseFlags(line.split(' '))).toEqual({
    help: false,
    port: 0,
    collectorPort: 9500,
    zipkin: 'http://zipkin:9411',
    seed: 7,
    failures: 'none',
  });
});

test('nothing has to be said', () => {
  expect(parseFlags([])).toEqual({ help: false });
});

test.each([
  ['--port web', '--port is a whole number up to 65535, not “web”'],
  ['--port 70000', '--port is a whole number up to 65535, not “70000”'],
  ['--seed 1.5', '--seed is a whole number up to'],
  ['--zipkin zipkin:9411', '--zipkin is an address such as http://localhost:9411'],
  ['--failures some', '--failures is seeded, none or all, not “some”'],
  ['--prot 1', '--prot'],
  ['8080', '8080'],
])('“%s” is refused, with what is right', (line, message) => {
  expect(() => parseFlags(line.split(' '))).toThrow(message);
});

test('the help names every flag', () => {
  for (const flag of ['port', 'collector-port', 'zipkin', 'seed', 'failures', 'help']) {
    expect(HELP).toContain(`--${flag} `);
  }
});
