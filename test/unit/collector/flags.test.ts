import { expect, test } from 'vitest';
import { HELP, readFlags } from '../../../demo/collector/flags.ts';

test('without flags the defaults are left to the collector', () => {
  expect(readFlags([])).toEqual({ action: 'start' });
});

test.each([
  [['--port', '0', '--host', '::1', '--max-spans', '10'], { port: 0, host: '::1', maxSpans: 10 }],
  [['--port=9412', '--host=localhost'], { port: 9412, host: 'localhost' }],
])('%s say where to listen, and how much to keep', (args, options) => {
  expect(readFlags(args)).toEqual({ action: 'start', ...options });
});

test.each([
  [['--help'], 'help'],
  [['--version'], 'version'],
  [['--version', '--port', '1', '--help'], 'help'],
])('%s only print something', (args, action) => {
  expect(readFlags(args)).toEqual({ action });
});

test.each([
  [
    ['--prot', '1'],
    '--prot is not an option. There are --port, --host, --max-spans, --version, --help.',
  ],
  [['9411'], '9411 is not an option.'],
  [['--port'], '--port must be a whole number from 0 to 65535, was "".'],
  [['--port', 'x'], '--port must be a whole number from 0 to 65535, was "x".'],
  [['--port', '65536'], 'was "65536".'],
  [['--port', '-1'], 'was "-1".'],
  [['--port=1.5'], 'was "1.5".'],
  [['--max-spans', '0'], '--max-spans must be a whole number from 1'],
  [['--host'], '--host must be a host name or an address'],
])('%s are refused with what is allowed', (args, message) => {
  expect(() => readFlags(args)).toThrow(message);
});

test('the help names every flag', () => {
  for (const flag of ['--port', '--host', '--max-spans', '--version', '--help'])
    expect(HELP).toContain(flag);
});
