/**
 * Tells which GraphQL operation a request asks for.
 *
 * https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters
 */
import type { Instrument } from './instrument.ts';

/** A query's own name: `query Orders(…)`, `mutation Pay {`. */
const NAME = /^\s*(?:query|mutation|subscription)\s+([_a-z]\w*)/i;

/**
 * Tags requests whose body is a GraphQL operation, as text, with its name. Variables are not looked at.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [graphql()] });
 */
export function graphql(): Instrument {
  return ({ onRequest }) =>
    onRequest((span, { body }) => {
      if (typeof body !== 'string' || !body.startsWith('{') || !body.includes('"query"')) return;
      const name = readOperation(body);
      if (name) span.tag('graphql.operation.name', name);
    });
}

function readOperation(body: string): string | undefined {
  try {
    const { operationName, query }: { operationName?: unknown; query?: unknown } = JSON.parse(body);
    if (typeof operationName === 'string') return operationName;
    return NAME.exec(String(query))?.[1];
  } catch {
    return undefined;
  }
}
