import { GraphQLClient, gql } from 'graphql-request';

// It wants an absolute URL.
const client = new GraphQLClient(`${location.origin}/graphql`);

export function call(): Promise<unknown> {
  return client.request(gql`query ($id: ID!) { order(id: $id) { id state } }`, { id: '7' });
}
