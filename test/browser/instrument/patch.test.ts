import { describe, expect, test } from 'vitest';
import {
  connect,
  importInto,
  newKey,
  openPage,
  type Page,
  seen,
  traceHeadersOf,
  usePages,
  ZIPKIN,
} from '../../fixtures/pages.ts';

const { same, trace } = usePages();

/** For what no type allows. */
// biome-ignore lint/suspicious/noExplicitAny: see above
const any = (value: unknown): any => value;

/** All that we put something in place of. */
const METHODS: readonly [string, (page: Page) => [owner: object, name: string]][] = [
  ['fetch', (page) => [page, 'fetch']],
  ['open', (page) => [page.XMLHttpRequest.prototype, 'open']],
  ['send', (page) => [page.XMLHttpRequest.prototype, 'send']],
  ['setRequestHeader', (page) => [page.XMLHttpRequest.prototype, 'setRequestHeader']],
];

describe.each(METHODS)('%s', (_, find) => {
  const method = (page: Page) => {
    const [owner, name] = find(page);
    return any(owner)[name];
  };

  test('has the native’s shape', async () => {
    await same((page) => {
      const [owner, name] = find(page);
      const { value, ...attributes } = Object.getOwnPropertyDescriptor(owner, name)!;
      return {
        attributes,
        place: Object.keys(owner).indexOf(name),
        keys: Reflect.ownKeys(value),
        name: value.name,
        length: value.length,
        hasPrototype: 'prototype' in value,
        ofPage: value instanceof page.Function,
        tag: Object.prototype.toString.call(value),
        inherits: value.toString === page.Function.prototype.toString,
      };
    });
  });

  test('says that it is native', () => {
    const { page } = trace();
    expect(String(method(page))).toMatch(/^function \w*\(\) \{\s+\[native code]\s+\}$/);
  });

  test('is the native again after stop', () => {
    const { page, rootspan } = trace();
    const [owner, name] = find(page);
    const patched = Object.getOwnPropertyDescriptor(owner, name);
    rootspan.stop();
    const native = Object.getOwnPropertyDescriptor(owner, name);
    trace().rootspan.stop();
    expect(native?.value).not.toBe(patched?.value);
    expect(Object.getOwnPropertyDescriptor(owner, name)).toEqual(native);
    expect(method(page)).toBe(native?.value);
  });

  test('is left to those who have wrapped it since, and only passes calls through', async () => {
    const { page, rootspan } = await startIn(await openPage());
    const [owner, name] = find(page);
    const ours = method(page);
    const theirs = function (this: unknown, ...args: unknown[]) {
      return Reflect.apply(ours, this, args);
    };
    any(owner)[name] = theirs;
    rootspan.stop();
    expect(method(page)).toBe(theirs);

    const key = newKey();
    await request(page, key);
    expect((await seen(key)).map(traceHeadersOf)).toEqual([{}, {}]);
  });
});

/** One request each way. */
async function request(page: Page, key: string): Promise<void> {
  await page.fetch(`/__echo?key=${key}`);
  const xhr = new page.XMLHttpRequest();
  xhr.open('GET', `/__echo?key=${key}`, false);
  xhr.setRequestHeader('X-Some', 'thing');
  xhr.send();
}

describe('a page that is unlike others', () => {
  test('may have a fetch that can’t be replaced', async () => {
    for (const attributes of [{ writable: false, configurable: false }, { writable: false }]) {
      const page = await openPage();
      Object.defineProperty(page, 'fetch', attributes);
      const { rootspan, tracedPaths } = await startIn(page);
      const answer = await page.fetch('/__echo');
      expect(answer.status).toBe(200);
      if (attributes.configurable !== false) await tracedPaths();
      rootspan.stop();
    }
  });

  test('may have a frozen window’s worth of XMLHttpRequest', async () => {
    const page = await openPage();
    page.Object.freeze(page.XMLHttpRequest.prototype);
    const { rootspan, tracedPaths } = await startIn(page);
    await request(page, newKey());
    expect((await tracedPaths()).sort()).toEqual(['/__echo', '/__echo/last']);
    rootspan.stop();
  });

  test('may have a fetch with a getter', async () => {
    const page = await openPage();
    const { fetch } = page;
    Object.defineProperty(page, 'fetch', { configurable: true, get: () => fetch });
    const { rootspan } = await startIn(page);
    await request(page, newKey());
    rootspan.stop();
    expect(page.fetch).toBe(fetch);
  });

  test.each<[string, (native: typeof fetch) => (...args: [string, RequestInit?]) => unknown]>([
    ['gives no promise', () => () => 'mine'],
    ['gives nothing', () => () => undefined],
    ['has no answer', () => async () => undefined],
    [
      'throws',
      () => () => {
        throw new Error('mine');
      },
    ],
    ['fails', () => () => Promise.reject('mine')],
    [
      'looks at what it is given',
      (native) => async (url, init) => {
        const own = init && { ...init, headers: new Headers(init.headers) };
        if (`${init} ${init?.headers}`.includes('odd')) return 'odd';
        return [`${url}`, (await native(url, own)).status];
      },
    ],
  ])('may have a fetch of its own that %s', async (_, create) => {
    const page = await openPage();
    const own = create(page.fetch);
    any(page).fetch = own;
    const come = () => {
      try {
        return Promise.resolve(page.fetch('/__echo')).catch((error) => `rejected: ${error}`);
      } catch (error) {
        return `thrown: ${error}`;
      }
    };
    const without = await come();
    const { rootspan, spanOf } = await startIn(page);
    expect(await come()).toEqual(without);
    await spanOf('/__echo');
    expect(rootspan.ledger().open).toBe(0);
    await rootspan.stop();
    expect(page.fetch).toBe(own);
  });

  test('may have no fetch and no XMLHttpRequest', async () => {
    const page = await openPage();
    for (const name of ['fetch', 'XMLHttpRequest', 'Request']) Reflect.deleteProperty(page, name);
    const { rootspan } = await startIn(page);
    rootspan.startSpan('mine').finish();
    await rootspan.flush();
    rootspan.stop();
  });

  test('may have no PerformanceObserver', async () => {
    const page = await openPage();
    Reflect.deleteProperty(page, 'PerformanceObserver');
    const { spanOf, rootspan } = await startIn(page);
    await (await page.fetch('/__echo?status=404')).text();
    expect((await spanOf('/__echo')).tags).toMatchObject({ error: '404' });
    rootspan.stop();
  });

  test('may have an Object.prototype that others have added to', async () => {
    const names = [
      ...['get', 'set', 'value', 'apply', 'construct', 'writable', 'has', 'parent', 'tags', 'kind'],
      ...['startTime', 'method', 'headers', 'signal', 'priority', 'own', 'getHeader', 'noCors'],
      ...['formats', 'otherFields', 'reason', 'byTime', 'status'],
    ];
    await same(async (page) => {
      const read: string[] = [];
      for (const name of names) {
        Object.defineProperty(page.Object.prototype, name, {
          configurable: true,
          enumerable: true,
          get: () => void read.push(name),
        });
      }
      try {
        const { fetch } = page;
        const shape = [fetch.name, fetch.length, 'x' in fetch, Object.keys(fetch).length];
        const { status } = await fetch('/__echo');
        const xhr = new page.XMLHttpRequest();
        xhr.open('GET', '/__echo', false);
        xhr.send();
        return [shape, status, xhr.status, read];
      } finally {
        for (const name of names) Reflect.deleteProperty(page.Object.prototype, name);
      }
    });
  });

  test('may have such an Object.prototype as Rootspan stops', async () => {
    const page = await openPage();
    const { fetch } = page;
    const { rootspan } = await startIn(page);
    Object.defineProperty(page.Object.prototype, 'get', { configurable: true, value: () => 1 });
    rootspan.stop();
    Reflect.deleteProperty(page.Object.prototype, 'get');
    expect(page.fetch).toBe(fetch);
  });

  test('has no tags that came from Object.prototype', async () => {
    const { page, spanOf } = trace();
    any(page.Object.prototype).leak = 'x';
    await page.fetch('/__echo');
    Reflect.deleteProperty(page.Object.prototype, 'leak');
    expect((await spanOf('/__echo')).tags).not.toHaveProperty('leak');
  });

  test('may have a document whose origin is opaque, and gets no trace headers', async () => {
    const key = newKey();
    const frame = document.createElement('iframe');
    frame.sandbox.add('allow-scripts');
    const script = `import { start } from '/src/index.ts';
      start({ service: 'page', zipkin: '${location.origin}${ZIPKIN}' });
      await fetch('/__echo?cors&key=${key}');
      parent.postMessage('${key}', '*');`;
    const done = new Promise((resolve) => {
      addEventListener('message', ({ data }) => data === key && resolve(data));
    });
    frame.src = `/__page?html=${encodeURIComponent(`<script type=module>${script}</script>`)}`;
    document.body.append(frame);
    await done;
    const requests = await seen(key);
    expect(requests.map(({ method }) => method)).toEqual(['GET']);
    expect(requests.map(traceHeadersOf)).toEqual([{}]);
    frame.remove();
  });
});

describe('a second start', () => {
  test('returns the first instance, and says so once', async () => {
    const { page, rootspan } = trace();
    const said: unknown[][] = [];
    const { warn } = page.console;
    page.console.warn = (...args) => said.push(args);
    const again = trace({ service: 'other' }).rootspan;
    page.console.warn = warn;
    expect(again).toBe(rootspan);
    expect(said).toEqual([[expect.stringContaining('already running')]]);
  });

  test('from another copy of the library adds no spans and no headers', async () => {
    const { page, rootspan, spansOf, tracedPaths } = trace();
    const other = await importInto(page, '/src/start.ts?another-copy');
    const { warn } = page.console;
    page.console.warn = () => {};
    expect(other.start({ service: 'other', zipkin: ZIPKIN })).toBe(rootspan);
    page.console.warn = warn;
    const key = newKey();
    await request(page, key);
    const ids = (await spansOf('/__echo', 2)).map(({ id }) => id);
    const headers = (await seen(key)).map((each) => traceHeadersOf(each)['x-b3-spanid']);
    expect(headers.sort()).toEqual(ids.sort());
    expect(await tracedPaths()).toHaveLength(3);
  });

  test('after a stop starts anew', () => {
    const { rootspan } = trace();
    rootspan.stop();
    expect(trace().rootspan).not.toBe(rootspan);
  });

  test('is not stopped by stopping the first one again', async () => {
    const { rootspan } = trace();
    rootspan.stop();
    const { page, spanOf } = trace();
    rootspan.stop();
    await page.fetch('/__echo');
    await spanOf('/__echo');
  });
});

describe('Zipkin’s trouble is not the page’s:', () => {
  test.each([
    ['it answers 400', '/zipkin/api/v2/spans?status=400'],
    ['it answers 429', '/zipkin/api/v2/spans?status=429'],
    ['it answers 500', '/zipkin/api/v2/spans?status=500'],
    ['it hangs up', '/zipkin/api/v2/spans?status=0'],
    ['it forbids the page to ask', 'http://elsewhere.localhost:1/api/v2/spans'],
    ['it does not answer', '/__never/api/v2/spans'],
  ])('%s', async (_, zipkin) => {
    const { page, rootspan } = trace({ zipkin });
    const heard: string[] = [];
    const events = ['error', 'unhandledrejection', 'rejectionhandled'];
    const onEvent = ({ type }: Event) => heard.push(type);
    for (const type of events) page.addEventListener(type, onEvent);
    const { console } = page;
    const methods = Object.keys(console);
    any(page).console = Object.fromEntries(
      methods.map((name) => [name, () => void heard.push(`console.${name}`)]),
    );

    await page.fetch('/__echo');
    rootspan.startSpan('mine').finish();
    const flushed = rootspan.flush();
    if (!zipkin.startsWith('/__never')) await flushed;
    page.dispatchEvent(new page.Event('pagehide'));
    rootspan.startSpan('mine').finish();
    rootspan.stop();
    // By its end the others have failed.
    await (await page.fetch('/__slow?rest=100')).text();

    any(page).console = console;
    for (const type of events) page.removeEventListener(type, onEvent);
    expect(heard).toEqual([]);
  });

  test('what it has refused is not sent again, what it could not take is', async () => {
    for (const [status, times] of [
      [400, 1],
      [500, 2],
    ]) {
      const key = newKey();
      const { rootspan } = trace({ zipkin: `/zipkin/api/v2/spans?key=${key}&status=${status}` });
      await rootspan.flush();
      const before = (await seen(key)).length;
      rootspan.startSpan('mine').finish();
      await rootspan.flush();
      await rootspan.flush();
      const bodies = (await seen(key)).slice(before).map(({ body }) => body);
      expect(bodies.filter((body) => body.includes('"mine"'))).toHaveLength(times!);
      await rootspan.stop();
    }
  });

  test('nothing more is tried once Rootspan has stopped', async () => {
    const page = await openPage();
    const pending = new Set<number>();
    const { setTimeout, clearTimeout } = page;
    any(page).setTimeout = (work: () => void, after: number) => {
      const timer = setTimeout(() => pending.delete(timer) && work(), after);
      pending.add(timer);
      return timer;
    };
    any(page).clearTimeout = (timer: number) => {
      pending.delete(timer);
      clearTimeout(timer);
    };
    const { rootspan } = await startIn(page, `${ZIPKIN}?status=500`);
    rootspan.startSpan('mine').finish();
    expect(pending.size).toBeGreaterThan(0);
    await rootspan.stop();
    expect(pending.size).toBe(0);
  });
});

async function startIn(page: Page, zipkin = ZIPKIN) {
  const library = await importInto(page, '/src/index.ts');
  return connect(page, library.start({ service: 'page', zipkin }));
}
