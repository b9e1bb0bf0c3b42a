/** What our collector does beyond Zipkin, and where it differs from it on purpose: the tables in demo/collector/README.md. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startCollector } from '../../demo/collector/server.ts';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';

const dist = await mkdtemp(join(tmpdir(), 'rootspan-dist-'));
for (const name of ['rootspan.min.js', 'panel.js', 'panel-a_B-1.js', 'panel.js.map', 'index.js']) {
  await writeFile(join(dist, name), `/* ${name} */`);
}
const collector = await startCollector({ port: 0, dist });
afterAll(() => Promise.all([collector.close(), rm(dist, { recursive: true })]));

const span: ZipkinSpan = { traceId: 'a'.repeat(32), id: '1'.repeat(16), name: 'get' };

describe('a page of another origin', () => {
  test('may compress its report, and say that the report is not to be traced', async () => {
    const { headers } = await fetch(`${collector.url}/api/v2/spans`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(headers.get('access-control-allow-headers')?.split(',')).toEqual([
      'content-type',
      'x-grpc-web',
      'b3',
      'traceparent',
      'content-encoding',
    ]);
    expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(0);
  });
});

describe('spans', () => {
  test('are there as soon as they are accepted', async () => {
    expect((await post(JSON.stringify([span]))).status).toBe(202);
    const answer = await fetch(`${collector.url}/api/v2/trace/${span.traceId}`);
    expect(await answer.json()).toEqual([span]);
  });

  test('may not be packed so that little becomes much', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100 * 1024);
    const answer = await post(bomb, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('unpacked');
  });

  test('beyond 10 MiB are refused, also where nobody said how many would come', async () => {
    const body = Buffer.alloc(11 * 1024 * 1024, '[');
    expect((await post(body)).status).toBe(413);
    const unannounced = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 11; part++) controller.enqueue(body.subarray(0, 1024 * 1024));
        controller.close();
      },
    });
    const answer = await fetch(`${collector.url}/api/v2/spans`, {
      method: 'POST',
      body: unannounced,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  test('that are said to be packed, and are not, are refused', async () => {
    const answer = await post(JSON.stringify([span]), { 'content-encoding': 'gzip' });
    expect([answer.status, await answer.text()]).toEqual([400, 'Cannot gunzip spans']);
  });

  test.each([
    ['version 1', '/api/v1/spans', 'application/json', 'Version 1 is not read here'],
    ['Protobuf', '/api/v2/spans', 'application/x-protobuf', 'Protobuf is not read here'],
  ])('in %s are refused plainly', async (_, path, type, message) => {
    const answer = await fetch(`${collector.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: '[]',
    });
    expect(answer.status).toBe(415);
    expect(await answer.text()).toContain(message);
  });

  test('whose upload is torn do not end the collector', async () => {
    const { hostname, port } = new URL(collector.url);
    const sent = request({
      hostname,
      port,
      method: 'POST',
      path: '/api/v2/spans',
      headers: { 'content-length': 1000 },
    });
    sent.on('error', () => {});
    await new Promise<void>((resolve) => sent.write('[{"traceId":', () => resolve()));
    sent.destroy();
    expect((await fetch(`${collector.url}/health`)).status).toBe(200);
  });
});

describe('spans that come in', () => {
  test('go to all who listen, those that are new', async () => {
    const listeners = [await listen(), await listen()];
    const [known, fresh] = [span, { ...span, id: '2'.repeat(16) }];
    await post(JSON.stringify([known]));
    await post(JSON.stringify([known, fresh]));
    await post(JSON.stringify([{ ...span, id: '3'.repeat(16) }]));
    for (const { next } of listeners) {
      const events = [await next(), await next()];
      expect(
        events
          .flat()
          .map(({ id }) => id)
          .filter((id) => id !== known.id),
      ).toEqual(['2'.repeat(16), '3'.repeat(16)]);
    }
    for (const { close } of listeners) close();
  });

  test('are told to pages of any origin, in a form that is never cached', async () => {
    const { headers, close } = await listen({ origin: 'https://shop.example' });
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    close();
  });

  test('keep nobody’s connection open once the collector ends', async () => {
    const other = await startCollector({ port: 0, dist });
    const { body } = await fetch(`${other.url}/rootspan/live`);
    await other.close();
    const reader = body?.getReader();
    const drained = async () => {
      for (;;) if ((await reader?.read())?.done !== false) return 'over';
    };
    // The connection may end tidily, or be cut.
    expect(await drained().catch(() => 'over')).toBe('over');
  });
});

describe('files', () => {
  test.each([
    ['/rootspan.min.js', 'text/javascript; charset=utf-8'],
    ['/panel.js', 'text/javascript; charset=utf-8'],
    ['/panel-a_B-1.js', 'text/javascript; charset=utf-8'],
    ['/panel.js.map', 'application/json; charset=utf-8'],
  ])('of the library and the panel are there for every page: %s', async (path, type) => {
    const { status, headers } = await fetch(`${collector.url}${path}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  test('that are not built are missed by name', async () => {
    const answer = await fetch(`${collector.url}/rootspan.min.js.map`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('rootspan.min.js.map is missing');
  });

  test.each([
    '/index.js',
    '/package.json',
    '/../package.json',
    '/..%2fpackage.json',
    '/panel-..%2f..%2fpackage.js',
    '/panel-%2e%2e%2fx.js',
    '/panel-x.js%00',
    '/.js',
    '//etc/passwd',
    '/viewer.js/',
  ])('beside them are nobody’s business: %s', async (path) => {
    expect(await statusOf(path)).toBeOneOf([400, 404]);
  });
});

describe('the viewer', () => {
  test('is a page without scripts of its own, under a policy that allows none', async () => {
    const answer = await fetch(`${collector.url}/`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    const page = await answer.text();
    expect(page).toContain('<script type="module" src="/viewer.js"></script>');
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style|style=| on\w+=/);
    expect(page).toContain('<noscript>');
  });

  test('shows what links to Zipkin’s own page name', async () => {
    const link = `${collector.url}/zipkin/traces/${span.traceId}`;
    const { status, headers } = await fetch(link, { redirect: 'manual' });
    expect(status).toBe(302);
    expect(headers.get('location')).toBe(`/#${span.traceId}`);
  });

  test.each(['/zipkin', '/zipkin/'])('is where Zipkin has its own page: %s', async (path) => {
    const { status, headers } = await fetch(collector.url + path, { redirect: 'manual' });
    expect(status).toBe(302);
    expect(headers.get('location')).toBe('/');
  });

  test('comes by a module', async () => {
    const answer = await fetch(`${collector.url}/viewer.js`);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await answer.text()).toContain("import('/panel.js')");
  });
});

describe('where it listens', () => {
  test('is loopback', () => {
    expect(collector.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('can be said, and all addresses are named by the loopback one', async () => {
    const everywhere = await startCollector({ port: 0, host: '0.0.0.0', dist });
    expect(everywhere.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await everywhere.close();
  });

  test('cannot be a port that is taken, and that is said', async () => {
    const port = Number(new URL(collector.url).port);
    await expect(startCollector({ port, dist })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `Port ${port} of 127.0.0.1 is taken`,
    });
  });
});

describe('a collector', () => {
  test.each([0, -1, 1.5, Number.NaN])('cannot be started to keep %s spans', async (maxSpans) => {
    await expect(startCollector({ port: 0, maxSpans, dist })).rejects.toThrow(RangeError);
  });
});

test('what is no HTTP does not end the collector', async () => {
  const { hostname, port } = new URL(collector.url);
  const socket = connect(Number(port), hostname);
  socket.resume().end('\0\0 nonsense\r\n\r\n');
  await vi.waitFor(() => expect(socket.destroyed).toBe(true), 10_000);
  expect((await fetch(`${collector.url}/health`)).status).toBe(200);
});

function post(body: string | Buffer<ArrayBuffer>, headers = {}): Promise<Response> {
  return fetch(`${collector.url}/api/v2/spans`, { method: 'POST', body, headers });
}

/** The path as it is: `fetch` would tidy it up. */
function statusOf(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(collector.url);
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

async function listen(headers = {}) {
  const { body, headers: answered } = await fetch(`${collector.url}/rootspan/live`, { headers });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    headers: answered,
    /** The spans of the next event. */
    async next(): Promise<ZipkinSpan[]> {
      for (;;) {
        const event = /data: (.*)\n\n/.exec(text);
        if (event?.[1]) {
          text = text.slice(event.index + event[0].length);
          return JSON.parse(event[1]);
        }
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error('it ended');
        text += value ?? '';
      }
    },
    close: () => reader?.cancel(),
  };
}
