/** What the command line asks for. */
export type Flags =
  | {
      readonly action: 'start';
      readonly port?: number;
      readonly host?: string;
      readonly maxSpans?: number;
    }
  | { readonly action: 'help' | 'version' };

export const HELP = `Usage: rootspan [options]

A Zipkin-compatible collector in memory, with a viewer for its traces.

  --port <number>       where to listen; 0 takes a free port (9411)
  --host <name>         for whom to listen; beyond 127.0.0.1, everybody in the
                        network can read and write spans (127.0.0.1)
  --max-spans <number>  how many spans to keep; the oldest traces go (500000)
  --version             print the version
  --help                print this`;

const NAMES = ['--port', '--host', '--max-spans', '--version', '--help'];
const MAX_PORT = 65_535;

/** Throws an error that says what is wrong and what is allowed. */
export function readFlags(args: readonly string[]): Flags {
  const values = new Map<string, string>();
  const rest = args.flatMap(splitAtEquals);
  while (rest.length > 0) {
    const name = rest.shift() ?? '';
    if (!NAMES.includes(name))
      throw new Error(`${name} is not an option. There are ${NAMES.join(', ')}.`);
    if (name === '--help' || name === '--version') values.set(name, '');
    else values.set(name, rest.shift() ?? '');
  }
  if (values.has('--help')) return { action: 'help' };
  if (values.has('--version')) return { action: 'version' };
  return {
    action: 'start',
    port: readNumber(values, '--port', { min: 0, max: MAX_PORT }),
    host: readHost(values),
    maxSpans: readNumber(values, '--max-spans', { min: 1, max: Number.MAX_SAFE_INTEGER }),
  };
}

function splitAtEquals(argument: string): string[] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function readNumber(
  values: ReadonlyMap<string, string>,
  name: string,
  { min, max }: { min: number; max: number },
): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${name} must be a whole number from ${min} to ${max}, was "${text}".`);
}

function readHost(values: ReadonlyMap<string, string>): string | undefined {
  const host = values.get('--host');
  if (host === '') throw new Error('--host must be a host name or an address, such as 127.0.0.1.');
  return host;
}
