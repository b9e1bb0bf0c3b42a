/** A client of the table: each has a page of its own in `pages`. */
export interface Client {
  readonly name: string;
  readonly page: string;
  /** The package whose version counts. */
  readonly package: string;
  /** How many calls carry the ids of a span of Rootspan's, by what is loaded first, where not all do. */
  readonly traced?: { readonly rootspan?: number; readonly client?: number };
  /** What the browser logs of an answer, with Rootspan or without. */
  readonly logs?: readonly string[];
  readonly remark?: string;
}

export const CLIENTS: readonly Client[] = [
  { name: 'axios, XHR', page: 'axios-xhr', package: 'axios' },
  { name: 'axios, fetch', page: 'axios-fetch', package: 'axios' },
  {
    name: 'ky',
    page: 'ky',
    package: 'ky',
    logs: [
      'Failed to load resource: the server responded with a status of 503 (Service Unavailable)',
    ],
    remark: 'its second try is a span of its own',
  },
  { name: 'ofetch', page: 'ofetch', package: 'ofetch' },
  { name: 'wretch', page: 'wretch', package: 'wretch' },
  { name: 'superagent', page: 'superagent', package: 'superagent' },
  { name: 'jQuery', page: 'jquery', package: 'jquery' },
  { name: 'htmx', page: 'htmx', package: 'htmx.org' },
  { name: 'Apollo Client', page: 'apollo', package: '@apollo/client' },
  { name: 'urql', page: 'urql', package: '@urql/core' },
  { name: 'graphql-request', page: 'graphql-request', package: 'graphql-request' },
  { name: 'tRPC', page: 'trpc', package: '@trpc/client', remark: 'a batch is one span' },
  { name: 'supabase-js', page: 'supabase', package: '@supabase/supabase-js' },
  { name: 'TanStack Query', page: 'tanstack-query', package: '@tanstack/query-core' },
  {
    name: 'openapi-fetch',
    page: 'openapi-fetch',
    package: 'openapi-fetch',
    traced: { client: 0 },
    remark: 'a client keeps the `fetch` of the moment it was created',
  },
  {
    name: 'AWS SDK, S3',
    page: 'aws-s3',
    package: '@aws-sdk/client-s3',
    remark: 'the signature is made before, and does not cover the headers',
  },
  { name: 'pdf.js', page: 'pdfjs', package: 'pdfjs-dist', remark: 'each range is a span' },
  { name: 'hls.js', page: 'hls', package: 'hls.js', remark: 'each segment is a span' },
  {
    name: 'socket.io, polling',
    page: 'socket-io',
    package: 'socket.io-client',
    remark: 'each poll is a span',
  },
  {
    name: 'Angular HttpClient, XHR',
    page: 'angular-xhr',
    package: '@angular/common',
    remark: 'with zone.js: answers arrive in the zone of the call',
  },
  {
    name: 'Angular HttpClient, fetch',
    page: 'angular-fetch',
    package: '@angular/common',
    remark: 'with zone.js: answers arrive in the zone of the call',
  },
  {
    name: 'cross-fetch',
    page: 'cross-fetch',
    package: 'cross-fetch',
    traced: { client: 0 },
    remark: 'it keeps the `fetch` of the moment it was loaded',
  },
  {
    name: 'MSW, service worker',
    page: 'msw-worker',
    package: 'msw',
    remark: 'the worker sees the headers of what it mocks, too',
  },
  {
    name: 'MSW, interceptors',
    page: 'msw-interceptors',
    package: '@mswjs/interceptors',
    traced: { rootspan: 2, client: 3 },
    remark: 'what is mocked above Rootspan never gets there: nothing is sent',
  },
  {
    name: 'Sentry',
    page: 'sentry',
    package: '@sentry/browser',
    remark: 'its `sentry-trace` and `baggage` go beside; its reports are not traced',
  },
  {
    name: 'OpenTelemetry, W3C',
    page: 'opentelemetry',
    package: '@opentelemetry/instrumentation-fetch',
    remark: 'its `traceparent` goes beside',
  },
  {
    name: 'OpenTelemetry, B3',
    page: 'opentelemetry-b3',
    package: '@opentelemetry/instrumentation-fetch',
    traced: { client: 0 },
    remark: 'above, its ids are taken over; below, it puts its own in the place of ours',
  },
];
