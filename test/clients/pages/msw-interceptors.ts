import { BatchInterceptor } from '@mswjs/interceptors';
import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { XMLHttpRequestInterceptor } from '@mswjs/interceptors/XMLHttpRequest';
import type { Recorded } from '../server/record.ts';

const mocked: Recorded[] = [];
const interceptor = new BatchInterceptor({
  name: 'mocks',
  interceptors: [new FetchInterceptor(), new XMLHttpRequestInterceptor()],
});
interceptor.apply();
interceptor.on('request', ({ request, controller }) => {
  const { pathname } = new URL(request.url);
  if (pathname !== '/api/mocked') return;
  mocked.push({ method: request.method, url: pathname, headers: [...request.headers] });
  controller.respondWith(Response.json({ mocked: true }));
});

/** By `fetch` and by XHR: one call that is answered in the page, and one that is let through. */
export async function call(): Promise<unknown> {
  const answers = [];
  for (const url of ['/api/mocked', '/api/orders/7']) {
    answers.push(await (await fetch(url)).json(), await requestByXhr(url));
  }
  return answers;
}

/** What was answered without the server. */
export function answeredHere(): Recorded[] {
  return mocked;
}

function requestByXhr(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.responseType = 'json';
    xhr.addEventListener('load', () => resolve(xhr.response));
    xhr.addEventListener('error', () => reject(new Error('failed')));
    xhr.open('GET', url);
    xhr.send();
  });
}
