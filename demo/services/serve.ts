import { createServer, type RequestListener } from 'node:http';
import { onFreePort } from './run/free-port.ts';

/** Longer than any client keeps an idle connection, in milliseconds; Node's own 5000 are not. */
const KEEP_ALIVE = 600_000;

/** Listens on this machine only, on the wanted port or a near one that is free; says which. */
export function serve(app: RequestListener, wanted = 0): Promise<number> {
  return onFreePort(
    wanted,
    (port) =>
      new Promise((resolve, reject) => {
        const server = createServer(app);
        // Clients hang up first. A server that does may cut off a request that is on its way.
        server.keepAliveTimeout = KEEP_ALIVE;
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
  );
}

/** Tells whoever started this service that it can answer now, and where. */
export function announce(...ports: number[]): void {
  if (process.send) process.send(ports);
  else console.log(`listening on ${ports.join(', ')}`);
}

/** Where another service is: every address comes by environment. */
export function addressOf(service: string): string {
  const name = `${service.toUpperCase()}_URL`;
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set: npm start does that`);
  return url;
}
