/** The command behind `npm start`: see run/options.ts for its flags, run/system.ts for what it starts. */
import { spawnSync } from 'node:child_process';
import { HELP, parseFlags } from './services/run/options.ts';
import { type Demo, startDemo } from './services/run/system.ts';

let demo: Demo | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    // Before everything runs there is nobody to ask: the services notice by themselves.
    await demo?.close();
    process.exit(0);
  });
}

try {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.help) {
    console.log(HELP);
  } else {
    build();
    console.log('Starting the shop, its services and its database …');
    demo = await startDemo(flags);
    console.log(greeting(demo, flags.zipkin !== undefined));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('npm start -- --help tells the flags.');
  process.exit(1);
}

/** Only now, so that help and wrong flags are answered at once, and change nothing. */
function build(): void {
  const cwd = new URL('..', import.meta.url);
  const { status } = spawnSync('npm run build', { cwd, shell: true, stdio: 'inherit' });
  if (status !== 0) throw new Error('The shop is not started, since it could not be built.');
}

function greeting({ shop, zipkin, seed }: Demo, isZipkin: boolean): string {
  return `
  The shop:  ${shop}

  Open it, press “Order status”, and open the panel in the corner of the page:
  one trace, from the click to the database.

  All traces: ${zipkin}${isZipkin ? '/zipkin/' : '/'}
  This run's seed is ${seed}. Ctrl+C stops everything.
`;
}
