import { expect, test } from 'vitest';
import { diagnose, type Verdict } from '../../../devtools/model/header-doctor.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const OTHER = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN = 'a2fb4a1d1a96d312';

const request = (
  tags: Record<string, string> = {},
  more: Partial<ZipkinSpan> = {},
): ZipkinSpan => ({
  traceId: TRACE,
  id: SPAN,
  kind: 'CLIENT',
  tags: { 'http.method': 'GET', ...tags },
  ...more,
});

const about = (span: ZipkinSpan, others: readonly ZipkinSpan[] = [], isFilling = false) =>
  diagnose(span, { trace: [span, ...others], isFilling });

test.each<[Verdict, string]>([
  ['not allowed', 'not allowed'],
  ['no-cors', 'no-cors'],
  ['free', 'free'],
  ['cors', 'cors'],
  ['preload', 'preload'],
  ['own', 'own'],
  ['impossible', 'no web socket can have any'],
  ['other', 'has a query'],
])('%s: no headers, because of “%s”', (verdict, reason) => {
  expect(about(request({ 'rootspan.headers': reason }))).toMatchObject({ verdict, sent: false });
});

const server: ZipkinSpan = {
  traceId: TRACE,
  id: '05e3ac9a4f6e3b90',
  parentId: SPAN,
  kind: 'SERVER',
};
const elsewhere: ZipkinSpan = { traceId: TRACE, id: '05e3ac9a4f6e3b90', kind: 'SERVER' };
const DENIED = { 'rootspan.sampling': 'deny: rate 0.1' };
const echo = (value: string) => ({ 'http.server_trace': value });

test.each<[Verdict, string, ZipkinSpan, readonly ZipkinSpan[], boolean?]>([
  ['joined', 'a server has a span below it', request(), [server]],
  ['joined', 'a server shares its id', request(), [{ ...server, id: SPAN, shared: true }]],
  ['silent', 'a server has a span elsewhere in the trace', request(), [elsewhere]],
  ['silent', 'what is below it is no server', request(), [{ ...server, kind: 'CLIENT' }]],
  ['refused', 'it failed', request({ error: 'failed, or not allowed by CORS' }), []],
  ['refused', 'it failed within the origin', request({ error: 'failed' }), []],
  ['silent', 'it was aborted', request({ error: 'aborted' }), []],
  ['silent', 'it was answered with an error', request({ error: '500' }), []],
  ['other trace', 'the echo names another', request(echo(`00-${OTHER}-${SPAN}-01`)), []],
  ['silent', 'the echo names this one', request(echo(`00-${TRACE}-${SPAN}-01`)), []],
  ['silent', 'the echo names its lower half', request(echo(`${TRACE.slice(16)}-${SPAN}-1`)), []],
  ['silent', 'the echo is none', request(echo('db;dur=3')), []],
  ['server decided not to', 'the echo says no', request(echo(`00-${TRACE}-${SPAN}-00`)), []],
  ['server decided not to', 'the echo says no in B3', request(echo(`${TRACE}-${SPAN}-0`)), []],
  ['told not to', 'the rate says no', request(DENIED), []],
  [
    'told not to',
    'the root’s rate says no',
    request(),
    [{ traceId: TRACE, id: OTHER, tags: DENIED }],
  ],
  [
    'told not to',
    'it was kept',
    request({ 'rootspan.kept': 'slow; backends were told not to' }),
    [],
  ],
  ['joined', 'it was sampled', request({ 'rootspan.sampling': 'accept: rate 0.1' }), [server]],
  ['waiting', 'more may come', request(), [], true],
  ['service worker', 'a worker answered', request({ 'http.service_worker': 'true' }), []],
  ['joined', 'a worker passed it on', request({ 'http.service_worker': 'true' }), [server]],
])('%s: the headers were sent, and %s', (verdict, _, span, others, isFilling) => {
  expect(about(span, others, isFilling)).toMatchObject({ verdict, sent: true });
});

test('where a server has to allow headers, the lines are there, for those that were sent', () => {
  const { settings, advice } = about(
    request({ 'rootspan.headers': 'cors', 'rootspan.cors_allow': 'traceparent, tracestate' }),
  );
  expect(advice).toContain('allow the headers');
  expect(settings[0]).toEqual({
    server: 'HTTP',
    text: 'Access-Control-Allow-Headers: traceparent, tracestate',
  });
  expect(settings.find(({ server }) => server === 'Express')?.text).toBe(
    'app.use(cors({ allowedHeaders: ["traceparent", "tracestate"] }));',
  );
  expect(about(request({ 'rootspan.headers': 'not allowed' })).settings[0]?.text).toContain(
    'X-B3-TraceId',
  );
  expect(about(request(), [server]).settings).toEqual([]);
});

test('where a span doesn’t say which, the lines are for those that the page sends', () => {
  const lines = (tags: Record<string, string>, headers: string[]) => {
    const span = request(tags);
    return diagnose(span, { trace: [span], isFilling: false, headers }).settings[0]?.text;
  };
  const silent: Record<string, string>[] = [
    { 'rootspan.headers': 'not allowed' },
    { 'rootspan.headers': 'cors' },
    { error: 'failed, or not allowed by CORS' },
  ];
  for (const tags of silent) {
    expect(lines(tags, ['traceparent', 'tracestate'])).toBe(
      'Access-Control-Allow-Headers: traceparent, tracestate',
    );
    // Older libraries tell none, and what is no name is nobody's header.
    for (const wrong of [[], ['; rm -rf', '']])
      expect(lines(tags, wrong)).toContain('X-B3-TraceId');
  }
});

test('where it failed with headers, the lines are for those that were sent', () => {
  const failed = { error: 'failed, or not allowed by CORS' };
  const { settings } = about(request({ ...failed, 'rootspan.cors_allow': 'traceparent' }));
  expect(settings[0]?.text).toBe('Access-Control-Allow-Headers: traceparent');
  expect(about(request(failed)).settings[0]?.text).toContain('X-B3-TraceId');
});

test.each([
  [DENIED, 'is not sampled'],
  [{ 'rootspan.kept': 'slow; backends were told not to' }, 'is not sampled'],
  [{ 'rootspan.sampling': 'defer: rate 0.1' }, 'was left to decide'],
  [{ 'rootspan.kept': 'slow; backends were left to decide' }, 'was left to decide'],
])('what the server was told is said as it was: %o', (tags, text) => {
  expect(about(request(tags)).text).toContain(text);
});

test.each(['x" always; include /etc/passwd; #', 'a\nb', '`id`', '', 'x'.repeat(1000)])(
  'what is no header’s name gets into nobody’s settings: %j',
  (name) => {
    const lines = (allow: string) =>
      about(request({ 'rootspan.headers': 'cors', 'rootspan.cors_allow': allow })).settings;
    expect(lines(`${name}, traceparent`)).toEqual(lines('traceparent'));
    expect(lines(name)).toEqual(about(request({ 'rootspan.headers': 'not allowed' })).settings);
  },
);

test('what a preflight cost is told, and whose fault it was', () => {
  const phases = { 'http.phases': 'queue 0.4 preflight 38.2 waiting 21.5' };
  expect(about(request()).preflight).toBeUndefined();
  expect(about(request(phases)).preflight).toEqual({ ms: 38.2, caused: false });
  const caused = { 'rootspan.preflight': 'caused by the trace headers' };
  expect(about(request({ ...phases, ...caused })).preflight).toEqual({ ms: 38.2, caused: true });
  expect(about(request(caused)).preflight).toEqual({ ms: undefined, caused: true });
});
