/**
 * The parcel service's API: somebody else's server, so nothing in here is traced.
 *
 * Three answers in ten are a 503.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDice } from './dice.ts';
import { announce, serve } from './serve.ts';

const STATES = ['in the depot', 'on a train', 'on the road', 'in your town'];
const roll = createDice({ service: 'carrier', failureRate: 0.3, delay: [60, 320] });

announce(await serve(answer));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parcel = /^\/parcels\/(\d+)$/.exec(request.url ?? '')?.[1];
  const { fails, delay } = roll(request.url ?? '');
  await sleep(delay);
  response.setHeader('content-type', 'application/json');
  response.statusCode = fails ? 503 : parcel ? 200 : 404;
  response.end(
    JSON.stringify(
      fails || !parcel
        ? { error: fails ? 'Too many parcels today.' : 'No such parcel.' }
        : { parcel, state: STATES[Number(parcel) % STATES.length], days: 1 + (Number(parcel) % 4) },
    ),
  );
}
