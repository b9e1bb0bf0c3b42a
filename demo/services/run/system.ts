import { randomInt } from 'node:crypto';
import { type Collector, startCollector } from '../../collector/server.ts';
import type { Failures } from '../dice.ts';
import { type Child, startChild } from './child.ts';
import { onFreePort } from './free-port.ts';

const SHOP_PORT = 8080;
const COLLECTOR_PORT = 9411;

export interface DemoOptions {
  /** Makes delays and failures repeatable. @defaultValue a random one */
  readonly seed?: number;
  /** @defaultValue 'seeded' */
  readonly failures?: Failures;
  /** Base address of a Zipkin that runs already. @defaultValue a collector of our own */
  readonly zipkin?: string;
  /** Where the shop shall be; 0 is any free port, and a taken one becomes the next. @defaultValue 8080 */
  readonly port?: number;
  /** The same for the collector. @defaultValue 9411 */
  readonly collectorPort?: number;
  /** Says nothing on the console. @defaultValue false */
  readonly quiet?: boolean;
}

/** A running shop, and where its parts are. */
export interface Demo {
  readonly shop: string;
  /** Base address of the Zipkin API that has the traces. */
  readonly zipkin: string;
  /** The second origin, that the shop's page calls across CORS. */
  readonly crossOrigin: string;
  readonly seed: number;
  /** Resolves when every process is gone. */
  close(): Promise<void>;
}

type Start = (
  service: string,
  addresses?: Record<string, string>,
  preload?: readonly string[],
) => Promise<readonly number[]>;

/** Starts all of the demo. Resolves when it can be used; if a part can't start, nothing is left. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { seed = randomInt(1_000_000), failures = 'seeded', port = SHOP_PORT } = options;
  const say = options.quiet ? () => {} : (line: string) => console.log(line);
  const running: Pick<Child, 'close'>[] = [];
  const close = async () => {
    await Promise.all(running.map((part) => part.close()));
  };

  try {
    const collector = options.zipkin ? undefined : await startOwnCollector(options, say);
    if (collector) running.push(collector);
    const zipkin = collector?.url ?? (await answering(options.zipkin ?? ''));
    const [shopPort = 0, crossOriginPort = 0] = await startServices(
      port,
      (service, addresses, preload) => {
        const child = startChild(new URL(`../${service}.ts`, import.meta.url), {
          environment: {
            DEMO_SEED: String(seed),
            DEMO_FAILURES: failures,
            ZIPKIN_URL: zipkin,
            OTEL_SERVICE_NAME: service,
            ...(collector && { COLLECTOR_URL: collector.url }),
            ...addresses,
          },
          preload,
          onDeath: say,
        });
        running.push(child);
        return child.ready;
      },
    );
    sayIfMoved('shop', port, shopPort, say);
    return {
      shop: `http://localhost:${shopPort}`,
      crossOrigin: `http://localhost:${crossOriginPort}`,
      zipkin,
      seed,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts each service when those that it calls are there; the ports are the gateway's. */
async function startServices(port: number, start: Start): Promise<readonly number[]> {
  // The two that nothing holds up, and the database takes the longest.
  const database = start('database');
  const auth = start('auth');
  const carrier = await start('carrier');
  const shipping = await start('shipping', { CARRIER_URL: at(carrier) }, OPENTELEMETRY);
  const [databasePort] = await database;
  const orders = await start(
    'orders',
    {
      DATABASE_URL: `postgres://postgres@127.0.0.1:${databasePort}/postgres`,
      SHIPPING_URL: at(shipping),
    },
    OPENTELEMETRY,
  );
  return start('gateway', {
    AUTH_URL: at(await auth),
    ORDERS_URL: at(orders),
    SHIPPING_URL: at(shipping),
    PORT: String(port),
  });
}

const OPENTELEMETRY = [new URL('../tracing/opentelemetry.ts', import.meta.url).href];

function at([port]: readonly number[]): string {
  return `http://127.0.0.1:${port}`;
}

async function startOwnCollector(
  { collectorPort = COLLECTOR_PORT }: DemoOptions,
  say: (line: string) => void,
): Promise<Collector> {
  const collector = await onFreePort(collectorPort, (port) => startCollector({ port }));
  sayIfMoved('collector', collectorPort, Number(new URL(collector.url).port), say);
  return collector;
}

/** The Zipkin's address, if there is a Zipkin. */
async function answering(zipkin: string): Promise<string> {
  const status = await fetch(`${zipkin}/api/v2/services`).then(
    (answer) => answer.status,
    () => 0,
  );
  if (status === 200) return zipkin;
  throw new Error(`No Zipkin answers at ${zipkin}${status ? ` (it said ${status})` : ''}.`);
}

function sayIfMoved(what: string, wanted: number, actual: number, say: (line: string) => void) {
  if (wanted === 0 || wanted === actual) return;
  say(`Port ${wanted} is taken; the ${what} is at ${actual} instead.`);
}
