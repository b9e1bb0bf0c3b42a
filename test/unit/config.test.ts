import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Options, parseOptions } from '../../src/config.ts';
import { w3c } from '../../src/propagate/w3c.ts';

beforeEach(() => {
  vi.stubGlobal('self', { origin: 'https://shop.example' });
  vi.stubGlobal('location', { href: 'https://shop.example/cart' });
});
afterEach(() => vi.unstubAllGlobals());

const OPTIONS: Options = { service: 'shop-web', zipkin: 'https://zipkin.example' };

test.each([
  ['https://zipkin.example', 'https://zipkin.example/api/v2/spans', 'https://zipkin.example'],
  ['https://zipkin.example/', 'https://zipkin.example/api/v2/spans', 'https://zipkin.example'],
  [
    'http://localhost:9411/api/v2/spans',
    'http://localhost:9411/api/v2/spans',
    'http://localhost:9411',
  ],
  [
    '/zipkin/api/v2/spans',
    'https://shop.example/zipkin/api/v2/spans',
    'https://shop.example/zipkin',
  ],
  ['https://collector.example/v2', 'https://collector.example/v2', 'https://collector.example'],
])('zipkin: %s is posted to at %s and asked at %s', (zipkin, endpoint, base) => {
  expect(parseOptions({ ...OPTIONS, zipkin })).toMatchObject({ endpoint, zipkin: base });
});

test.each<readonly [options: unknown, message: string]>([
  [undefined, 'rootspan: options is undefined; it has to be an object with service and zipkin'],
  [
    { ...OPTIONS, service: ' ' },
    'rootspan: service is " "; it has to be a name, such as "shop-web"',
  ],
  [
    { ...OPTIONS, zipkin: undefined },
    'rootspan: zipkin is undefined; it has to be a URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, zipkin: 'https://me:secret@zipkin.example' },
    'rootspan: zipkin is "https://me:secret@zipkin.example"; it has to be a URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, zipkin: 'ftp://x' },
    'rootspan: zipkin is "ftp://x"; it has to be a URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, sampleRate: '1' },
    'rootspan: sampleRate is "1"; it has to be a number from 0 to 1',
  ],
  [
    { ...OPTIONS, propagateTo: 'https://a' },
    'rootspan: propagateTo is "https://a"; it has to be an array of origins, such as "https://api.example", patterns or functions, or false',
  ],
  ...[
    'api.shop.example',
    'https://a/?query',
    'https://me:secret@a',
    '//a',
    '/api',
    '*',
    'https://*.shop.example',
    'https://api.shop.example/v2/*',
    7,
    null,
  ].map(
    (target) =>
      [
        { ...OPTIONS, propagateTo: [target] },
        `rootspan: propagateTo is ${JSON.stringify(target)}; it has to be origins, such as "https://api.example", patterns or functions`,
      ] as const,
  ),
  [
    { ...OPTIONS, propagateTo: [{ match: 'a', formats: ['b3'] }] },
    'rootspan: propagateTo is {"match":"a","formats":["b3"]}; it has to be origins, such as "https://api.example", patterns or functions',
  ],
  [
    { ...OPTIONS, propagateTo: [{ match: 'https://a', format: ['b3'] }] },
    'rootspan: format is not an option of propagateTo',
  ],
  [
    { ...OPTIONS, propagateTo: [{ match: 'https://a', formats: ['b4'] }] },
    'rootspan: formats is "b4"; it has to be "b3multi", "b3" or a format, such as w3c()',
  ],
  [
    { ...OPTIONS, propagateTo: [{ match: 'https://a', formats: [] }] },
    'rootspan: formats is []; it has to be an array of formats, at least one',
  ],
  [
    { ...OPTIONS, formats: ['w3'] },
    'rootspan: formats is "w3"; it has to be "b3multi", "b3" or a format, such as w3c()',
  ],
  [
    { ...OPTIONS, zipkin: 'nonsense' },
    'rootspan: zipkin is "nonsense"; it has to be a URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, formats: [] },
    'rootspan: formats is []; it has to be an array of formats, at least one',
  ],
  [
    { ...OPTIONS, propagation: 'free' },
    'rootspan: propagation is "free"; it has to be "always" or a function, such as free',
  ],
  [{ ...OPTIONS, servcie: 'shop-web' }, 'rootspan: servcie is not an option of start'],
  [
    { ...OPTIONS, instruments: ['fetch'] },
    'rootspan: instruments is ["fetch"]; it has to be an array of instruments',
  ],
  [{ ...OPTIONS, paused: 'no' }, 'rootspan: paused is "no"; it has to be true or false'],
  [
    { ...OPTIONS, queueBytes: -1 },
    'rootspan: queueBytes is -1; it has to be a number, not below 0',
  ],
  [
    { ...OPTIONS, queueHours: Number.NaN },
    'rootspan: queueHours is null; it has to be a number, not below 0',
  ],
])('wrong options are named with their values: %#', (options, message) => {
  expect(() => parseOptions(options as Options)).toThrow(new TypeError(message));
});

test.each([-0.1, 1.1, Number.NaN])('a sample rate of %d is out of bounds', (sampleRate) => {
  expect(() => parseOptions({ ...OPTIONS, sampleRate })).toThrow(
    new RangeError(`rootspan: sampleRate is ${sampleRate}; it has to be from 0 to 1`),
  );
});

const API = 'https://api.shop.example';

test.each<[readonly unknown[], string, boolean]>([
  [[], 'https://shop.example/orders', true],
  [[], `${API}/orders`, false],
  [[API], 'https://shop.example/orders', true],
  [[API], `${API}/orders`, true],
  [[`${API}/`], `${API}/orders`, true],
  [[API], 'https://api.shop.example.evil.example/', false],
  [[API], `https://evil.example/?${API}`, false],
  [[API], `https://evil.example/${API}/orders`, false],
  [[API], `https://api.shop.example@evil.example/`, false],
  [[API], 'http://api.shop.example/', false],
  [[API], `${API}:8443/`, false],
  [['HTTPS://API.shop.example:443'], `${API}/`, true],
  [[`${API}/v2`], `${API}/v2`, true],
  [[`${API}/v2`], `${API}/v2/orders`, true],
  [[`${API}/v2/`], `${API}/v2/orders`, true],
  [[`${API}/v2`], `${API}/v20/orders`, false],
  [[`${API}/v2`], `${API}/v1/v2/`, false],
  [[`${API}/v2`], `${API}/v2/../admin`, false],
  [[`${API}/v2`], `${API}/?/v2`, false],
  [[/\.shop\.example/], `${API}/orders`, true],
  [[/^https:\/\/api\./], `${API}/`, false],
  [[/^https:\/\/api\..*/], `${API}/`, true],
  [[/\.shop\.example/], 'https://api.shop.example.evil.example/', false],
  [[/api\.shop\.example|other/], 'https://api.shop.example.evil.example/', false],
  [[/\.shop\.example/], 'https://evil.example/.shop.example', false],
  [[/\.SHOP\.example/gi], `${API}/`, true],
  [[({ port }: URL) => port === '8443'], `${API}:8443/`, true],
  [[({ port }: URL) => port === '8443'], `${API}/`, false],
  [[{ match: API }], `${API}/orders`, true],
])('with propagateTo: %j headers go to %s: %s', (propagateTo, url, allowed) => {
  const { policy } = parseOptions({ ...OPTIONS, propagateTo: propagateTo as [] });
  // Twice, since a pattern may keep where it was.
  for (const _ of [1, 2]) expect(policy.propagates(new URL(url)) !== undefined).toBe(allowed);
});

test('a function that throws, or changes the URL it gets, changes nothing', () => {
  const propagateTo = [
    () => {
      throw new Error('mine');
    },
    (url: URL) => {
      url.pathname = '/changed';
      return true;
    },
  ];
  const { policy } = parseOptions({ ...OPTIONS, propagateTo });
  const url = new URL(API);
  expect(policy.propagates(url)).toBeDefined();
  expect(url.pathname).toBe('/');
});

test('the first place that matches names the formats', () => {
  const names = (url: string) => policy.propagates(new URL(url))?.map(({ name }) => name);
  const { policy, formats, targetFormats } = parseOptions({
    ...OPTIONS,
    propagateTo: [
      { match: `${API}/legacy`, formats: ['b3'] },
      { match: API, formats: [w3c()] },
    ],
  });
  expect(names(`${API}/legacy/orders`)).toEqual(['b3']);
  expect(names(`${API}/orders`)).toEqual(['w3c']);
  expect(names('https://shop.example/orders')).toEqual(['b3multi']);
  expect(formats.map(({ name }) => name)).toEqual(['b3multi']);
  expect(targetFormats.map(({ name }) => name)).toEqual(['b3', 'w3c', 'b3multi']);
});

test('with propagateTo: false no request carries headers', () => {
  const { policy } = parseOptions({ ...OPTIONS, propagateTo: false });
  expect(policy.propagates(new URL('https://shop.example/'))).toBeUndefined();
});

test.each([
  ['https://shop.example/orders', true],
  ['/orders', true],
  ['data:text/plain,hi', false],
  ['blob:https://shop.example/1', false],
  ['https://zipkin.example/api/v2/spans', false],
  ['https://zipkin.example/api/v2/trace/1', false],
  ['https://zipkin.example/api/v2/orders', true],
  ['https://zipkin.example/other', true],
])('requests to %s are traced: %s', (url, traced) => {
  expect(parseOptions(OPTIONS).policy.traces(new URL(url, 'https://shop.example'))).toBe(traced);
});
