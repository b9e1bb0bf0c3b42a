import type { TextMapPropagator } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  WebTracerProvider,
} from '@opentelemetry/sdk-trace-web';

/** @param propagator W3C's `traceparent`, where none is given */
export function callByOpenTelemetry(propagator?: TextMapPropagator): () => Promise<unknown> {
  const exporter = new InMemorySpanExporter();
  const provider = new WebTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register({ propagator });
  registerInstrumentations({ instrumentations: [new FetchInstrumentation()] });

  return async () => {
    const body = '{"sku":"POT-CLAY"}';
    const response = await fetch(new Request('/api/orders', { method: 'POST', body }));
    const order = await response.json();
    // It ends its span when the body, of which it reads a copy, has ended.
    while (!exporter.getFinishedSpans().length) await new Promise((go) => setTimeout(go, 20));
    return { order, spans: exporter.getFinishedSpans().map(({ name }) => name) };
  };
}
