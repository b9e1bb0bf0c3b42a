import { expect, test } from 'vitest';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import type { Rootspan } from '../../../src/rootspan.ts';
import {
  connect,
  importInto,
  newKey,
  openPage,
  type Page,
  seen,
  ZIPKIN,
} from '../../fixtures/pages.ts';

/** A page whose own script starts Rootspan while it loads. */
type LoadingPage = Page & { readonly rootspan: Rootspan; readonly atStart: unknown };

/** The URL of a page that starts Rootspan, then runs more of its script, and loads some time after. */
function pageUrl(script: string, { zipkin = ZIPKIN, query = '', rest = 100 } = {}): string {
  const html = `<script type="module">
    import { start } from '/src/index.ts';
    window.rootspan = start({ service: 'page', zipkin: '${zipkin}' });
    ${script}
    </script><img src="/__slow?rest=${rest}">`;
  return `/__page?${query}&html=${encodeURIComponent(html)}`;
}

async function load(script = '', options = {}) {
  const page = (await openPage(pageUrl(script, options))) as LoadingPage;
  const { spanOf, spansOf } = connect(page, page.rootspan);
  return { page, spanOf, pageLoad: await spanOf('/__page'), spansOf };
}

test('a page load is one span, from byte zero to the end of the load event', async () => {
  const { page, pageLoad } = await load();
  const [navigation] = page.performance.getEntriesByType('navigation');
  expect(pageLoad).toMatchObject({
    name: 'page load',
    timestamp: Math.round(page.performance.timeOrigin * 1000),
    duration: Math.round((navigation as PerformanceNavigationTiming).loadEventEnd * 1000),
    localEndpoint: { serviceName: 'page' },
    tags: { 'http.path': '/__page', 'navigation.type': 'navigate' },
  });
  expect(pageLoad).not.toHaveProperty('parentId', expect.anything());
  expect(pageLoad.kind).toBeUndefined();
});

test('its moments are annotations, in their order', async () => {
  const { pageLoad } = await load();
  const annotations = pageLoad.annotations ?? [];
  const values = annotations.map(({ value }) => value);
  expect(values).toEqual(
    expect.arrayContaining([
      'fetch',
      'request',
      'response',
      'response end',
      'dom interactive',
      'dom content loaded',
      'load',
    ]),
  );
  const times = annotations.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.every(Number.isInteger)).toBe(true);
});

test('its span exists at once, and what is asked for while it loads belongs to it', async () => {
  const { page, pageLoad, spanOf } = await load(`
    window.atStart = rootspan.activeSpan().context.spanId;
    fetch('/__echo/early');
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/__echo/early-xhr');
    xhr.send();
    addEventListener('load', () => fetch('/__echo/onload'));
  `);
  expect(page.atStart).toBe(pageLoad.id);
  for (const path of ['/__echo/early', '/__echo/early-xhr', '/__echo/onload']) {
    expect(await spanOf(path)).toMatchObject({ traceId: pageLoad.traceId, parentId: pageLoad.id });
  }
});

test('what is asked for after it is a trace of its own', async () => {
  const { page, pageLoad, spanOf } = await load();
  expect(page.rootspan.activeSpan()).toBeUndefined();
  await page.fetch('/__echo/late');
  const late = await spanOf('/__echo/late');
  expect(late.traceId).not.toBe(pageLoad.traceId);
  expect(late.parentId).toBeUndefined();
});

test('it tells the status of its document', async () => {
  const { pageLoad } = await load('', { query: 'status=404' });
  expect(pageLoad.tags).toMatchObject({ 'http.status_code': '404', error: '404' });
});

test('its own query and fragment stay where they are', async () => {
  const { pageLoad } = await load('', { query: 'token=secret' });
  expect(JSON.stringify(pageLoad)).not.toContain('secret');
});

test('one that is left before it has loaded is reported, and says so', async () => {
  const key = newKey();
  const zipkin = `${ZIPKIN}?key=${key}`;
  const frame = document.createElement('iframe');
  frame.src = pageUrl(`parent.postMessage('${key}')`, { zipkin, rest: 20_000 });
  const started = new Promise((resolve) => {
    addEventListener('message', ({ data }) => data === key && resolve(data));
  });
  document.body.append(frame);
  await started;
  frame.src = '/__page';

  const reported = async () => {
    const spans = (await seen(key)).flatMap(({ body }): ZipkinSpan[] => JSON.parse(body));
    return spans.map(({ name, annotations }) => [name, annotations?.at(0)?.value]);
  };
  await expect.poll(reported, { timeout: 5000 }).toEqual([['page load', 'left before load']]);
  frame.remove();
});

test('one that is removed before it has loaded is reported, too', async () => {
  const key = newKey();
  const zipkin = `${ZIPKIN}?key=${key}`;
  const frame = document.createElement('iframe');
  frame.src = pageUrl(`parent.postMessage('${key}')`, { zipkin, rest: 20_000 });
  const started = new Promise((resolve) => {
    addEventListener('message', ({ data }) => data === key && resolve(data));
  });
  document.body.append(frame);
  await started;
  frame.remove();
  await expect
    .poll(async () => (await seen(key)).map(({ body }) => body.includes('left before load')))
    .toEqual([true]);
});

test('where Rootspan comes late, the browser still knows it all', async () => {
  const page = (await openPage()) as LoadingPage;
  await page.eval(`import('/src/index.ts').then(({ start }) => {
    window.rootspan = start({ service: 'page', zipkin: '${ZIPKIN}' });
  })`);
  const { spanOf } = connect(page, page.rootspan);
  const [navigation] = page.performance.getEntriesByType('navigation');
  expect(page.rootspan.activeSpan()).toBeUndefined();
  expect(await spanOf('/__page')).toMatchObject({
    timestamp: Math.round(page.performance.timeOrigin * 1000),
    duration: Math.round((navigation as PerformanceNavigationTiming).loadEventEnd * 1000),
  });
});

test('there is none where Rootspan stops before its end', async () => {
  const key = newKey();
  const page = (await openPage(
    pageUrl('rootspan.stop()', { zipkin: `${ZIPKIN}?key=${key}` }),
  )) as LoadingPage;
  expect(page.rootspan.activeSpan()).toBeUndefined();
  await (await page.fetch('/__echo')).text();
  expect(await seen(key)).toEqual([]);
});

test('it ends also where Rootspan starts in a listener of the load itself', async () => {
  const html = `<script type="module">
    import { start } from '/src/index.ts';
    onload = () => { window.rootspan = start({ service: 'page', zipkin: '${ZIPKIN}' }) };
    </script><img src="/__slow?rest=100">`;
  const page = (await openPage(`/__page?html=${encodeURIComponent(html)}`)) as LoadingPage;
  const { spanOf } = connect(page, page.rootspan);
  await spanOf('/__page');
  expect(page.rootspan.activeSpan()).toBeUndefined();
});

test('it is told once, though Rootspan stops and starts again', async () => {
  const { page } = await load();
  await page.rootspan.stop();
  const { start } = await importInto(page, '/src/index.ts');
  const again = connect(page, start({ service: 'page', zipkin: ZIPKIN }));
  expect(await again.tracedPaths()).toEqual(['/__echo/last']);
  expect(again.spans.map(({ name }) => name)).not.toContain('page load');
  await again.rootspan.stop();
});

test('requests that are on their way when the page is left are reported as far as they got', async () => {
  const key = newKey();
  const script = `
    const hang = (path) => { const xhr = new XMLHttpRequest(); xhr.open('GET', path); xhr.send(); };
    onload = () => setTimeout(() => {
      fetch('/__never/by-fetch');
      hang('/__never/by-xhr');
      setTimeout(() => parent.postMessage('${key}'), 50);
    }, 50);`;
  const frame = document.createElement('iframe');
  frame.src = pageUrl(script, { zipkin: `${ZIPKIN}?key=${key}` });
  const ready = new Promise((resolve) => {
    addEventListener('message', ({ data }) => data === key && resolve(data));
  });
  document.body.append(frame);
  await ready;
  frame.src = '/__page';

  const reported = async () => {
    const spans = (await seen(key)).flatMap(({ body }): ZipkinSpan[] => JSON.parse(body));
    return spans
      .filter(({ kind }) => kind === 'CLIENT')
      .map(({ tags }) => [tags?.['http.path'], tags?.['rootspan.incomplete']])
      .sort();
  };
  await expect.poll(reported, { timeout: 5000 }).toEqual([
    ['/__never/by-fetch', 'left before its end'],
    ['/__never/by-xhr', 'left before its end'],
  ]);
  frame.remove();
});
