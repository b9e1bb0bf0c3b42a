/** Where a parcel is: passes on what the carrier says, and that it says nothing when it fails. */
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { createDice } from './dice.ts';
import { getJson } from './get-json.ts';
import { addressOf, announce, serve } from './serve.ts';

const carrier = addressOf('carrier');
const roll = createDice({ service: 'shipping', failureRate: 0, delay: [5, 40] });
const app = express();

app.get('/deliveries/:id', async (request, response) => {
  await sleep(roll(request.path).delay);
  const { status, body } = await getJson(`${carrier}/parcels/${request.params.id}`);
  if (status === 200) response.json(body);
  else
    response
      .status(502)
      .json({ error: `The carrier ${status ? `answered ${status}` : 'is down'}.` });
});

announce(await serve(app));
