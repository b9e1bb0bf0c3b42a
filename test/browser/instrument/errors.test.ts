import { expect, test } from 'vitest';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { asyncContext } from '../../../src/instrument/async-context.ts';
import { consoleLines } from '../../../src/instrument/console.ts';
import { errors } from '../../../src/instrument/errors.ts';
import { interactions } from '../../../src/instrument/interaction.ts';
import type { Rootspan } from '../../../src/rootspan.ts';
import { newKey, openPage, type Page, ZIPKIN } from '../../fixtures/pages.ts';
import { addButton, click, pause, useThisPage } from '../../fixtures/this-page.ts';

const { rootspan, spanOf } = useThisPage(asyncContext, interactions, errors, consoleLines);

/** Without the test runner's own listeners, which would take these errors for the test's. */
function dispatchError(error: unknown): void {
  dispatchEvent(new ErrorEvent('error', { error, message: String(error) }));
}

test('an error that nobody caught is told with its stack, without queries', async () => {
  const error = new TypeError('cart is empty');
  error.stack = 'TypeError: cart is empty\n    at pay (https://a.example/app.js?token=s3cret:10:5)';
  dispatchError(error);
  const span = await spanOf('error');
  expect(span.tags).toMatchObject({
    error: 'cart is empty',
    'error.stack': 'TypeError: cart is empty\n    at pay (https://a.example/app.js:10:5)',
  });
});

test('it fails the span in whose work it was made', async () => {
  await rootspan().trace('checkout', async () => {
    await pause(1);
    dispatchError(new Error('sold out'));
  });
  const [checkout, error] = [await spanOf('checkout'), await spanOf('error')];
  expect(error.parentId).toBe(checkout.id);
  expect(checkout.tags).toMatchObject({ error: 'sold out' });
});

test.each(['with', 'without'])('an error in a click fails the click %s a request', async (how) => {
  const id = `fails-${how}`;
  addButton(id, () => {
    if (how === 'with') fetch('/__echo/in-click').then((answer) => answer.text());
    // What a listener throws is dispatched like this, while the event still is.
    dispatchError(new Error('no stock'));
  });
  await click(id);
  const [root, error] = [await spanOf(`click button ${id}`), await spanOf('error')];
  expect(root.tags).toMatchObject({ error: 'no stock' });
  expect(error.parentId).toBe(root.id);
  expect(error.tags).not.toHaveProperty('rootspan.joined');
});

/** A page that notes what its own listeners are told, and runs this script. */
async function run(script: string): Promise<Told> {
  const html = `<script type="module">
    import { start, errors, consoleLines } from '/src/index.ts';
    window.seen = [];
    for (const type of ['error', 'unhandledrejection']) {
      addEventListener(type, (event) => { seen.push(event.type); event.preventDefault(); });
    }
    const instruments = [errors(), consoleLines()];
    window.rootspan = start({ service: 'page', zipkin: '${ZIPKIN}?key=${newKey()}', instruments });
    const { port1, port2 } = new MessageChannel();
    window.spans = [];
    port1.onmessage = ({ data }) => spans.push(...(data.spans ?? []));
    dispatchEvent(new MessageEvent('rootspan:connect', { ports: [port2] }));
    ${script};
  </script>`;
  return (await openPage(`/__page?html=${encodeURIComponent(html)}`)) as Told;
}

type Told = Page & { rootspan: Rootspan; spans: ZipkinSpan[]; seen: string[] };

test('errors that come without end are told some times, then counted', async () => {
  const page = await run(`for (let i = 0; i < 200; i++) reportError(new Error('again'))`);
  await pause(50);
  expect(page.seen).toHaveLength(200);
  expect(page.spans.filter(({ name }) => name === 'error')).toHaveLength(50);
  const counted = () => page.spans.filter(({ name }) => name === 'errors dropped');
  page.dispatchEvent(new PageTransitionEvent('pagehide'));
  await expect.poll(counted).toMatchObject([{ tags: { 'rootspan.dropped': '150' } }]);
  // Once.
  await page.rootspan.stop();
  await pause(50);
  expect(counted()).toHaveLength(1);
});

test.each([
  ['a real error', "setTimeout(() => { throw new Error('thrown') })", 'error', 'thrown'],
  ['a thrown text', "setTimeout(() => { throw 'text' })", 'error', 'text'],
  ['a rejection', "Promise.reject(new Error('no'))", 'unhandled rejection', 'no'],
  ['a rejection without reason', 'Promise.reject()', 'unhandled rejection', 'undefined'],
])('%s in a page is told, and reaches the page’s own listeners', async (_, script, name, error) => {
  const page = await run(script);
  await expect
    .poll(() => page.spans.find((span) => span.name === name)?.tags)
    .toMatchObject({ error });
  expect(page.seen).toHaveLength(1);
});

test('what can’t be looked at is written as it is without us, and noted as such', async () => {
  const page = await run(`
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const odd = new Error();
    Object.defineProperty(odd, 'message', { get() { throw new Error('not yours'); } });
    rootspan.trace('write', () => console.warn(proxy, odd))`);
  const written = () => page.spans.find(({ name }) => name === 'write');
  await expect.poll(() => written()?.annotations?.[0]?.value).toBe('warn: [object] [object]');
  expect(written()?.tags).toBeUndefined();
});

test('a warning is noted where it was written, and still written', async () => {
  await rootspan().trace('render', () => {
    console.warn('slow', 3, { secret: 1 }, new Error('broken'));
    console.error('bad');
  });
  const { annotations } = await spanOf('render');
  expect(annotations?.map(({ value }) => value)).toEqual([
    'warn: slow 3 [object] broken',
    'error: bad',
  ]);
});
