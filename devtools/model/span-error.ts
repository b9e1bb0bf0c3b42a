import type { ZipkinSpan } from '../../src/bridge/protocol.ts';

/**
 * Why a span failed, in its reporter's words; nothing where it didn't. '' is an error too, so test against undefined.
 *
 * Zipkin's way is the tag `error`. OpenTelemetry's exporters leave that out where a status has no description, as
 * that of an HTTP 500 has none, and say `otel.status_code` alone.
 *
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/#status
 */
export function errorOf({ tags }: ZipkinSpan): string | undefined {
  if (tags?.error !== undefined) return tags.error;
  if (tags?.['otel.status_code'] !== 'ERROR') return undefined;
  return (
    tags['otel.status_description'] ??
    tags['http.response.status_code'] ??
    tags['http.status_code'] ??
    ''
  );
}
