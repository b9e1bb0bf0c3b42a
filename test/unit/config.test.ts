import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Options, parseOptions } from '../../src/config.ts';

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

test.each([
  [undefined, 'rootspan: options is undefined; it has to be an object with service and zipkin'],
  [
    { ...OPTIONS, service: ' ' },
    'rootspan: service is " "; it has to be the name of this page in Zipkin, such as "shop-web"',
  ],
  [
    { ...OPTIONS, zipkin: undefined },
    'rootspan: zipkin is undefined; it has to be an http or https URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, zipkin: 'https://me:secret@zipkin.example' },
    'rootspan: zipkin is "https://me:secret@zipkin.example"; it has to be an http or https URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, zipkin: 'ftp://x' },
    'rootspan: zipkin is "ftp://x"; it has to be an http or https URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, sampleRate: '1' },
    'rootspan: sampleRate is "1"; it has to be a number from 0 to 1',
  ],
  [
    { ...OPTIONS, propagateTo: 'https://a' },
    'rootspan: propagateTo is "https://a"; it has to be an array of origins, or false',
  ],
  [
    { ...OPTIONS, propagateTo: ['https://a/path'] },
    'rootspan: propagateTo is "https://a/path"; it has to be origins only, such as "https://api.shop.example"',
  ],
  [
    { ...OPTIONS, formats: ['w3'] },
    'rootspan: formats is "w3"; it has to be "b3multi", "b3" or a format, such as w3c()',
  ],
  [
    { ...OPTIONS, zipkin: 'nonsense' },
    'rootspan: zipkin is "nonsense"; it has to be an http or https URL, such as "http://localhost:9411", or a path',
  ],
  [
    { ...OPTIONS, formats: [] },
    'rootspan: formats is []; it has to be an array of formats, at least one',
  ],
  [
    { ...OPTIONS, propagateTo: [/shop/] },
    'rootspan: propagateTo is /shop/; it has to be origins only, such as "https://api.shop.example"',
  ],
  [{ ...OPTIONS, servcie: 'shop-web' }, 'rootspan: servcie is not an option'],
  [
    { ...OPTIONS, instruments: ['fetch'] },
    'rootspan: instruments is ["fetch"]; it has to be an array of instruments',
  ],
])('wrong options are named with their values: %#', (options, message) => {
  expect(() => parseOptions(options as Options)).toThrow(new TypeError(message));
});

test.each([-0.1, 1.1, Number.NaN])('a sample rate of %d is out of bounds', (sampleRate) => {
  expect(() => parseOptions({ ...OPTIONS, sampleRate })).toThrow(
    new RangeError(`rootspan: sampleRate is ${sampleRate}; it has to be from 0 to 1`),
  );
});

test.each([
  ['https://shop.example/orders', true],
  ['https://api.shop.example/orders', true],
  ['https://api.shop.example.evil.example/', false],
  ['https://evil.example/?https://api.shop.example', false],
  ['http://api.shop.example/', false],
  ['https://api.shop.example:8443/', false],
])('headers go to allowed origins, and to none that looks like one: %s %s', (url, allowed) => {
  const { policy } = parseOptions({ ...OPTIONS, propagateTo: ['https://api.shop.example/'] });
  expect(policy.propagates(new URL(url))).toBe(allowed);
});

test('with propagateTo: false no request carries headers', () => {
  const { policy } = parseOptions({ ...OPTIONS, propagateTo: false });
  expect(policy.propagates(new URL('https://shop.example/'))).toBe(false);
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
