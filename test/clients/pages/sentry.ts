import * as Sentry from '@sentry/browser';

Sentry.init({
  dsn: `${location.protocol}//key@${location.host}/1`,
  integrations: [Sentry.browserTracingIntegration()],
  tracesSampleRate: 1,
});

export async function call(): Promise<unknown> {
  const response = await fetch('/api/orders', { method: 'POST', body: '{"sku":"POT-CLAY"}' });
  const order = await response.json();
  // Its own reports go out to the same server.
  await Sentry.flush();
  return order;
}
