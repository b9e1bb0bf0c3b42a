/** The command `rootspan`. */
import { HELP, readFlags } from './flags.ts';
import { startCollector } from './server.ts';

/** Put in by the build. */
declare const __VERSION__: string;

await main().catch(fail);

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if (flags.action === 'help') return console.log(HELP);
  if (flags.action === 'version') return console.log(version());
  const { action, ...options } = flags;
  const collector = await startCollector(options);
  console.log(`Rootspan collects spans and shows traces at ${collector.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, collector.close);
}

function fail(error: NodeJS.ErrnoException): void {
  const hint = error.code === 'EADDRINUSE' ? ': perhaps Zipkin runs there. Try --port 0.' : '';
  console.error(`rootspan: ${error.message}${hint}`);
  process.exitCode = 1;
}

function version(): string {
  return typeof __VERSION__ === 'undefined' ? 'not built' : __VERSION__;
}
