import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';

const client = new Client({ url: '/graphql', exchanges: [cacheExchange, fetchExchange] });

export async function call(): Promise<unknown> {
  const query = gql`query ($id: ID!) { order(id: $id) { id state } }`;
  const { data, error } = await client.query(query, { id: '7' }).toPromise();
  return { data, error };
}
