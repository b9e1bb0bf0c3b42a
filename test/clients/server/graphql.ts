import { buildSchema, graphql } from 'graphql';

const schema = buildSchema(`
  type Order { id: ID!, state: String! }
  type Query { order(id: ID!): Order }
`);
const rootValue = { order: ({ id }: { id: string }) => ({ id, state: 'packed' }) };

/** A question by GET or by POST: https://graphql.github.io/graphql-over-http/draft/ */
export function answerGraphql(asked: URLSearchParams, body: string): Promise<unknown> {
  const { query, variables } = body
    ? JSON.parse(body)
    : { query: asked.get('query'), variables: JSON.parse(asked.get('variables') ?? '{}') };
  return graphql({ schema, rootValue, source: query, variableValues: variables });
}
