import { readFileSync } from 'node:fs';
import type { Client } from './clients.ts';
import { callsWithIds, callsWithSpan, type Visit } from './visit.ts';

/** What was measured of a client, by what is loaded first. */
export type Measured = Record<'rootspan' | 'client', Visit>;

const HEAD = `# Clients

Real clients in a real Chromium, with Rootspan loaded before them and after them: the same results, the same requests
but for the headers, and not one error more. \`test/clients/clients.test.ts\` proves each row and compares this page
with what it measures; \`npm run clients\` writes it anew.

How many of a client's requests carried well-formed \`X-B3-\` headers, each once, with Rootspan loaded first and the client
loaded (and set up) first, and how many have a span of Rootspan's with the ids that the server saw:

| client | version | transport | Rootspan first | client first | spans | remarks |
|---|---|---|---|---|---|---|
`;

const TRANSPORTS: Readonly<Record<string, string>> = { fetch: 'fetch', xmlhttprequest: 'XHR' };

export function makeTable(measured: ReadonlyMap<Client, Measured>): string {
  return HEAD + Array.from(measured, ([client, visits]) => rowOf(client, visits)).join('');
}

function rowOf({ name, package: folder, remark = '' }: Client, { rootspan, client }: Measured) {
  const { version } = JSON.parse(readFileSync(`node_modules/${folder}/package.json`, 'utf8'));
  const transports = Object.keys(TRANSPORTS).filter((type) => client.transports.includes(type));
  const spans = [rootspan, client].map((visit) => share(callsWithSpan(visit).length, visit));
  const cells = [
    name,
    version,
    transports.map((type) => TRANSPORTS[type]).join(', '),
    ...[rootspan, client].map((visit) => share(callsWithIds(visit).length, visit)),
    [...new Set(spans)].join('; '),
    remark,
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function share(count: number, { calls }: Visit): string {
  if (count === calls.length) return 'all';
  return count ? `${count} of ${calls.length}` : 'none';
}
