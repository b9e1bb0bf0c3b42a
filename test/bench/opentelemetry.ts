/** In the page: OpenTelemetry as its documents set it up for B3 and Zipkin, without zone.js. */
import { trace } from '@opentelemetry/api';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';

const { service = '', zipkin = '' } = document.currentScript?.dataset ?? {};
// With headers, if none, it posts by XHR. Without it would send beacons, of which Chromium refuses what is more than
// 64 KiB at once: a batch of its default size never arrives.
const exporter = new ZipkinExporter({ url: new URL(zipkin, document.baseURI).href, headers: {} });
const provider = new WebTracerProvider({
  resource: resourceFromAttributes({ 'service.name': service }),
  spanProcessors: [new BatchSpanProcessor(exporter)],
});
provider.register({
  propagator: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
});
registerInstrumentations({
  instrumentations: [new FetchInstrumentation(), new XMLHttpRequestInstrumentation()],
});

const opentelemetry = { trace, tracer: trace.getTracer('bench'), provider };
export type OpenTelemetry = typeof opentelemetry;

Object.assign(globalThis, { opentelemetry });
