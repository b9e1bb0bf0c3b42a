import { afterEach, expect, test, vi } from 'vitest';
import { DEBUG } from '../../src/instrument/debug.ts';
import type { Rootspan } from '../../src/rootspan.ts';
import { startFromTag } from '../../src/tag.ts';

let running: Rootspan | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
  vi.restoreAllMocks();
});

/** Starts by a tag with these attributes, whose file came from the page's own server. */
function startBy(attributes: Record<string, string>, file = `${location.origin}/rootspan.min.js`) {
  const tag = document.createElement('script');
  for (const [name, value] of Object.entries(attributes)) tag.setAttribute(name, value);
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  running = startFromTag(tag, file);
  return { rootspan: running, error };
}

test('a tag with a service and nothing else is enough', () => {
  const { rootspan, error } = startBy({ 'data-service': 'shop-web' });
  expect(rootspan?.startSpan('work', { parent: null }).context.sampling).toBe('accept');
  expect(error).not.toHaveBeenCalled();
});

test('attributes are options', () => {
  const { rootspan } = startBy({
    'data-service': 'shop-web',
    'data-zipkin': '/zipkin/api/v2/spans',
    'data-sample-rate': '0',
    'data-propagate-to': 'https://a.example, https://b.example',
    'data-formats': 'b3 b3multi',
  });
  const span = rootspan?.startSpan('work', { parent: null });
  expect(span?.context.sampling).toBe('deny');
  const headers: Record<string, string> = {};
  if (span) rootspan?.inject(span, headers);
  expect(Object.keys(headers)).toEqual(['b3', 'X-B3-TraceId', 'X-B3-SpanId', 'X-B3-Sampled']);
});

test.each([
  ['', true],
  ['true', true],
  ['false', false],
])('data-paused="%s" waits: %s', (value, waits) => {
  const { fetch } = globalThis;
  const { rootspan } = startBy({ 'data-service': 'shop-web', 'data-paused': value });
  expect(globalThis.fetch === fetch).toBe(waits);
  rootspan?.resume();
  expect(globalThis.fetch).not.toBe(fetch);
});

test('attributes name parts and what they are to do', () => {
  const { rootspan, error } = startBy({
    'data-service': 'shop-web',
    'data-zipkin': '/zipkin/api/v2/spans',
    'data-sample-rate': '0',
    'data-propagation': 'free',
    'data-formats': 'w3c jaeger xray',
    'data-route': '/users/:name /orders/*',
    'data-instruments': 'corsBreaker preloads preflights serverTimings urls consolePrefix',
    'data-keep': '1.5s errors poor',
    'data-debug': '',
  });
  expect(error).not.toHaveBeenCalled();
  const span = rootspan?.startSpan('work', { parent: null });
  const headers: Record<string, string> = {};
  rootspan?.inject(span, headers);
  expect(Object.keys(headers)).toEqual(['traceparent', 'uber-trace-id', 'X-Amzn-Trace-Id']);
  expect(span?.context.sampling).toBe('deny');
  window.dispatchEvent(new MessageEvent(DEBUG, { data: true }));
  expect(rootspan?.startSpan('work', { parent: null }).context.sampling).toBe('debug');
});

test.each([
  [
    { 'data-propagation': 'sometimes' },
    'data-propagation names "sometimes"; it can name always, free',
  ],
  [{ 'data-keep': 'soon' }, 'slowerThan is soon'],
  [{ 'data-keep': '1s erors poor' }, 'slowerThan is 1s erors'],
  [{ 'data-service': '' }, 'service is ""'],
  [{ 'data-sample-rate': 'half' }, 'data-sample-rate is "half"'],
  [{ 'data-sample-rate': '' }, 'data-sample-rate is ""'],
  [{ 'data-sample-rate': '2' }, 'sampleRate is 2'],
  [{ 'data-queue-hours': 'a day' }, 'data-queue-hours is "a day"'],
  [{ 'data-queue-bytes': '-1' }, 'queueBytes is -1'],
  [{ 'data-paused': 'no' }, 'data-paused is "no"'],
  [{ 'data-zipkin': 'localhost' + ':9411' }, 'zipkin is "localhost:9411"'],
  [{ 'data-propagate-to': 'api.example' }, 'propagateTo is "api.example"'],
  [{ 'data-formats': 'b4' }, 'data-formats names "b4"; it can name b3multi, b3, w3c, jaeger, xray'],
  [{ 'data-formats': 'constructor' }, 'data-formats names "constructor"'],
  [{ 'data-instruments': 'telepathy' }, 'data-instruments names "telepathy"'],
])('a wrong attribute is logged once, and the page is left alone: %o', (attributes, message) => {
  const { fetch } = globalThis;
  const { rootspan, error } = startBy({ 'data-service': 'shop-web', ...attributes });
  expect(rootspan).toBeUndefined();
  expect(globalThis.fetch).toBe(fetch);
  expect(error).toHaveBeenCalledOnce();
  expect(String(error.mock.calls[0]?.[0])).toContain(message);
});

test('a panel that is asked for, but not there, costs one line in the console', async () => {
  const { rootspan, error } = startBy({
    'data-service': 'shop-web',
    'data-panel': '/nowhere/panel.js',
  });
  expect(rootspan).toBeDefined();
  await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
  expect(String(error.mock.calls[0]?.[0])).toBe('rootspan: the panel could not be loaded');
});
