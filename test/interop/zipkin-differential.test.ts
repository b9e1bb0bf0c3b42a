/**
 * Random reports, sent to our collector and to the real Zipkin: both take them, or refuse them in the same words, and
 * give back the same spans. What is deliberately different (demo/collector/README.md) is not generated.
 */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import { startCollector } from '../../demo/collector/server.ts';
import { startZipkin } from '../fixtures/zipkin-server.ts';

const zipkin = await startZipkin();
const ours = await startCollector({ port: 0 });
afterAll(() => Promise.all([ours.close(), zipkin?.close()]));

/** The same reports in each run. Other seeds find other ones: `ROOTSPAN_SEED=7`. */
const seed = Number(process.env.ROOTSPAN_SEED ?? 3612026);
const PATIENCE = 600_000;
/** The real one answers before it stores. */
const POLLING = { timeout: 10_000, interval: 5 };
const numRuns = Number(process.env.ROOTSPAN_RUNS ?? 200);

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  // Of letters: what is a capital depends on the Unicode of the Java, or Node, that is asked.
  fc.string({ unit: fc.constantFrom(...'aBcÄßΣé你💩\u2029\t\u007f'), maxLength: 4 }),
  fc.constantFrom('', 'GET', 'é', '\u0000', '"', '\\', '1', '1.2.3.4', '::1'),
);
const whole = fc.oneof(fc.integer(), fc.nat(70_000), fc.maxSafeNat(), fc.constant(0));
const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), text);
const wrong = fc.oneof(fc.jsonValue({ maxDepth: 2 }), text, fc.double(), whole.map(String));

/** Mostly what a field should hold. */
function mostly<T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

function fields(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc.record(model, { requiredKeys: [] });
}

const hex = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength });
const endpoint = fields({
  serviceName: mostly(text),
  ipv4: mostly(address),
  ipv6: mostly(address),
  port: mostly(fc.integer({ min: -10, max: 70_000 })),
  other: wrong,
});
const annotation = fields({ timestamp: mostly(whole), value: mostly(text), endpoint });
const optional = {
  parentId: mostly(hex(17)),
  kind: mostly(fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER')),
  name: mostly(text),
  timestamp: mostly(whole),
  duration: mostly(whole),
  localEndpoint: mostly(endpoint),
  remoteEndpoint: mostly(endpoint),
  annotations: mostly(
    fc.array(fc.tuple(annotation).map(([one]) => ({ timestamp: 1, value: 'a', ...one }))),
  ),
  tags: mostly(fc.dictionary(text, mostly(text))),
  debug: mostly(fc.boolean()),
  shared: mostly(fc.boolean()),
  other: wrong,
};

/** Something that a text may have too much of, or lack. */
const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat(3),
  insert: fc.constantFrom(
    '',
    ' ',
    '\n',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    'null',
    '0',
    '-',
    '1e',
    '\u00e9',
    '/',
  ),
});

test.skipIf(!zipkin)(
  'both take what is a span, and give the same back',
  async () => {
    const spans = fc.array(
      fc.record({ id: mostly(hex(16)), ...optional }, { requiredKeys: ['id'] }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    await fc.assert(
      fc.asyncProperty(spans, async (list) => {
        const traceId = randomBytes(16).toString('hex').replace(/^./, 'f');
        const body = JSON.stringify(list.map((span) => ({ traceId, ...span })));
        if (await agreeOn(body)) await agreeOnTrace(traceId);
      }),
      { seed, numRuns },
    );
  },
  PATIENCE,
);

test.skipIf(!zipkin)(
  'both refuse in the same words what is none',
  async () => {
    const reports = fc.tuple(
      fc.array(fields({ traceId: mostly(hex(33)), id: mostly(hex(17)), ...optional }), {
        maxLength: 3,
      }),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(reports, async ([list, edits, isSpacious]) => {
        const written = JSON.stringify(list, null, isSpacious ? 1 : 0);
        await agreeOn(edits.reduce(apply, written));
      }),
      { seed, numRuns },
    );
  },
  PATIENCE,
);

/** Whether both took it. */
async function agreeOn(body: string): Promise<boolean> {
  const [our, their] = await Promise.all([post(ours.url, body), post(zipkin?.url ?? '', body)]);
  // Zipkin's own mistakes (a body of one line break, for one) are no model: ours refuses.
  if (their.status === 500) expect(our.status, body).toBe(400);
  else expect(our, body).toEqual(their);
  return their.status === 202;
}

async function agreeOnTrace(traceId: string): Promise<void> {
  await vi.waitFor(async () => {
    const [our, their] = await Promise.all(
      [ours.url, zipkin?.url].map(async (url) =>
        (await fetch(`${url}/api/v2/trace/${traceId}`)).text(),
      ),
    );
    // A bug of Zipkin's leaves such characters behind some texts.
    expect(JSON.parse(our ?? '')).toEqual(JSON.parse(their?.replace(/\0+$/, '') ?? ''));
  }, POLLING);
}

async function post(url: string, body: string): Promise<{ status: number; message: string }> {
  const answer = await fetch(`${url}/api/v2/spans`, { method: 'POST', body });
  return { status: answer.status, message: await answer.text() };
}

function apply(
  text: string,
  { at, remove, insert }: { at: number; remove: number; insert: string },
): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}
