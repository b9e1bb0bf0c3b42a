/** What a page says of itself to a panel that connects. */
import { afterEach, expect, test } from 'vitest';
import { CONNECT, type Hello, type PageMessage } from '../../src/bridge/protocol.ts';
import type { Options } from '../../src/config.ts';
import { type Rootspan, start, w3c } from '../../src/index.ts';

let rootspan: Rootspan | undefined;
afterEach(() => rootspan?.stop());

const helloOf = (options: Partial<Options>): Promise<Hello> => {
  rootspan = start({ service: 'Shop-Web', zipkin: 'https://zipkin.example', ...options });
  const { port1, port2 } = new MessageChannel();
  window.dispatchEvent(new MessageEvent(CONNECT, { ports: [port2] }));
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<PageMessage>) => {
      if (data.type === 'hello') resolve(data);
    };
  });
};

test('a panel is told what a page is called, where it reports to, and which headers it sends', async () => {
  expect(await helloOf({})).toEqual({
    type: 'hello',
    version: 1,
    service: 'shop-web',
    zipkin: 'https://zipkin.example',
    headers: ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags'],
    debug: false,
  });
});

test('the headers are those of the formats that the app has chosen', async () => {
  const { headers } = await helloOf({ formats: [w3c(), 'b3'] });
  expect(headers).toEqual(['traceparent', 'tracestate', 'b3']);
});
