/**
 * What Zipkin's HTTP API does, asked of our collector and of the real server alike: wherever they differ, the real one
 * is right. Deliberate differences are in demo/collector/README.md, and tested in zipkin-additions.test.ts.
 *
 * Much of it is what Zipkin's own tests ask: ITZipkinServer, ITZipkinServerCORS, QueryRequestTest, ITSpanStore, ITTraces,
 * ITServiceAndSpanNames, ITDependencies, DependencyLinkerTest.
 *
 * The servers are not restarted between tests. Each test has traces and services of its own.
 */
import { randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startCollector } from '../../demo/collector/server.ts';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { startZipkin } from '../fixtures/zipkin-server.ts';

const servers = [
  { name: 'our collector', server: await startCollector({ port: 0 }) },
  { name: 'the real Zipkin', server: await startZipkin() },
];
afterAll(() => Promise.all(servers.map(({ server }) => server?.close())));

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** When the tests' spans begin, in milliseconds as queries count them; spans count microseconds. */
const TODAY = Date.now() - HOUR;

const NOT_FOUND = { status: 404, type: 'text/plain; charset=utf-8', body: '404 Not Found' };
const NOT_ALLOWED = { ...NOT_FOUND, status: 405, body: '405 Method Not Allowed' };
const ACCEPTED = { status: 202, type: undefined, body: '' };

describe.each(servers)('$name', ({ server }) => {
  const it = test.skipIf(!server);
  const { ask, get, json, post, store, find, links, uncached } = clientOf(server?.url ?? '');

  describe('asked for names', () => {
    // It comes first, while there are few.
    it('lets nobody cache them while there are three services at most', async () => {
      await store(span({ localEndpoint: { serviceName: unique('first') } }));
      await get('/api/v2/services');
      for (const path of ['services', 'spans?serviceName=x', 'remoteServices?serviceName=x']) {
        expect((await get(`/api/v2/${path}`)).headers['cache-control'], path).toBeUndefined();
      }
    });

    it('lets them be cached for five minutes once there are more', async () => {
      for (const serviceName of ['b', 'c', 'd', 'e'].map(unique)) {
        await store(span({ localEndpoint: { serviceName } }));
      }
      await get('/api/v2/services');
      for (const path of ['services', 'spans?serviceName=x', 'remoteServices?serviceName=x']) {
        const { headers } = await get(`/api/v2/${path}`);
        expect(headers['cache-control'], path).toBe('max-age=300, must-revalidate');
      }
    });

    it('lists services sorted, and only where spans were recorded', async () => {
      const [a, b, remote] = [unique('a'), unique('b'), unique('remote')];
      await store(
        span({ localEndpoint: { serviceName: b }, remoteEndpoint: { serviceName: remote } }),
      );
      await store(span({ localEndpoint: { serviceName: a } }));
      const names = await json('/api/v2/services');
      expect(names).toEqual([...names].sort());
      expect(names).toEqual(expect.arrayContaining([a, b]));
      expect(names).not.toContain(remote);
    });

    it('takes a service’s name in any case', async () => {
      const serviceName = unique('shop');
      await store(
        span({
          name: 'get',
          localEndpoint: { serviceName },
          remoteEndpoint: { serviceName: 'db' },
        }),
      );
      expect(await json(`/api/v2/spans?serviceName=${serviceName.toUpperCase()}`)).toEqual(['get']);
      expect(await json(`/api/v2/remoteServices?serviceName=${serviceName.toUpperCase()}`)).toEqual(
        ['db'],
      );
    });

    it('lists each span’s and each remote service’s name once, sorted, all of fifty', async () => {
      const serviceName = unique('shop');
      const numbers = Array.from({ length: 50 }, (_, index) => String(99 - index));
      const spans = [...numbers, ...numbers].map((number, index) =>
        span({
          id: id(index + 1),
          name: `get ${number}`,
          localEndpoint: { serviceName },
          remoteEndpoint: { serviceName: `db ${number}` },
        }),
      );
      await store(...spans);
      const sorted = numbers.toSorted();
      expect(await json(`/api/v2/spans?serviceName=${serviceName}`)).toEqual(
        sorted.map((number) => `get ${number}`),
      );
      expect(await json(`/api/v2/remoteServices?serviceName=${serviceName}`)).toEqual(
        sorted.map((number) => `db ${number}`),
      );
    });

    it('knows no span names by a remote service’s name', async () => {
      const remote = unique('remote');
      await store(
        span({
          localEndpoint: { serviceName: unique('a') },
          remoteEndpoint: { serviceName: remote },
        }),
      );
      expect(await json(`/api/v2/spans?serviceName=${remote}`)).toEqual([]);
    });

    it('lists nothing for a service that named no span and no remote service', async () => {
      const serviceName = unique('shop');
      await store({ ...bare(), localEndpoint: { serviceName } });
      expect(await json(`/api/v2/spans?serviceName=${serviceName}`)).toEqual([]);
      expect(await json(`/api/v2/remoteServices?serviceName=${serviceName}`)).toEqual([]);
    });

    it.each([
      ['a service that is not known', '?serviceName=nobody'],
      ['an empty name', '?serviceName='],
      ['a name without a value', '?serviceName'],
      ['the first of two names', '?serviceName=nobody&serviceName=first'],
      ['a name beyond ASCII', `?serviceName=${encodeURIComponent('个人信息服务')}`],
    ])('lists nothing for %s', async (_, query) => {
      expect(await json(`/api/v2/spans${query}`)).toEqual([]);
      expect(await json(`/api/v2/remoteServices${query}`)).toEqual([]);
    });

    it('writes white space in names so that it can be read back', async () => {
      const serviceName = `${unique('foo')}\tbar`;
      await store(span({ localEndpoint: { serviceName } }));
      expect(await json('/api/v2/services')).toContain(serviceName);
    });

    it('completes no tags unless it is told which', async () => {
      await store(span({ tags: { environment: 'test' } }));
      const keys = await get('/api/v2/autocompleteKeys');
      expect(keys).toMatchObject({ status: 200, body: '[]' });
      expect(keys.headers['cache-control']).toBe('max-age=300, must-revalidate');
      const values = await get('/api/v2/autocompleteValues?key=environment');
      expect(values).toMatchObject({ status: 200, body: '[]' });
      expect(values.headers['cache-control']).toBeUndefined();
    });
  });

  describe('asked for traces by id', () => {
    it('gives the spans as they are written to the last character', async () => {
      const traceId = newTraceId();
      const sent = `[{"tags":{"b":"\\u0001\\"","a":"é"},"shared":true,"debug":true,"kind":"SERVER","name":"Get",
        "annotations":[{"value":"z","timestamp":2},{"value":"a","timestamp":2}],"parentId":"1","id":"2",
        "remoteEndpoint":{"port":80,"ipv6":"::1","ipv4":"1.2.3.4","serviceName":"B"},
        "localEndpoint":{"serviceName":"A"},"duration":2,"timestamp":1,"traceId":"${traceId}"}]`;
      expect(await post(sent)).toMatchObject(ACCEPTED);
      expect(await uncached(`/api/v2/trace/${traceId}`)).toMatchObject({
        status: 200,
        type: 'application/json',
        body: `[{"traceId":"${traceId}","parentId":"0000000000000001","id":"0000000000000002","kind":"SERVER","name":"get","timestamp":1,"duration":2,"localEndpoint":{"serviceName":"a"},"remoteEndpoint":{"serviceName":"b","ipv4":"1.2.3.4","ipv6":"::1","port":80},"annotations":[{"timestamp":2,"value":"a"},{"timestamp":2,"value":"z"}],"tags":{"a":"é","b":"\\u0001\\""},"debug":true,"shared":true}]`,
      });
    });

    it('keeps identical spans once, and their fragments as they came', async () => {
      const first = span({ name: 'first' });
      const second = { ...first, name: 'second' };
      await store(first, second);
      await store(first, second, { ...first, tags: { late: 'yes' } });
      expect(await json(`/api/v2/trace/${first.traceId}`)).toEqual([
        first,
        second,
        { ...first, tags: { late: 'yes' } },
      ]);
    });

    it('gives spans of one millisecond together, in the order in which these were first seen', async () => {
      const first = span({ timestamp: 5_000_900 });
      const [early, without, late, same] = [
        { ...first, id: id(2), timestamp: 1_000_000 },
        { ...bare(), traceId: first.traceId, id: id(3) },
        { ...first, id: id(4), timestamp: 9_000_000 },
        { ...first, id: id(5), timestamp: 5_000_100 },
      ];
      await store(first, early, without, late, same);
      expect(await json(`/api/v2/trace/${first.traceId}`)).toEqual([
        first,
        same,
        early,
        without,
        late,
      ]);
    });

    it('tells a debug span from a shared one', async () => {
      const client = span({ kind: 'CLIENT', debug: true });
      const server = { ...client, debug: undefined, kind: 'SERVER' as const, shared: true };
      await store(client, server);
      expect(await json(`/api/v2/trace/${client.traceId}`)).toEqual([client, server]);
    });

    it('takes a 64-bit id for another one than the 128-bit id that ends like it', async () => {
      const long = span({ name: 'long' });
      const other = { ...long, traceId: `1${long.traceId.slice(1)}`, name: 'other' };
      await store({ ...long, traceId: `f${long.traceId.slice(1)}` }, other);
      expect((await get(`/api/v2/trace/${long.traceId.slice(16)}`)).status).toBe(404);
      const short = { ...long, traceId: long.traceId.slice(16), name: 'short' };
      await store(short);
      expect(await json(`/api/v2/trace/${short.traceId}`)).toEqual([short]);
      expect(await json(`/api/v2/trace/${other.traceId}`)).toEqual([other]);
    });

    it('pads short ids, and cuts the zeros of a 128-bit id that is a 64-bit one', async () => {
      const traceId = `000${newTraceId().slice(3, 16)}`;
      await store({ ...bare(), traceId });
      const expected = [{ ...bare(), traceId }];
      for (const asked of [traceId, traceId.slice(3), traceId.padStart(32, '0')]) {
        expect(await json(`/api/v2/trace/${asked}`), asked).toEqual(expected);
      }
    });

    it('overlooks white space around an id', async () => {
      const sent = span();
      await store(sent);
      for (const path of [
        `${sent.traceId}%20`,
        `%20${sent.traceId}`,
        `${sent.traceId}?x=1`,
        `${sent.traceId};x`,
      ]) {
        expect(await json(`/api/v2/trace/${path}`), path).toEqual([sent]);
      }
    });

    it.each([
      ['abcdef0123', 404, '000000abcdef0123 not found'],
      ['0e8b46e1-81b', 400, '0e8b46e1-81b should be lower-hex encoded with no prefix'],
      ['ABC', 400, 'ABC should be lower-hex encoded with no prefix'],
      ['a%2Fb', 400, 'a/b should be lower-hex encoded with no prefix'],
      ['%ff', 400, '\ufffd should be lower-hex encoded with no prefix'],
      ['000', 400, 'traceId is all zeros'],
      ['a'.repeat(33), 400, 'traceId.length > 32'],
      ['%20', 400, 'traceId is empty'],
    ])('answers /trace/%s with %i %s', async (path, status, body) => {
      expect(await get(`/api/v2/trace/${path}`)).toMatchObject({ status, type: 'text/*', body });
    });

    it('gives many traces in the order asked for, and leaves out what there is not', async () => {
      const [a, b] = [span(), span()];
      await store(a, b);
      const many = (...ids: string[]) => json(`/api/v2/traceMany?traceIds=${ids.join(',')}`);
      expect(await many(a.traceId, b.traceId)).toEqual([[a], [b]]);
      expect(await many(b.traceId, newTraceId(), a.traceId)).toEqual([[b], [a]]);
      expect(await many(newTraceId(), newTraceId())).toEqual([]);
      expect(await many(a.traceId.slice(16), b.traceId.slice(16))).toEqual([]);
    });

    it.each([
      ['', 'Mandatory parameter/header/attribute is missing: traceIds'],
      ['?traceIds=', 'traceIds parameter is empty'],
      ['?traceIds=a', 'Use /api/v2/trace/{traceId} endpoint to retrieve a single trace'],
      ['?traceIds=a&traceIds=b', 'Use /api/v2/trace/{traceId} endpoint to retrieve a single trace'],
      ['?traceIds=a,a', 'redundant traceId: a'],
      ['?traceIds=a,000a', 'redundant traceId: 000a'],
      ['?traceIds=a,', 'traceId is empty'],
      ['?traceIds=,a', 'traceId is empty'],
      ['?traceIds=a,%20b', ' b should be lower-hex encoded with no prefix'],
      ['?traceIds=abcd,0e8b46e1-81b', '0e8b46e1-81b should be lower-hex encoded with no prefix'],
    ])('refuses /traceMany%s: %s', async (query, body) => {
      expect(await get(`/api/v2/traceMany${query}`)).toMatchObject({
        status: 400,
        type: 'text/*',
        body,
      });
    });
  });

  describe('searched for traces', () => {
    it('needs no parameters', async () => {
      expect(await get('/api/v2/traces')).toMatchObject({ status: 200, type: 'application/json' });
    });

    it('gives the newest first, as many as asked for, whole', async () => {
      const serviceName = unique('shop');
      const traces = [1, 3, 2].map((minute) => {
        const root = span({
          timestamp: (TODAY + minute * 60_000) * 1000,
          localEndpoint: { serviceName },
        });
        return [
          root,
          { ...root, parentId: root.id, id: id(2), timestamp: (TODAY + 50_000) * 1000 },
        ];
      });
      const [first, third, second] = traces;
      await store(...traces.flat());
      expect(await find({ serviceName })).toEqual([third, second, first]);
      expect(await find({ serviceName, limit: 2 })).toEqual([third, second]);
      expect(await find({ serviceName, limit: '+1' })).toEqual([third]);
    });

    it('gives ten unless told otherwise', async () => {
      const serviceName = unique('shop');
      await store(...Array.from({ length: 12 }, () => span({ localEndpoint: { serviceName } })));
      expect(await find({ serviceName, limit: undefined })).toHaveLength(10);
      expect(await find({ serviceName, limit: 12 })).toHaveLength(12);
    });

    it('gives traces of the same millisecond by their ids, the highest first', async () => {
      const serviceName = unique('shop');
      const spans = ['2', '3', '1'].map((digit) =>
        span({
          traceId: newTraceId().slice(0, 16) + digit + newTraceId().slice(17),
          localEndpoint: { serviceName },
        }),
      );
      const [two, three, one] = spans;
      await store(...spans);
      expect(await find({ serviceName })).toEqual([[three], [two], [one]]);
    });

    it('keeps ids apart that end alike', async () => {
      const serviceName = unique('shop');
      const long = span({ localEndpoint: { serviceName }, tags: { foo: '1' } });
      const short = { ...long, traceId: long.traceId.slice(16), tags: { foo: '2' } };
      const other = { ...long, traceId: long.traceId.replace(/^./, '1'), tags: { foo: '3' } };
      await store(long, short, other);
      for (const sent of [long, short, other]) {
        expect(await find({ serviceName, annotationQuery: `foo=${sent.tags?.foo}` })).toEqual([
          [sent],
        ]);
      }
    });

    it('finds traces whose root began between lookback and endTs, both inclusive', async () => {
      const serviceName = unique('shop');
      const [one, two] = [1, 2].map((after) => [
        span({ timestamp: (TODAY + after) * 1000, localEndpoint: { serviceName } }),
      ]);
      await store(...(one ?? []), ...(two ?? []));
      const at = (endTs: number, lookback = DAY) =>
        find({ serviceName, endTs: TODAY + endTs, lookback });
      expect(await at(0)).toEqual([]);
      expect(await at(1)).toEqual([one]);
      expect(await at(2)).toEqual([two, one]);
      expect(await at(3)).toEqual([two, one]);
      expect(await at(1, 1)).toEqual([one]);
      expect(await at(2, 1)).toEqual([two, one]);
      expect(await at(3, 1)).toEqual([two]);
    });

    it('goes by the root’s time, and without one by the earliest', async () => {
      const serviceName = unique('shop');
      const root = span({ timestamp: TODAY * 1000, localEndpoint: { serviceName } });
      const child = { ...root, parentId: root.id, id: id(2), timestamp: (TODAY - 5000) * 1000 };
      const late = { ...child, id: id(3), timestamp: (TODAY + 5000) * 1000 };
      await store(late, child, root);
      expect(await find({ serviceName, endTs: TODAY, lookback: 1000 })).toHaveLength(1);
      expect(await find({ serviceName, endTs: TODAY - 4000, lookback: 2000 })).toEqual([]);
      const headless = unique('headless');
      await store({ ...late, traceId: newTraceId(), localEndpoint: { serviceName: headless } });
      expect(
        await find({ serviceName: headless, endTs: TODAY + 6000, lookback: 2000 }),
      ).toHaveLength(1);
      expect(await find({ serviceName: headless, endTs: TODAY, lookback: DAY })).toEqual([]);
    });

    it('finds no trace without any timestamp, until one comes', async () => {
      const serviceName = unique('shop');
      const complete = span({ name: 'get', localEndpoint: { serviceName } });
      const { timestamp, duration, ...without } = complete;
      await store(without);
      expect(await find({ serviceName })).toEqual([]);
      expect(await find({ serviceName, spanName: 'get' })).toEqual([]);
      await store(complete);
      expect(await find({ serviceName })).toEqual([[without, complete]]);
    });

    it('finds by the names of services and spans, in any case', async () => {
      const serviceName = unique('frontend');
      const remoteServiceName = unique('backend');
      const sent = span({
        name: 'get /foo',
        localEndpoint: { serviceName },
        remoteEndpoint: { serviceName: remoteServiceName },
      });
      await store(sent, {
        ...bare(),
        traceId: sent.traceId.slice(16),
        timestamp: sent.timestamp,
        name: 'bar',
        localEndpoint: { serviceName },
      });
      const found = [[sent]];
      const more = { serviceName, remoteServiceName };
      expect(await find(more)).toEqual(found);
      expect(await find({ remoteServiceName })).toEqual(found);
      expect(await find({ serviceName, spanName: 'GET /Foo' })).toEqual(found);
      expect(await find({ ...more, spanName: 'get /foo' })).toEqual(found);
      expect(await find({ ...more, spanName: 'all' })).toEqual(found);
      expect(await find({ ...more, spanName: 'ALL' })).toEqual(found);
      expect(await find({ ...more, spanName: '' })).toEqual(found);
      expect(
        await find({ serviceName: '', remoteServiceName: remoteServiceName.toUpperCase() }),
      ).toEqual(found);
      expect(await find({ ...more, spanName: 'get' })).toEqual([]);
      expect(await find({ serviceName: `${serviceName}1` })).toEqual([]);
      expect(await find({ serviceName: remoteServiceName })).toEqual([]);
      expect(await find({ serviceName, remoteServiceName: serviceName })).toEqual([]);
    });

    it('finds by duration, both bounds inclusive, also if the duration came late', async () => {
      const serviceName = unique('shop');
      const { duration, ...begun } = span({ duration: 200_000, localEndpoint: { serviceName } });
      const ended = {
        ...bare(),
        traceId: begun.traceId,
        id: begun.id,
        timestamp: begun.timestamp,
        duration,
        localEndpoint: { serviceName },
      };
      await store(begun, ended);
      const found = [[begun, ended]];
      expect(await find({ serviceName, minDuration: 200_000 })).toEqual(found);
      expect(await find({ serviceName, minDuration: 200_001 })).toEqual([]);
      expect(await find({ serviceName, minDuration: 1, maxDuration: 200_000 })).toEqual(found);
      expect(await find({ serviceName, minDuration: 200_000, maxDuration: 200_000 })).toEqual(
        found,
      );
      expect(await find({ serviceName, minDuration: 1, maxDuration: 199_999 })).toEqual([]);
    });

    it('lets each condition be met by another span of the service', async () => {
      const [frontend, backend, db] = [unique('frontend'), unique('backend'), unique('db')];
      const parts = (serviceNames: string[], durations: number[], names: string[]) => {
        const traceId = newTraceId();
        return serviceNames.map((serviceName, index) =>
          span({
            traceId,
            id: id(index + 1),
            ...(index > 0 && { parentId: id(1) }),
            name: names[index],
            duration: durations[index],
            localEndpoint: { serviceName },
            remoteEndpoint: { serviceName: serviceNames.at(index - 1) ?? '' },
          }),
        );
      };
      const durations = [200_000, 150_000, 50_000];
      const names = ['targz', 'tar', 'gz'];
      const trace1 = parts([frontend, backend, db], durations, names);
      const trace2 = parts([db, backend, frontend], durations, names);
      const trace3 = parts([backend], [50_000], ['zip']);
      await store(...trace1, ...trace2, ...trace3);
      const found = async (query: Query) => {
        const ids = (await find(query)).map(([first]) => first?.traceId);
        return [trace1, trace2, trace3].filter(([first]) => ids.includes(first?.traceId));
      };
      expect(await found({ serviceName: frontend, minDuration: 200_000 })).toEqual([trace1]);
      expect(await found({ serviceName: db, minDuration: 200_000 })).toEqual([trace2]);
      expect(
        await found({ serviceName: backend, minDuration: 50_000, maxDuration: 150_000 }),
      ).toEqual([trace1, trace2, trace3]);
      expect(
        await found({ serviceName: backend, minDuration: 50_000, maxDuration: 50_000 }),
      ).toEqual([trace3]);
      expect(await found({ serviceName: frontend, spanName: 'tar' })).toEqual([]);
      expect(await found({ serviceName: backend, spanName: 'zip', minDuration: 1 })).toEqual([
        trace3,
      ]);
    });

    it.each([
      ['foo', true],
      ['foo=bar', true],
      ['foo=', true],
      ['foo=baz', false],
      ['FOO', false],
      ['ann', true],
      ['ann=', true],
      ['ann=x', false],
      ['error', true],
      ['error=', true],
      ['error=1', false],
      ['L O L', true],
      ['foo=bar and ann', true],
      ['ann and foo=baz', false],
      ['foo=baz and foo=bar', true],
      ['foo=bar and foo=baz', false],
      ['foo=baz and foo', false],
      ['foo AND ann', false],
      ['  foo  = bar   and  ann ', true],
      ['path=a=b', true],
      ['path=a', false],
      ['foo=bar=x', false],
      ['=bar', false],
      ['', true],
      [' ', false],
      ['foo and ', false],
      [' and foo', false],
      [Array.from({ length: 99 }, () => 'foo').join(' and '), true],
      [Array.from({ length: 101 }, () => 'foo').join(' and '), false],
      ['constructor', false],
    ])(
      'takes annotationQuery “%s” for what the span says: %s',
      async (annotationQuery, isFound) => {
        const serviceName = unique('shop');
        const annotations = ['ann', 'L O L'].map((value) => ({ timestamp: TODAY * 1000, value }));
        annotations.reverse();
        const sent = span({
          localEndpoint: { serviceName },
          annotations,
          tags: { error: '', foo: 'bar', path: 'a=b' },
        });
        await store(sent);
        expect(await find({ serviceName, annotationQuery })).toEqual(isFound ? [[sent]] : []);
      },
    );

    it('looks for annotations and tags only where the service that is asked for wrote them', async () => {
      const [web, app] = [unique('web'), unique('app')];
      const client = span({
        kind: 'CLIENT',
        localEndpoint: { serviceName: web },
        annotations: [{ timestamp: TODAY * 1000, value: 'sent' }],
        tags: { local: 'web' },
      });
      const server = {
        ...client,
        kind: 'SERVER' as const,
        shared: true,
        localEndpoint: { serviceName: app },
        annotations: undefined,
        tags: { other: 'app' },
      };
      await store(client, server);
      const found = [[client, server]];
      for (const annotationQuery of ['sent', 'local', 'local=web']) {
        expect(await find({ serviceName: web, annotationQuery })).toEqual(found);
        expect(await find({ serviceName: app, annotationQuery })).toEqual([]);
      }
      expect(await find({ serviceName: app, annotationQuery: 'other=app' })).toEqual(found);
    });

    it('gives back what could break a store: large values, JSON in names, dots in keys', async () => {
      const serviceName = unique('shop');
      const name = '{"foo":"bar"}';
      const one = span({
        localEndpoint: { serviceName },
        tags: { a: 'a'.repeat(100_000), 'http.path': '/api' },
      });
      const two = { ...one, name, tags: { 'http.path.morepath': '/api/api', ['__proto__']: 'x' } };
      await store(one, two);
      expect(await find({ serviceName, spanName: name })).toEqual([[one, two]]);
    });

    it.each([
      ['limit=x', 'For input string: "x"'],
      ['limit=1.5', 'For input string: "1.5"'],
      ['limit=99999999999', 'For input string: "99999999999"'],
      ['limit=+3', 'For input string: " 3"'],
      ['limit=', 'Cannot set null to primitive type parameter: limit'],
      ['limit=0', 'limit <= 0'],
      ['limit=-1', 'limit <= 0'],
      ['limit=0&limit=3', 'limit <= 0'],
      ['endTs=x', 'For input string: "x"'],
      ['endTs=9223372036854775808', 'For input string: "9223372036854775808"'],
      ['endTs=0', 'endTs <= 0'],
      ['endTs=0&limit=0&lookback=0', 'endTs <= 0'],
      ['limit=0&lookback=0', 'limit <= 0'],
      ['limit=x&endTs=y', 'For input string: "y"'],
      ['lookback=0', 'lookback <= 0'],
      ['lookback=-1', 'lookback <= 0'],
      ['minDuration=x', 'For input string: "x"'],
      ['minDuration=0', 'minDuration <= 0'],
      ['maxDuration=5', 'maxDuration is only valid with minDuration'],
      ['minDuration=5&maxDuration=4', 'maxDuration < minDuration'],
    ])('refuses %s: %s', async (query, body) => {
      expect(await get(`/api/v2/traces?${query}`)).toMatchObject({
        status: 400,
        type: 'text/*',
        body,
      });
    });

    it.each(['endTs=', 'lookback=', 'minDuration=', 'maxDuration=', 'unknown=1', 'limit=%2B3'])(
      'finds nothing wrong with %s',
      async (query) => {
        expect((await get(`/api/v2/traces?${query}`)).status).toBe(200);
      },
    );
  });

  describe('sent spans', () => {
    const ids = '"traceId":"a","id":"b"';

    it.each([
      ['text/plain;charset=UTF-8'],
      ['application/json'],
      ['application/json; charset=utf-8'],
      ['application/octet-stream'],
      ['garbage'],
      [undefined],
    ])('takes them as %s', async (type) => {
      const sent = span();
      const headers = type === undefined ? {} : { 'content-type': type };
      expect(await post(JSON.stringify([sent]), headers)).toMatchObject(ACCEPTED);
      expect(await uncached(`/api/v2/trace/${sent.traceId}`)).toMatchObject({ status: 200 });
    });

    it.each([
      ['nothing', ''],
      ['an empty list', '[]'],
      ['an empty list with white space', '[ \r\n\t]'],
      ['text after the list', '[] x'],
    ])('accepts %s', async (_, body) => {
      expect(await post(body)).toMatchObject(ACCEPTED);
    });

    it.each([
      ['{}', 'Expected a JSON_V2 encoded list\n'],
      [' []', 'Expected a JSON_V2 encoded list\n'],
      ['x', 'Expected a JSON_V2 encoded list\n'],
      ['\ufeff[]', 'Expected a JSON_V2 encoded list\n'],
      [
        `[{${ids},"tags":{"binaryAnnotations":""}}]`,
        'Expected a JSON_V2 encoded list, but received: JSON_V1\n',
      ],
    ])('refuses %s, as it is no list of its own: %s', async (body, message) => {
      expect(await post(body)).toMatchObject({ status: 400, type: 'text/*', body: message });
    });

    it.each([
      ['[{}]', 'Missing : traceId id'],
      ['[{"traceId":"a"}]', 'Missing : id'],
      ['[{"id":"a"}]', 'Missing : traceId'],
      ['[{"traceId":"","id":"b"}]', 'traceId is empty'],
      ['[{"traceId":"A","id":"b"}]', 'A should be lower-hex encoded with no prefix'],
      ['[{"traceId":"0","id":"b"}]', 'traceId is all zeros'],
      [`[{"traceId":"${'a'.repeat(33)}","id":"b"}]`, 'traceId.length > 32'],
      ['[{"traceId":null,"id":"b"}]', nullAt('a string', 17, '$[0].traceId')],
      ['[{"traceId":true,"id":2}]', wrongAt('a string', 'BOOLEAN', 17, '$[0].traceId')],
      ['[{"traceId":"a","id":""}]', 'id is empty'],
      ['[{"traceId":"a","id":"0000000000000000"}]', 'id is all zeros'],
      [`[{"traceId":"a","id":"${'a'.repeat(17)}"}]`, 'id.length > 16'],
      [`[{${ids},"parentId":""}]`, 'parentId is empty'],
      [`[{${ids},"parentId":"${'a'.repeat(17)}"}]`, 'parentId.length > 16'],
      [`[{${ids},"parentId":"X"}]`, 'X should be lower-hex encoded with no prefix'],
      [`[{${ids},"kind":"client"}]`, 'No enum constant zipkin2.Span.Kind.client'],
      [`[{${ids},"kind":1}]`, 'No enum constant zipkin2.Span.Kind.1'],
      [`[{${ids},"kind":{}}]`, wrongAt('a string', 'BEGIN_OBJECT', 34, '$[0].kind')],
      [`[{${ids},"timestamp":1.5}]`, longAt('1.5', 41)],
      [`[{${ids},"timestamp":"1.5"}]`, longAt('1.5', 43)],
      [`[{${ids},"timestamp":1e400}]`, longAt('1e400', 43)],
      [`[{${ids},"timestamp":99999999999999999999}]`, longAt('99999999999999999999', 58)],
      [`[{${ids},"timestamp":"NaN"}]`, longAt('NaN', 43)],
      [`[{${ids},"timestamp":"x"}]`, 'For input string: "x"'],
      [`[{${ids},"timestamp":"1.2.3"}]`, 'multiple points'],
      [`[{${ids},"timestamp":" "}]`, 'empty String'],
      [`[{${ids},"timestamp":true}]`, wrongAt('a long', 'BOOLEAN', 42, '$[0].timestamp')],
      [`[{${ids},"duration":[]}]`, wrongAt('a long', 'BEGIN_ARRAY', 38, '$[0].duration')],
      [`[{${ids},"localEndpoint":"x"}]`, 'Malformed'],
      [`[{${ids},"localEndpoint":{"port":65536}}]`, 'invalid port 65536'],
      [
        `[{${ids},"localEndpoint":{"port":1.5}}]`,
        'Expected an int but was 1.5 at line 1 column 53 path $[0].localEndpoint.port',
      ],
      [
        `[{${ids},"localEndpoint":{"port":99999999999}}]`,
        'Expected an int but was 99999999999 at line 1 column 61 path $[0].localEndpoint.port',
      ],
      [
        `[{${ids},"remoteEndpoint":{"serviceName":false}}]`,
        wrongAt('a string', 'BOOLEAN', 63, '$[0].remoteEndpoint.serviceName'),
      ],
      [`[{${ids},"annotations":{}}]`, 'Malformed'],
      [`[{${ids},"annotations":[{}]}]`, 'Incomplete annotation at $[0].annotations[0].'],
      [
        `[{${ids},"annotations":[{"timestamp":1,"value":"x"},{"value":"x"}]}]`,
        'Incomplete annotation at $[0].annotations[1].value',
      ],
      [
        `[{${ids},"annotations":[{"timestamp":null,"value":"a"}]}]`,
        nullAt('a long', 58, '$[0].annotations[0].timestamp'),
      ],
      [`[{${ids},"tags":[]}]`, 'Malformed'],
      [`[{${ids},"tags":{"a":null}}]`, 'No value at $[0].tags.a'],
      [`[{${ids},"tags":{"a":true}}]`, wrongAt('a string', 'BOOLEAN', 42, '$[0].tags.a')],
      [
        `[\n{${ids},\n  "tags":{"a":false}}]`,
        wrongAt('a string', 'BOOLEAN', 20, '$[0].tags.a').replace('line 1', 'line 3'),
      ],
      [`[{${ids}},{${ids},"debug":1}]`, wrongAt('a boolean', 'NUMBER', 60, '$[1].debug')],
      [`[{${ids},"debug":1.5}]`, wrongAt('a boolean', 'NUMBER', 34, '$[0].debug')],
      [`[{${ids},"shared":"true"}]`, wrongAt('a boolean', 'STRING', 36, '$[0].shared')],
      ['[1]', 'Malformed'],
      ['[null]', 'Malformed'],
      [`[{${ids}`, 'End of input at line 1 column 25 path $[0].id'],
      [`[{${ids}}`, 'End of input at line 1 column 26 path $[1]'],
      [`[{${ids},"x":{"y":[1,2`, 'End of input at line 1 column 39 path $[0].x.[0]'],
      [`[{${ids}} x`, 'Malformed'],
      [`[{${ids}},]`, 'Malformed'],
      [`[{${ids},}]`, 'Malformed'],
      [`[{${ids} "x":1}]`, 'Malformed'],
      [`[{${ids},"x" 1}]`, 'Malformed'],
      [`[{${ids},x:1}]`, 'Malformed'],
      [`[{${ids},"x":'y'}]`, 'Malformed'],
      [`[{${ids},"x":tru}]`, 'Malformed'],
      [`[{${ids},"x":truer}]`, 'Malformed'],
      [`[{${ids},"x":01}]`, 'Malformed'],
      [`[{${ids},"x":1.}]`, 'Malformed'],
      [`[{${ids},"x":-}]`, 'Malformed'],
      [`[{${ids},"x":NaN}]`, 'Malformed'],
      [`[{${ids},"x":${'1'.repeat(2000)}}]`, 'Malformed'],
      [`[{${ids},"x":/**/1}]`, 'Malformed'],
      [`[{${ids},"x":"\\x"}]`, 'Malformed'],
      [`[{${ids},"x":"\\u00g0"}]`, 'Malformed'],
      [`[{${ids},"x":"abc`, 'Malformed'],
      [
        `[{${ids},"x":${'['.repeat(300)}`,
        `Nesting limit 255 reached at line 1 column 284 path $[0].x${'[0]'.repeat(253)}`,
      ],
    ])('refuses %s: %s', async (body, message) => {
      expect(await post(body)).toMatchObject({
        status: 400,
        type: 'text/*',
        body: `${message} reading List<Span> from json`,
      });
    });

    it('stores nothing of a list with one mistake', async () => {
      const sent = span();
      const body = JSON.stringify([sent, { ...sent, id: id(2), timestamp: 0.5 }]);
      expect((await post(body)).status).toBe(400);
      // Had the first one been stored, it would be there before what is sent after it.
      await store({ ...sent, id: id(3) });
      expect(await json(`/api/v2/trace/${sent.traceId}`)).toEqual([{ ...sent, id: id(3) }]);
    });

    it.each([
      ['a zero timestamp', '"timestamp":0,"duration":0', {}],
      ['negative times', '"timestamp":-5,"duration":-1', {}],
      ['numbers in quotes', '"timestamp":"+5","duration":" 7 "', { timestamp: 5, duration: 7 }],
      [
        'a whole number with a fraction',
        '"timestamp":5.0,"duration":1e2',
        { timestamp: 5, duration: 100 },
      ],
      ['Java’s number suffixes', '"timestamp":"5d","duration":"7F"', { timestamp: 5, duration: 7 }],
      ['minus zero', '"timestamp":-0', {}],
      ['the largest safe number', '"timestamp":9007199254740991', { timestamp: 9007199254740991 }],
      [
        'capitals in names',
        '"name":"GET","localEndpoint":{"serviceName":"Shop"}',
        { name: 'get', localEndpoint: { serviceName: 'shop' } },
      ],
      ['empty names', '"name":"","localEndpoint":{"serviceName":""}', {}],
      ['an empty endpoint', '"localEndpoint":{},"remoteEndpoint":{"port":0}', {}],
      ['a port in quotes', '"localEndpoint":{"port":"80"}', { localEndpoint: { port: 80 } }],
      [
        'a negative port',
        '"localEndpoint":{"port":-1,"serviceName":"a"}',
        { localEndpoint: { serviceName: 'a' } },
      ],
      [
        'an endpoint that becomes empty',
        '"localEndpoint":{"serviceName":"a"},"localEndpoint":{}',
        {},
      ],
      [
        'null in optional fields',
        '"parentId":null,"kind":null,"name":null,"timestamp":null,"localEndpoint":null,"annotations":null,"tags":null,"debug":null,"shared":nUll',
        {},
      ],
      ['a parent of zeros', '"parentId":"0"', {}],
      ['itself as its parent', '"parentId":"b"', {}],
      ['a short parent id', '"parentId":"1"', { parentId: id(1) }],
      ['a client that says that it is shared', '"kind":"CLIENT","shared":true', { kind: 'CLIENT' }],
      ['flags that are not set', '"debug":false,"shared":false', {}],
      ['flags in capitals', '"debug":TRUE,"shared":True', { debug: true, shared: true }],
      [
        'numbers as tags',
        '"tags":{"a":1,"b":1.50,"c":-0,"d":1e3}',
        { tags: { a: '1', b: '1.50', c: '-0', d: '1e3' } },
      ],
      [
        'tags out of order, and twice',
        '"tags":{"b":"1","a":"2","B":"3","b":"4"}',
        { tags: { B: '3', a: '2', b: '4' } },
      ],
      ['tags in two parts', '"tags":{"a":"1"},"tags":{"b":"2"}', { tags: { a: '1', b: '2' } }],
      ['an empty key and value', '"tags":{"":""}', { tags: { '': '' } }],
      [
        'annotations out of order, and twice',
        '"annotations":[{"timestamp":2,"value":"b"},{"timestamp":1,"value":"z"},{"timestamp":2,"value":"a"},{"value":"z","timestamp":1,"endpoint":{}}]',
        {
          annotations: [
            { timestamp: 1, value: 'z' },
            { timestamp: 2, value: 'a' },
            { timestamp: 2, value: 'b' },
          ],
        },
      ],
      [
        'an annotation before time',
        '"annotations":[{"timestamp":-1,"value":"a"}]',
        { annotations: [{ timestamp: -1, value: 'a' }] },
      ],
      ['unknown fields', '"x":{"a":[1,"\\"]}",{"b":null}]},"constructor":1', {}],
      ['raw line breaks in strings', '"tags":{"a\tb":"c\nd"}', { tags: { 'a\tb': 'c\nd' } }],
      ['escapes that JSON does not have', '"name":"a\\\'b\\\nc"', { name: "a'b\nc" }],
      ['characters beyond the first plane', '"name":"\\ud83d\\udca9 💩"', { name: '💩 💩' }],
      ['half a surrogate pair', '"name":"a\\ud800b"', { name: 'a?b' }],
      ['a field twice', '"name":"a","name":"b"', { name: 'b' }],
      ['as much nesting as it may', `"x":${'['.repeat(253)}${']'.repeat(253)}`, {}],
    ])('reads %s', async (_, fields, expected) => {
      const traceId = newTraceId();
      expect(await post(`[{"traceId":"${traceId}","id":"b",${fields}}]`)).toMatchObject(ACCEPTED);
      const { body } = await uncached(`/api/v2/trace/${traceId}`);
      expect(JSON.parse(body)).toEqual([{ traceId, id: id(11), ...expected }]);
    });

    it.each([
      ['1.2.3.4', { ipv4: '1.2.3.4' }],
      ['01.2.3.4', { ipv4: '01.2.3.4' }],
      ['199.255.0.9', { ipv4: '199.255.0.9' }],
      ['256.1.1.1', undefined],
      ['1.2.3', undefined],
      ['1.2.3.4.5', undefined],
      ['::1', { ipv6: '::1' }],
      ['::', { ipv6: '::' }],
      ['0:0:0:0:0:0:0:0', { ipv6: '::' }],
      ['2001:db8::c001', { ipv6: '2001:db8::c001' }],
      ['ABCD::EF', { ipv6: 'abcd::ef' }],
      ['2001:0:0:4:0:0:0:0', { ipv6: '2001::4:0:0:0:0' }],
      ['1:0:0:2:0:0:0:3', { ipv6: '1:0:0:2::3' }],
      ['1:0:2:3:4:5:6:7', { ipv6: '1::2:3:4:5:6:7' }],
      ['1:2:3:4:5:6:7::', { ipv6: '1:2:3:4:5:6:7::' }],
      ['::2:3:4:5:6:7:8', { ipv6: '::2:3:4:5:6:7:8' }],
      ['00001::', { ipv6: '1::' }],
      ['::ffff:1.2.3.4', { ipv4: '1.2.3.4' }],
      ['::FFFF:1.2.3.4', { ipv4: '1.2.3.4' }],
      ['::0000:1.2.3.4', { ipv4: '1.2.3.4' }],
      ['::1.2.3.4', { ipv4: '1.2.3.4' }],
      ['::0:1.2.3.4', undefined],
      ['::ffff:102:304', { ipv6: '::ffff:102:304' }],
      ['1::2::3', undefined],
      ['fe80::1%eth0', undefined],
      ['1:2:3:4:5:6:7:8:9', undefined],
      ['localhost', undefined],
      ['', undefined],
    ])('reads the address %s', async (address, expected) => {
      const traceId = newTraceId();
      const endpoints = { localEndpoint: { ipv4: address }, remoteEndpoint: { ipv6: address } };
      expect(await post(JSON.stringify([{ traceId, id: 'b', ...endpoints }]))).toMatchObject(
        ACCEPTED,
      );
      const { body } = await uncached(`/api/v2/trace/${traceId}`);
      const both = expected && { localEndpoint: expected, remoteEndpoint: expected };
      expect(JSON.parse(body)).toEqual([{ traceId, id: id(11), ...both }]);
    });

    it.each(['gzip', 'x-gzip', 'gzip, identity'])(
      'unpacks them if their encoding is %s',
      async (encoding) => {
        const sent = span();
        const packed = gzipSync(JSON.stringify([sent]));
        expect(await post(packed, { 'content-encoding': encoding })).toMatchObject(ACCEPTED);
        expect(await uncached(`/api/v2/trace/${sent.traceId}`)).toMatchObject({ status: 200 });
      },
    );

    it.each([
      [
        'packed, and does not say so',
        gzipSync('[]'),
        undefined,
        'Expected a JSON_V2 encoded list\n',
      ],
      ['of another case', gzipSync('[]'), 'GZIP', 'Expected a JSON_V2 encoded list\n'],
      ['packed nothing', gzipSync(''), 'gzip', 'Cannot gunzip spans'],
      ['only a beginning', gzipSync('[]').subarray(0, 10), 'gzip', 'Cannot gunzip spans'],
      ['packed, but no list', gzipSync('{}'), 'gzip', 'Expected a JSON_V2 encoded list\n'],
      [
        'torn',
        gzipSync(`[{${ids},"name":"${'x'.repeat(100)}"}]`).subarray(0, -12),
        'gzip',
        undefined,
      ],
    ])('refuses what is %s', async (_, body, encoding, message) => {
      const answer = await post(body, encoding ? { 'content-encoding': encoding } : {});
      expect(answer).toMatchObject({ status: 400, type: 'text/*' });
      if (message) expect(answer.body).toBe(message);
    });

    it('takes other encodings’ names for no encoding at all', async () => {
      expect(await post('[]', { 'content-encoding': 'br' })).toMatchObject(ACCEPTED);
    });

    it('takes 10 MiB, and not a byte more', async () => {
      const body = Buffer.alloc(10 * 1024 * 1024 + 1, ' ');
      body.write('[]');
      expect(await post(body.subarray(0, -1))).toMatchObject(ACCEPTED);
      expect((await post(body)).body).toBe('413 Request Entity Too Large');
    });
  });

  describe('asked who calls whom', () => {
    it.each<[what: string, spans: string[], links: string[]]>([
      [
        'a server shares its client’s id',
        [
          '1 SERVER web→',
          '1/2 CLIENT web→app',
          '1/2 SERVER app→ shared',
          '2/3 CLIENT app→db error',
        ],
        ['web→app 1', 'app→db 1 failed 1'],
      ],
      [
        'spans come in any order',
        [
          '2/3 CLIENT app→db error',
          '1/2 SERVER app→ shared',
          '1/2 CLIENT web→app',
          '1 SERVER web→',
        ],
        ['web→app 1', 'app→db 1 failed 1'],
      ],
      [
        'the first span is missing',
        ['1/2 CLIENT web→app', '1/2 SERVER app→ shared', '2/3 CLIENT app→db error'],
        ['web→app 1', 'app→db 1 failed 1'],
      ],
      [
        'the server was not told its parent',
        ['1 SERVER arn→', '1/2 CLIENT arn→link', '2 SERVER link→arn shared'],
        ['arn→link 1'],
      ],
      [
        'the server was not told its parent, and its client is lost',
        ['1 SERVER web→', '2 SERVER app→ shared', '2/3 CLIENT app→db error'],
        ['web→app 1', 'app→db 1 failed 1'],
      ],
      [
        'the server forgot to say that it shares',
        ['1 CLIENT web→', '1 SERVER app→'],
        ['web→app 1'],
      ],
      ['the server has an id of its own', ['1 CLIENT web→', '1/2 SERVER app→'], ['web→app 1']],
      [
        'the client names the server otherwise',
        ['1 CLIENT web→proxy', '1/2 SERVER app→'],
        ['web→app 1'],
      ],
      [
        'a client’s call reached two servers',
        ['1 CLIENT web→app', '1/2 SERVER app→ error', '1/3 SERVER app→'],
        ['web→app 2 failed 1'],
      ],
      ['a trace has many', ['1 SERVER web→', '1/2 CLIENT →app', '1/3 CLIENT →app'], ['web→app 2']],
      [
        'two fragments make a span',
        ['1 SERVER web→', '1/2 CLIENT web→', '1/2 CLIENT →app error'],
        ['web→app 1 failed 1'],
      ],
      [
        'the same span comes from two places',
        ['1 SERVER web→', '1/2 CLIENT a→x', '1/2 CLIENT b→y'],
        ['web→b 1', 'b→y 1'],
      ],
      [
        'both sides saw the error',
        ['1 CLIENT web→ error', '1/2 SERVER app→ error'],
        ['web→app 1 failed 1'],
      ],
      [
        'only the client saw the error',
        ['1 CLIENT web→ error', '1/2 SERVER app→'],
        ['web→app 1 failed 1'],
      ],
      [
        'only the client that shared its id saw the error',
        ['1 CLIENT web→ error', '1 SERVER app→ shared'],
        ['web→app 1'],
      ],
      [
        'both that share an id saw the error',
        ['1 CLIENT web→ error', '1 SERVER app→ shared error'],
        ['web→app 1 failed 1'],
      ],
      ['only the server recorded, and names its client', ['1 SERVER app→web'], ['web→app 1']],
      ['only the client recorded', ['1 CLIENT web→app'], ['web→app 1']],
      ['a service calls itself', ['1 SERVER a→a'], ['a→a 1']],
      [
        'spans have no kind',
        ['1 - web→app', '1/2 - app→db error', '2/3 - db→disk'],
        ['web→app 1', 'app→db 1 failed 1', 'db→disk 1'],
      ],
      ['spans without a kind name one side', ['1 - web→', '1/2 - →app'], []],
      [
        'local work lies between',
        ['1 SERVER web→', '1/2 - →', '2/3 CLIENT app→', '2/4 CLIENT app→'],
        ['web→app 2'],
      ],
      [
        'local work lies between, and calls fail further down',
        ['1 SERVER web→', '1/2 - →', '2/3 CLIENT app→db error', '2/4 CLIENT app→db'],
        ['web→app 2', 'app→db 2 failed 1'],
      ],
      [
        'local work lies deep between',
        [
          '1 SERVER web→',
          '1/2 - web→',
          '2/3 CLIENT web→',
          '2/3 SERVER app→ shared',
          '3/4 - app→',
          '4/5 - app→',
          '5/6 CLIENT app→db',
        ],
        ['web→app 1', 'app→db 1'],
      ],
      ['a server’s span is missing', ['1 SERVER web→', '1/2 CLIENT app→ error'], ['web→app 1']],
      ['an intermediate span is missing', ['1 SERVER web→', '9/3 CLIENT app→'], ['web→app 1']],
      ['nothing above two servers is known', ['9/1 SERVER a→', '9/2 SERVER b→'], []],
      [
        'nothing above a server and the one below it is known',
        ['9/1 SERVER a→', '1/2 SERVER b→'],
        ['a→b 1'],
      ],
      ['one side has no name', ['1 SERVER a→'], []],
      ['the other side has no name', ['1 CLIENT →a'], []],
      [
        'a message goes through a broker',
        ['1 PRODUCER a→kafka', '1/2 CONSUMER b→kafka'],
        ['a→kafka 1', 'kafka→b 1'],
      ],
      [
        'a message goes through two brokers',
        ['1 PRODUCER a→one', '1/2 CONSUMER b→two error'],
        ['a→one 1', 'two→b 1 failed 1'],
      ],
      [
        'only the producer names the broker',
        ['1 PRODUCER a→kafka', '1/2 CONSUMER b→'],
        ['a→kafka 1'],
      ],
      [
        'only the consumer names the broker',
        ['1 PRODUCER a→', '1/2 CONSUMER b→kafka'],
        ['kafka→b 1'],
      ],
      ['nobody names the broker', ['1 PRODUCER a→', '1/2 CONSUMER b→'], []],
      ['a producer has a server below it', ['1 PRODUCER a→', '1/2 SERVER b→'], ['a→b 1']],
      [
        'a producer has a server that shares its id',
        ['1 PRODUCER a→', '1 SERVER b→ shared'],
        ['a→b 1'],
      ],
      ['a client has a consumer below it', ['1 CLIENT a→', '1/2 CONSUMER b→'], []],
      ['parents go round in a circle', ['2/1 SERVER a→x', '1/2 SERVER b→y'], []],
      ['there are two roots', ['1 SERVER a→', '2 SERVER b→'], ['a→b 1']],
    ])('counts calls where %s', async (_, drawn, expected) => {
      const suffix = unique('');
      await store(...drawn.map(spanDrawer(newTraceId(), suffix)));
      const found = await links({ endTs: TODAY + HOUR, lookback: DAY }, suffix);
      expect(found.sort()).toEqual(expected.toSorted());
    });

    it('links the halves of a trace whose ids differ in length', async () => {
      const suffix = unique('');
      const traceId = newTraceId();
      const [root, client] = ['1 SERVER web→', '1/2 CLIENT web→'].map(spanDrawer(traceId, suffix));
      const [served] = ['1/2 SERVER app→ shared'].map(spanDrawer(traceId.slice(16), suffix));
      if (!root || !client || !served) throw new Error('drawn wrong');
      await store(root, served, client);
      expect(await links({ endTs: TODAY + HOUR, lookback: DAY }, suffix)).toEqual(['web→app 1']);
    });

    it('adds up traces, and does not count twice what was sent twice', async () => {
      const suffix = unique('');
      const drawn = ['1 SERVER web→', '1/2 CLIENT web→app error'];
      const [one, two] = [newTraceId(), newTraceId()].map((traceId) =>
        drawn.map(spanDrawer(traceId, suffix)),
      );
      await store(...(one ?? []), ...(two ?? []));
      await store(...(one ?? []));
      expect(await links({ endTs: TODAY + HOUR, lookback: DAY }, suffix)).toEqual([
        'web→app 2 failed 2',
      ]);
    });

    it('counts the traces that have a span in the time asked for', async () => {
      const suffix = unique('');
      await store(...['1 SERVER web→', '1/2 CLIENT web→app'].map(spanDrawer(newTraceId(), suffix)));
      const at = (endTs: number, lookback: number) =>
        links({ endTs: TODAY + endTs, lookback }, suffix);
      expect(await at(0, 1)).toEqual(['web→app 1']);
      expect(await at(1000, 1000)).toEqual(['web→app 1']);
      expect(await at(-1, DAY)).toEqual([]);
      expect(await at(2000, 1000)).toEqual([]);
    });

    it.each([
      ['', 'Mandatory parameter/header/attribute is missing: endTs'],
      ['?endTs=', 'Cannot set null to primitive type parameter: endTs'],
      ['?endTs=x', 'For input string: "x"'],
      ['?endTs=0', 'endTs <= 0'],
      ['?endTs=-1', 'endTs <= 0'],
      ['?endTs=1&lookback=0', 'lookback <= 0'],
      ['?endTs=0&lookback=x', 'For input string: "x"'],
    ])('refuses /dependencies%s: %s', async (query, body) => {
      expect(await get(`/api/v2/dependencies${query}`)).toMatchObject({
        status: 400,
        type: 'text/*',
        body,
      });
    });
  });

  describe('on the wire', () => {
    const page = { origin: 'https://shop.example' };

    it('lets any page read its answers', async () => {
      for (const path of ['/api/v2/traces', '/nope', '/health', '/api/v2/spans']) {
        const { headers } = await get(path, page);
        expect(headers['access-control-allow-origin'], path).toBe('*');
        expect(headers['access-control-allow-headers'], path).toContain('content-type');
        expect(headers['access-control-allow-credentials'], path).toBeUndefined();
        expect(headers.vary, path).toBeUndefined();
      }
      const { headers } = await post('[]', page);
      expect(headers['access-control-allow-origin']).toBe('*');
    });

    it('names the origin of files and sandboxed frames', async () => {
      const { headers } = await get('/api/v2/traces', { origin: 'null' });
      expect(headers['access-control-allow-origin']).toBe('null');
    });

    it('says nothing about pages to those that are none', async () => {
      const { headers } = await get('/api/v2/traces');
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });

    it.each(['/api/v2/spans', '/api/v2/traces', '/nope'])(
      'lets pages send and ask at %s',
      async (path) => {
        const { status, headers, body } = await ask('OPTIONS', path, {
          ...page,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        });
        expect({ status, body }).toEqual({ status: 200, body: '' });
        expect(headers['access-control-allow-origin']).toBe('*');
        expect(headers['access-control-allow-methods']).toBe('GET,POST');
        expect(headers['access-control-allow-headers']).toMatch(/^content-type,x-grpc-web/);
      },
    );

    it.each<[string, string, object]>([
      ['PUT', '/api/v2/services', NOT_FOUND],
      ['DELETE', '/api/v2/trace/a', NOT_FOUND],
      ['PATCH', '/api/v2/spans', NOT_FOUND],
      ['POST', '/api/v2/services', NOT_FOUND],
      ['POST', '/health', NOT_FOUND],
      ['POST', '/api/v2/spans/', NOT_FOUND],
      ['OPTIONS', '/nope', NOT_FOUND],
      ['HEAD', '/api/v2/services', { ...NOT_FOUND, body: '' }],
      ['HEAD', '/api/v2/trace/a', { ...NOT_FOUND, body: '' }],
      ['HEAD', '/health', { ...NOT_FOUND, body: '' }],
      [
        'HEAD',
        '/zipkin/config.json',
        { status: 200, type: 'application/json; charset=utf-8', body: '' },
      ],
      ['POST', '/zipkin/config.json', NOT_ALLOWED],
      ['DELETE', '/zipkin/config.json', NOT_ALLOWED],
      ['POST', '/zipkin/api/v2/spans', NOT_ALLOWED],
      ['TRACE', '/', NOT_ALLOWED],
      ['TRACE', '/api/v2/traces', NOT_ALLOWED],
      ['TRACE', '/whatever/and/not', NOT_ALLOWED],
    ])('answers %s %s as it should', async (method, path, expected) => {
      expect(await ask(method, path)).toMatchObject(expected);
    });

    it.each([
      '/nope',
      '/api',
      '/api/v2',
      '/api/v2/',
      '/api/v2/services/',
      '/api/v2/Services',
      '/api/v2/constructor',
      '/api/v2/trace',
      '/api/v2/trace/',
      '/api/v2/trace/a/b',
      '/api/v1/services',
      '/zipkin/health',
      '/config.json',
    ])('has nothing at %s', async (path) => {
      expect(await get(path)).toMatchObject(NOT_FOUND);
    });

    it.each([
      '//api/v2/services',
      '/api//v2/services',
      '/api/v2/%73ervices',
      '/api/v2/services?x=1',
      '/zipkin/api/v2/services',
    ])('takes %s for the list of services', async (path) => {
      expect(await get(path)).toMatchObject({ status: 200, type: 'application/json' });
    });

    it.each([
      '/api/v2/../v2/services',
      '/api/v2/%2e%2e/services',
      '/api/v2/trace/%zz',
      '/api/v2/traces?annotationQuery=%zz',
    ])('calls %s no valid path', async (path) => {
      expect(await get(path)).toMatchObject({
        status: 400,
        type: 'text/plain; charset=utf-8',
        body: 'Status: 400\nDescription: Invalid request path\n',
      });
    });

    it('says that it is well', async () => {
      const { status, type, body } = await get('/health');
      expect({ status, type }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
      expect(JSON.parse(body)).toEqual({
        status: 'UP',
        zipkin: { status: 'UP', details: { 'InMemoryStorage{}': { status: 'UP' } } },
      });
    });

    it('tells Zipkin’s page how it is set up', async () => {
      const { status, type, body, headers } = await get('/zipkin/config.json');
      expect({ status, type }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
      expect(headers['cache-control']).toBe('max-age=600');
      expect(JSON.parse(body)).toEqual({
        environment: '',
        queryLimit: 10,
        defaultLookback: 900_000,
        searchEnabled: true,
        logsUrl: null,
        supportUrl: null,
        archivePostUrl: null,
        archiveUrl: null,
        dependency: { enabled: true, lowErrorRate: 0.5, highErrorRate: 0.75 },
      });
    });

    it('packs answers of 2 KiB and more for those who can unpack them', async () => {
      const [small, large] = [span(), span({ tags: { a: 'a'.repeat(2048) } })];
      await store(small, large);
      const packed = { 'accept-encoding': 'gzip, deflate, br' };
      const answer = await get(`/api/v2/trace/${large.traceId}`, packed);
      expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(JSON.parse(gunzipSync(answer.bytes).toString())).toEqual([large]);
      const plain = [
        await get(`/api/v2/trace/${small.traceId}`, packed),
        await get(`/api/v2/trace/${large.traceId}`),
        await get(`/api/v2/trace/${large.traceId}`, { 'accept-encoding': 'gzip;q=0' }),
        await get(`/api/v2/trace/${large.traceId}`, { 'accept-encoding': 'identity' }),
      ];
      for (const { headers } of plain) expect(headers['content-encoding']).toBeUndefined();
    });

    it('does not care what kind of answer is asked for', async () => {
      for (const accept of ['text/html', 'application/xml', 'application/json']) {
        expect(await get('/api/v2/services', { accept })).toMatchObject({
          status: 200,
          type: 'application/json',
        });
        expect(await post('[]', { accept })).toMatchObject(ACCEPTED);
      }
    });
  });
});

interface Reply {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly body: string;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** The few ways in which the tests talk to a server. */
function clientOf(url: string) {
  /** Without `fetch`, which sends no TRACE, and headers of its own. */
  const ask = (
    method: string,
    path: string,
    headers = {},
    body?: string | Buffer,
  ): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const sent = request({ hostname, port, method, path, headers }, async (response) => {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        const { statusCode: status, headers } = response;
        const bytes = Buffer.concat(chunks);
        resolve({ status, type: headers['content-type'], headers, bytes, body: bytes.toString() });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const get = (path: string, headers = {}) => ask('GET', path, headers);
  const post = (body: string | Buffer, headers = {}) => ask('POST', '/api/v2/spans', headers, body);
  const json = async (path: string) => JSON.parse((await get(path)).body);

  /** The real one answers before it stores: asks until there is something. */
  const uncached = (path: string) =>
    vi.waitFor(async () => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      return answer;
    }, 10_000);

  /** Sends spans, and waits until all of them are there. */
  const store = async (...spans: ZipkinSpan[]) => {
    expect(await post(JSON.stringify(spans))).toMatchObject(ACCEPTED);
    const stored = async () => {
      const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
      const traces = await Promise.all(traceIds.map((traceId) => get(`/api/v2/trace/${traceId}`)));
      return traces.flatMap(({ status, body }) => (status === 200 ? JSON.parse(body) : []));
    };
    await vi.waitFor(
      async () => expect(await stored()).toEqual(expect.arrayContaining(spans)),
      10_000,
    );
  };

  const search = (query: Query) =>
    new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, `${value}`]],
      ),
    );

  const find = (query: Query): Promise<ZipkinSpan[][]> =>
    json(
      `/api/v2/traces?${search({ endTs: TODAY + DAY, lookback: 2 * DAY, limit: 100, ...query })}`,
    );

  /** Those between services of this suffix, such as `web→app 2 failed 1`. */
  const links = async (query: Query, suffix: string): Promise<string[]> => {
    const found: { parent: string; child: string; callCount: number; errorCount?: number }[] =
      await json(`/api/v2/dependencies?${search(query)}`);
    return found
      .filter(({ parent }) => parent.endsWith(suffix))
      .map(({ parent, child, callCount, errorCount }) => {
        const failed = errorCount === undefined ? '' : ` failed ${errorCount}`;
        return `${parent}→${child} ${callCount}${failed}`.replaceAll(suffix, '');
      });
  };

  return { ask, get, json, post, store, find, links, uncached };
}

/** `1/2 CLIENT web→app shared error`: parent and id, kind, service and remote service, flags. */
function spanDrawer(traceId: string, suffix: string): (drawn: string, index: number) => ZipkinSpan {
  return (drawn, index) => {
    const [, parent, own = '', kind, local, remote, flags = ''] =
      /^(?:(\d)\/)?(\d) (\S+) ([^→]*)→(\S*)(.*)$/.exec(drawn) ?? [];
    return {
      traceId,
      ...(parent && { parentId: id(Number(parent)) }),
      id: id(Number(own)),
      ...(kind !== '-' && { kind: kind as ZipkinSpan['kind'] }),
      timestamp: TODAY * 1000 + index,
      ...(local && { localEndpoint: { serviceName: local + suffix } }),
      ...(remote && { remoteEndpoint: { serviceName: remote + suffix } }),
      ...(flags.includes('error') && { tags: { error: '' } }),
      ...(flags.includes('shared') && { shared: true }),
    };
  };
}

function span(fields: Partial<ZipkinSpan> = {}): ZipkinSpan {
  return {
    ...bare(),
    traceId: newTraceId(),
    name: 'get',
    timestamp: TODAY * 1000,
    duration: 200_000,
    ...fields,
  };
}

function bare(): ZipkinSpan {
  return { traceId: newTraceId(), id: id(1) };
}

function id(number: number): string {
  return number.toString(16).padStart(16, '0');
}

function newTraceId(): string {
  return `f${randomBytes(16).toString('hex').slice(1)}`;
}

function unique(name: string): string {
  return `${name}-${randomBytes(6).toString('hex')}`;
}

function longAt(text: string, column: number): string {
  return `Expected a long but was ${text} at line 1 column ${column} path $[0].timestamp`;
}

function wrongAt(expected: string, token: string, column: number, path: string): string {
  return `Expected ${expected} but was ${token} at line 1 column ${column} path ${path}\nSee https://github.com/google/gson/blob/main/Troubleshooting.md#unexpected-json-structure`;
}

function nullAt(expected: string, column: number, path: string): string {
  return wrongAt(expected, 'NULL', column, path).replace(
    'unexpected-json-structure',
    'adapter-not-null-safe',
  );
}
