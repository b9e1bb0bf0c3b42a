/**
 * Preloaded into orders and shipping (`node --import`), as OpenTelemetry asks for ES modules: the hook
 * has to be there before the modules that it patches are imported.
 *
 * https://github.com/open-telemetry/opentelemetry-js/blob/main/doc/esm-support.md
 */
import { register } from 'node:module';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { NodeSDK, tracing } from '@opentelemetry/sdk-node';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

const exporter = new ZipkinExporter({ url: `${process.env.ZIPKIN_URL}/api/v2/spans` });

new NodeSDK({
  // The name comes from OTEL_SERVICE_NAME.
  textMapPropagator: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  spanProcessors: [new tracing.BatchSpanProcessor(exporter, { scheduledDelayMillis: 500 })],
  instrumentations: [
    new HttpInstrumentation(),
    // It names the server spans by route; spans of its own for each layer would say nothing new.
    new ExpressInstrumentation({ ignoreLayersType: Object.values(ExpressLayerType) }),
    new PgInstrumentation({ requireParentSpan: true }),
  ],
}).start();
