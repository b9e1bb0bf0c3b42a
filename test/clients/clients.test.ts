/** Real clients, each with a real call in Chromium, with Rootspan loaded before them and after them. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { bundlePages } from './bundle.ts';
import { CLIENTS, type Client } from './clients.ts';
import { type ClientServer, startClientServer } from './server/server.ts';
import { type Measured, makeTable } from './table.ts';
import { callsWithIds, callsWithSpan, carriesB3, outline, type Visit, visit } from './visit.ts';

let server: ClientServer;
let browser: Browser;
const measured = new Map<Client, Measured>();

beforeAll(async () => {
  server = await startClientServer(await bundlePages());
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each(CLIENTS)('$name', (client) => {
  let without: Visit;
  const visits: Partial<Measured> = {};

  beforeAll(async () => {
    without = await visit(browser, server, client, 'no rootspan');
  });

  test.each(['rootspan', 'client'] as const)(
    'calls as ever with %s loaded first',
    async (first) => {
      const visited = await visit(browser, server, client, first);
      visits[first] = visited;
      const { result, complaints, calls, spans } = visited;

      expect(result).toEqual(without.result);
      expect(complaints).toEqual(client.logs ?? []);
      expect(kindsOf(calls)).toEqual(kindsOf(without.calls));
      // Whatever of a trace is sent is whole.
      expect(callsWithIds(visited)).toEqual(calls.filter(carriesB3));
      expect(callsWithSpan(visited)).toHaveLength(client.traced?.[first] ?? calls.length);
      // And no other request is traced: not what clients report to their makers.
      const paths = new Set(calls.map(({ url }) => url.replace(/\?.*/, '')));
      const requests = spans.filter(({ tags }) => tags?.['http.method']);
      expect(requests.filter(({ tags }) => !paths.has(tags?.['http.path'] ?? ''))).toEqual([]);
      expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
    },
  );

  afterAll(() => {
    if (visits.rootspan && visits.client) measured.set(client, visits as Measured);
  });
});

test('the table tells what was measured', async () => {
  await expect(makeTable(measured)).toMatchFileSnapshot('README.md');
});

/** Polls can be more or fewer. */
function kindsOf(calls: Visit['calls']): string[] {
  return [...new Set(calls.map(outline))].toSorted();
}
