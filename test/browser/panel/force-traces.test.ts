import { expect, test } from 'vitest';
import { connectInPage } from '../../../devtools/connect/in-page.ts';
import { createPanel } from '../../../devtools/state/panel.ts';
import { debug } from '../../../src/instrument/debug.ts';
import type { Instrument } from '../../../src/instrument/instrument.ts';
import { start } from '../../../src/start.ts';

test('a page’s traces are forced as long as the panel that asked for it listens', async () => {
  const { panel, sampling, stop } = open([debug()]);
  await expect.poll(() => panel.forcing.get()).toBe(false);
  expect(sampling()).toBe('deny');
  panel.force(true);
  expect(sampling()).toBe('debug');
  panel.pause();
  expect(sampling()).toBe('deny');
  panel.resume();
  await expect.poll(() => panel.forcing.get()).toBe(true);
  expect(sampling()).toBe('debug');
  await stop();
});

test('a page without debug() says that it can’t force any', async () => {
  const { panel, stop } = open([]);
  await expect.poll(() => panel.connection.get().state).toBe('connected');
  expect(panel.forcing.get()).toBeUndefined();
  await stop();
});

/** A page of which nothing is sampled, and the panel in it. */
function open(instruments: readonly Instrument[]) {
  const rootspan = start({ service: 'page', zipkin: '/zipkin', sampleRate: 0, instruments });
  const panel = createPanel({
    connect: connectInPage(window),
    fetch: async () => Response.json([]),
    backend: 'trusted',
    settings: { get: async () => undefined, set: async () => {} },
  });
  return {
    panel,
    sampling: () => rootspan.startSpan('work', { parent: null }).context.sampling,
    stop() {
      panel.stop();
      return rootspan.stop();
    },
  };
}
