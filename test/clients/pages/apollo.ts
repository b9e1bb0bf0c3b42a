import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';

const client = new ApolloClient({
  link: new HttpLink({ uri: '/graphql' }),
  cache: new InMemoryCache(),
});

export async function call(): Promise<unknown> {
  const query = gql`query ($id: ID!) { order(id: $id) { id state } }`;
  const { data } = await client.query({ query, variables: { id: '7' } });
  return data;
}
