import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';
import { openPanel, textOf, textsOf } from './open-panel.tsx';

const [load, call, server] = trace`
  shop-web    page load  |====================|  http.path=/
    shop-web  get /cart  |  ==============    |  CLIENT http.method=GET http.path=/cart
      orders  get /cart  |    ==========      |  SERVER shared http.method=GET
` as [ZipkinSpan, ZipkinSpan, ZipkinSpan];

const STOPPED = {
  'rootspan.headers': 'cors',
  'rootspan.cors_allow': 'traceparent, tracestate',
};

test('a request whose headers were stopped tells why, and what the server has to allow', async () => {
  const { root } = await openDetail(request(STOPPED));
  expect(textOf(section(root))).toContain('failed with them, and were answered without.');
  expect(textOf(section(root))).toContain('Have the server allow the headers');
  expect(textsOf(root, '.code')).toContain('Access-Control-Allow-Headers: traceparent, tracestate');
});

test('the header, and the lines for a server, are copied as they are', async () => {
  const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await openDetail(request(STOPPED));
  await page.getByRole('button', { name: 'Copy the header' }).click();
  await page.getByText('Settings of common servers').click();
  await page.getByRole('button', { name: 'Copy for nginx' }).click();
  expect(copy.mock.calls.flat()).toEqual([
    'Access-Control-Allow-Headers: traceparent, tracestate',
    'add_header Access-Control-Allow-Headers "traceparent, tracestate" always;',
  ]);
  copy.mockRestore();
});

test.each([
  ['those that the page sends', 'shop-web', 'traceparent, tracestate'],
  ['the usual ones, where the request is another page’s', 'blog-web', 'X-B3-TraceId'],
])('a server that is to allow headers is to allow %s', async (_, serviceName, allowed) => {
  const headers = ['traceparent', 'tracestate'];
  const span = {
    ...request({ 'rootspan.headers': 'not allowed' }),
    localEndpoint: { serviceName },
  };
  const { root } = await openDetail(span, [], { headers });
  expect(textsOf(root, '.code')[0]).toContain(`Access-Control-Allow-Headers: ${allowed}`);
});

test('what is as it has to be is one line, without advice', async () => {
  const { root } = await openDetail(request({ 'rootspan.headers': 'own' }));
  expect(textsOf(section(root)!, '*:not(:has(*))')).toEqual([
    'Trace headers',
    'The page set a trace header itself; the span is part of that trace.',
  ]);
});

test.each([
  ['the server joined', request(), [server]],
  ['the request is a backend’s', { ...call, localEndpoint: server.localEndpoint }, [server]],
])('nothing is said where %s', async (_, span, others) => {
  const { root } = await openDetail(span, others);
  expect(section(root)).toBeNull();
});

test('a server that is silent is so once Zipkin has been asked to the end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { root, panel } = openPanel({ spans: [load, request()] });
    panel.select(TRACE_ID);
    panel.outline.detail.set(true);
    panel.outline.cursor.set(call.id);
    await vi.waitUntil(() => section(root));
    expect(textOf(section(root))).toContain('has arrived yet.');
    // The answers themselves take their time.
    await vi.waitUntil(async () => {
      await vi.advanceTimersByTimeAsync(5_000);
      return textOf(section(root)).includes('See whether the server is traced');
    });
  } finally {
    vi.useRealTimers();
  }
});

test('a preflight that the headers alone caused is told, also where all went well', async () => {
  const tags = {
    'rootspan.preflight': 'caused by the trace headers',
    'http.phases': 'queue 0.4 preflight 38.2 waiting 21.5',
  };
  const { root } = await openDetail(request(tags), [server]);
  expect(textOf(section(root))).toContain('They alone caused a preflight of 38.2 ms.');
});

test('markup in what a span says of its headers is text', async () => {
  const markup = '<img src=x onerror=alert(1)>';
  const span = request({ 'rootspan.headers': markup });
  const { root } = await openDetail({ ...span, remoteEndpoint: { serviceName: markup } });
  expect(textOf(section(root))).toContain(`No headers: ${markup}.`);
  expect(root.querySelector('img, script')).toBeNull();
});

test.each(['light', 'dark'] as const)('a verdict: nothing for axe to find, %s', async (theme) => {
  const { root } = await openDetail(request(STOPPED), [], { theme });
  await page.getByText('Settings of common servers').click();
  const rules = { region: { enabled: false }, 'page-has-heading-one': { enabled: false } };
  expect((await axe.run(root, { rules })).violations).toEqual([]);
});

function request(tags: Record<string, string> = {}): ZipkinSpan {
  const remoteEndpoint = { serviceName: 'api.shop.test' };
  return { ...call, remoteEndpoint, tags: { ...call.tags, ...tags } };
}

async function openDetail(
  span: ZipkinSpan,
  others: readonly ZipkinSpan[] = [],
  options: Parameters<typeof openPanel>[0] = {},
) {
  const opened = openPanel({ spans: [load, span, ...others], ...options });
  opened.panel.select(TRACE_ID);
  opened.panel.outline.cursor.set(span.id);
  opened.panel.outline.detail.set(true);
  await expect.poll(() => opened.root.querySelector('.span-detail')).not.toBeNull();
  return opened;
}

function section(root: HTMLElement): HTMLElement | null {
  const heading = [...root.querySelectorAll('h3')].find((h3) => textOf(h3) === 'Trace headers');
  return heading?.parentElement ?? null;
}
