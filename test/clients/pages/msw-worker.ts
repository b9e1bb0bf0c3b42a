import { HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import type { Recorded } from '../server/record.ts';

const mocked: Recorded[] = [];
const worker = setupWorker(
  http.get('/api/mocked', ({ request }) => {
    mocked.push({ method: request.method, url: '/api/mocked', headers: [...request.headers] });
    return HttpResponse.json({ mocked: true });
  }),
);
const started = worker.start({ quiet: true, onUnhandledRequest: 'bypass' });

/** One call that the worker answers, and one that it lets through. */
export async function call(): Promise<unknown> {
  await started;
  const answers = await Promise.all([fetch('/api/mocked'), fetch('/api/orders/7')]);
  return Promise.all(answers.map((answer) => answer.json()));
}

/** What was answered without the server. */
export function answeredHere(): Recorded[] {
  return mocked;
}
