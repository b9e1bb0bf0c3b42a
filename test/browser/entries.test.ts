/** The files that pages include, as they are built. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Rootspan } from '../../src/rootspan.ts';
import { openPage, type Page, ZIPKIN } from '../fixtures/pages.ts';

interface Entered {
  readonly rootspan?: Rootspan | { readonly start: unknown; readonly everything: unknown };
  readonly warnings: unknown[][];
  readonly errors: unknown[][];
}

const FILE = '/__built/rootspan.min.js';
const TAG = `<script src="${FILE}" data-service="page" data-zipkin="${ZIPKIN}"></script>`;
/** Before all else, so that a page can be asked what it was told. */
const LISTEN = `<script>
  warnings = []; console.warn = (...line) => warnings.push(line);
  errors = []; console.error = (...line) => errors.push(line);
</script>`;

let page: (Page & Entered) | undefined;

async function open(html: string): Promise<Page & Entered> {
  // Its own scripts put these there.
  page = (await openPage(`/__page?html=${encodeURIComponent(LISTEN + html)}`)) as Page & Entered;
  return page;
}

const running = (page: Page) => Reflect.get(page, Symbol.for('rootspan')) as Rootspan | undefined;

afterEach(async () => {
  if (page) await running(page)?.stop();
  page = undefined;
});

test('the script-tag file starts with its tag’s attributes, and is there as window.rootspan', async () => {
  const page = await open(TAG);
  expect(running(page)).toBeDefined();
  expect(page.rootspan).toBe(running(page));
});

test('without data-service the script-tag file starts nothing, and offers what starts it', async () => {
  const page = await open(`<script src="${FILE}"></script>`);
  expect(running(page)).toBeUndefined();
  expect(page.rootspan).toEqual({ start: expect.any(Function), everything: expect.any(Function) });
});

test('a tag that names options, but no service, says what is missing', async () => {
  const page = await open(`<script src="${FILE}" data-panel></script>`);
  expect(running(page)).toBeUndefined();
  expect(page.errors.map(String)).toEqual([expect.stringContaining('rootspan: service is ""')]);
});

test('the script-tag file starts as a module, too', async () => {
  const page = await open(TAG.replace('<script', '<script type="module"'));
  await vi.waitFor(() => expect(page.rootspan).toBe(running(page)));
  expect(running(page)).toBeDefined();
});

test('rootspan/auto takes its options from the page’s tag', async () => {
  const tag = `<script data-service="page" data-zipkin="${ZIPKIN}"></script>`;
  const page = await open(`${tag}<script type="module" src="/src/auto.ts"></script>`);
  await vi.waitFor(() => expect(running(page)).toBeDefined());
});

test('two copies in one page are one, and say so once', async () => {
  const page = await open(`${TAG}${TAG}${TAG}`);
  expect(page.rootspan).toBe(running(page));
  // Each copy says it for itself.
  expect(page.warnings).toHaveLength(2);
  const response = await page.fetch('/__echo');
  const { headers } = (await response.json()) as { headers: Record<string, string> };
  expect(headers['x-b3-traceid']).toMatch(/^[\da-f]{32}$/);
});
