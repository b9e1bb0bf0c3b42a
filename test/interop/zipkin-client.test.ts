/** Zipkin's own client library for JavaScript, speaking to our collector. */
import { createRequire } from 'node:module';
import { afterAll, expect, test, vi } from 'vitest';
import { startCollector } from '../../demo/collector/server.ts';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';

interface Tracer {
  local<T>(name: string, work: () => T): T;
  scoped<T>(work: () => T): T;
  createRootId(): TraceId;
  setId(id: TraceId): void;
  recordServiceName(name: string): void;
  recordRpc(name: string): void;
  recordBinary(key: string, value: string): void;
  recordAnnotation(annotation: unknown): void;
}
interface TraceId {
  readonly traceId: string;
}
type New<T, O> = new (options: O) => T;

// They are CommonJS, and their types are not for this compiler.
const require = createRequire(import.meta.url);
const zipkin: {
  readonly Tracer: New<Tracer, object>;
  readonly BatchRecorder: New<object, { logger: object }>;
  readonly ExplicitContext: new () => object;
  readonly Annotation: Record<'ClientSend' | 'ClientRecv', new () => unknown>;
  readonly jsonEncoder: { readonly JSON_V1: object; readonly JSON_V2: object };
} = require('zipkin');
const { HttpLogger }: { HttpLogger: New<object, object> } = require('zipkin-transport-http');

const collector = await startCollector({ port: 0 });
afterAll(() => collector.close());

test('spans that zipkin-js reports come back', async () => {
  const tracer = tracerTo('/api/v2/spans', zipkin.jsonEncoder.JSON_V2);
  const { traceId } = call(tracer);
  const spans = await vi.waitFor(async () => {
    const answer = await fetch(`${collector.url}/api/v2/trace/${traceId}`);
    expect(answer.status).toBe(200);
    const stored: ZipkinSpan[] = await answer.json();
    return stored;
  }, 20_000);
  expect(spans).toMatchObject([
    {
      traceId,
      kind: 'CLIENT',
      name: 'get',
      localEndpoint: { serviceName: 'shop' },
      tags: { 'http.path': '/orders' },
    },
  ]);
  expect(Number.isInteger(spans[0]?.timestamp)).toBe(true);
  const services = await fetch(`${collector.url}/api/v2/services`);
  expect(await services.json()).toEqual(['shop']);
});

test('zipkin-js is told plainly that version 1 is not read', async () => {
  const errors: unknown[] = [];
  const tracer = tracerTo('/api/v1/spans', zipkin.jsonEncoder.JSON_V1, errors);
  call(tracer);
  await vi.waitFor(() => expect(errors).toHaveLength(1), 20_000);
  expect(String(errors[0])).toContain('415');
});

function tracerTo(path: string, jsonEncoder: object, errors?: unknown[]): Tracer {
  const endpoint = `${collector.url}${path}`;
  const log = { error: (...error: unknown[]) => errors?.push(error), info: () => {} };
  const logger = new HttpLogger({ endpoint, jsonEncoder, httpInterval: 20, timeout: 5000, log });
  return new zipkin.Tracer({
    ctxImpl: new zipkin.ExplicitContext(),
    recorder: new zipkin.BatchRecorder({ logger }),
    localServiceName: 'shop',
    traceId128Bit: true,
  });
}

function call(tracer: Tracer): TraceId {
  return tracer.scoped(() => {
    const id = tracer.createRootId();
    tracer.setId(id);
    tracer.recordServiceName('shop');
    tracer.recordRpc('GET');
    tracer.recordBinary('http.path', '/orders');
    tracer.recordAnnotation(new zipkin.Annotation.ClientSend());
    tracer.recordAnnotation(new zipkin.Annotation.ClientRecv());
    return id;
  });
}
