import { expect, test } from 'vitest';
import { DEBUG as OF_PANEL } from '../../../src/bridge/protocol.ts';
import { DEBUG } from '../../../src/instrument/debug.ts';

test('the panel calls by the name that the page listens to', () => {
  expect(OF_PANEL).toBe(DEBUG);
});
