import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Ledger, Obstacle } from '../../../src/bridge/protocol.ts';
import { BASE, openPanel, textsOf } from './open-panel.tsx';

const LEDGER: Ledger = {
  ...{ created: 0, takenOver: 0, open: 0, held: 0, sampledOut: 0, waiting: 0, stored: 0 },
  ...{ delivered: 0, unconfirmed: 0, refused: 0, dropped: {} },
};

test.each([
  ['connect-src', `connect-src ${BASE}`],
  ['cors', 'ZIPKIN_QUERY_ALLOWED_ORIGINS=*'],
  ['local-network-access', 'Local network access'],
] as [Obstacle, string][])(
  'what is in the way is told with what mends it: %s',
  async (obstacle, line) => {
    const { sayDelivery } = openPanel();
    sayDelivery({ obstacle, ledger: LEDGER });
    await expect.element(page.getByText(line)).toBeVisible();
  },
);

test('spans that are lost are told, and why', async () => {
  const { sayDelivery } = openPanel();
  const dropped = { 'queue full': 12, paused: 3 };
  sayDelivery({ ledger: { ...LEDGER, delivered: 40, refused: 1, dropped } });
  await expect
    .element(page.getByText('Not reported: 1 span, refused by Zipkin; 12 spans, queue full.'))
    .toBeVisible();
});

test('of a delivery that goes well nothing is said, nor of what is no ledger', async () => {
  const { root, sayDelivery } = openPanel();
  sayDelivery({ ledger: { ...LEDGER, delivered: 40 } });
  // What a page says is not held to any type.
  for (const ledger of [null, 1, { refused: 'x', dropped: [null] }]) {
    sayDelivery({ obstacle: 'nonsense' as Obstacle, ledger: ledger as unknown as Ledger });
  }
  await expect.poll(() => textsOf(root, '.notice')).toEqual([]);
});
