/** The command behind `npm start`: see run/options.ts for its flags, run/system.ts for what it starts. */
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
    console.log('Starting the shop, its services and its database …');
    demo = await startDemo(flags);
    console.log(greeting(demo, flags.zipkin !== undefined));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('npm start -- --help tells the flags.');
  process.exit(1);
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
