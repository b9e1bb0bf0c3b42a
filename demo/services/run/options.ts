import { parseArgs } from 'node:util';
import type { Failures } from '../dice.ts';

/** What `npm start` can be told. */
export interface Flags {
  readonly help: boolean;
  readonly seed?: number;
  readonly zipkin?: string;
  readonly port?: number;
  readonly collectorPort?: number;
  readonly failures?: Failures;
}

export const HELP = `Starts a shop to try Rootspan on: a page, four services, a database, and a trace collector.

  npm start -- [flags]

  --port N            where the shop is (default 8080; the next free one if that is taken)
  --collector-port N  where the collector is (default 9411, likewise)
  --zipkin URL        send traces to this Zipkin, and start no collector
  --seed N            the same delays and failures as in any other run with this number
  --failures WHICH    seeded (default): auth fails one time in five, the carrier three in ten;
                      none: nothing fails by chance; all: both always fail
  --help              this text
`;

/** Reads the command line. Throws an Error that names the flag and says what is right. */
export function parseFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      port: { type: 'string' },
      'collector-port': { type: 'string' },
      zipkin: { type: 'string' },
      seed: { type: 'string' },
      failures: { type: 'string' },
    },
  });
  return {
    help: values.help,
    port: wholeNumber('--port', values.port, 65_535),
    collectorPort: wholeNumber('--collector-port', values['collector-port'], 65_535),
    seed: wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    zipkin: baseUrl('--zipkin', values.zipkin),
    failures: failuresNamed('--failures', values.failures),
  };
}

function wholeNumber(flag: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new Error(`${flag} is a whole number up to ${most}, not “${text}”`);
}

function baseUrl(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return text.replace(/\/+$/, '');
  throw new Error(`${flag} is an address such as http://localhost:9411, not “${text}”`);
}

function failuresNamed(flag: string, text: string | undefined): Failures | undefined {
  if (text === undefined || text === 'seeded' || text === 'none' || text === 'all') return text;
  throw new Error(`${flag} is seeded, none or all, not “${text}”`);
}
