/**
 * Tells which GraphQL operation a request asks for.
 *
 * https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters
 */
import type { Instrument } from './instrument.ts';

/** As it may be: it comes from the page. */
interface Operation {
  readonly operationName?: unknown;
  readonly query?: unknown;
}

/** Parsing what is longer (characters) costs more than a name is worth. */
const LONGEST = 100_000;
const LIKELY = /^\s*[[{].*"(?:query|operationName)"/s;
/** A query's own name: `query Orders(…)`, `mutation Pay {`. */
const NAME = /^(?:[\s,]|#[^\n]*\n)*(?:query|mutation|subscription)\s+([_a-z]\w*)/i;

/**
 * Tags requests whose body is a GraphQL operation, as text, with its name. Variables are not looked at.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [graphql()] });
 */
export function graphql(): Instrument {
  return ({ onRequest }) =>
    onRequest((span, request) => {
      const body = request.body();
      if (typeof body !== 'string' || body.length > LONGEST || !LIKELY.test(body)) return;
      const names = readOperations(body);
      if (names) span.tag('graphql.operation.name', names);
    });
}

/** Of a batch the names of all, `Orders, Pay`. */
function readOperations(body: string): string | undefined {
  try {
    return [JSON.parse(body)]
      .flat()
      .map(({ operationName, query }: Operation) =>
        typeof operationName === 'string' ? operationName : NAME.exec(String(query))?.[1],
      )
      .filter(Boolean)
      .join(', ');
  } catch {
    return undefined;
  }
}
