import axe from 'axe-core';
import { expect, test } from 'vitest';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';
import { openPanel } from './open-panel.tsx';

const spans = trace`
  shop-web    get            |====================|  CLIENT http.method=GET http.path=/api/orders/1042
    gateway   get /orders    | ================== |  SERVER shared
      auth    get /check     |  ==                |  SERVER
      orders  get /orders/1  |     ============   |  SERVER error=timeout
        orders  select       |      ====          |  db.system=postgresql
`;

test.each([
  ['light', 1000],
  ['dark', 1000],
  ['light', 420],
  ['dark', 420],
] as const)(
  'a trace with its details: nothing for axe to find, %s at %i px',
  async (theme, width) => {
    const { root, panel } = openPanel({ spans, theme, width });
    panel.select(TRACE_ID);
    await expect.poll(() => root.querySelector('#row-3')).not.toBeNull();
    root.querySelector<HTMLElement>('#row-3')!.click();
    await expect.poll(() => root.querySelector('.span-detail')).not.toBeNull();
    expect(await violations(root)).toEqual([]);
  },
);

test.each(['light', 'dark'] as const)('the list, a question and an error, %s', async (theme) => {
  const { root, panel } = openPanel({
    spans,
    theme,
    zipkin: () => new Response('', { status: 403 }),
  });
  panel.select(TRACE_ID);
  await expect.poll(() => root.querySelector('.notice--error')).not.toBeNull();
  expect(await violations(root)).toEqual([]);
});

test.each(['light', 'dark'] as const)('what may be asked, %s', async (theme) => {
  const { root, panel } = openPanel({ spans, theme, backend: 'ask' });
  panel.select(TRACE_ID);
  await expect.poll(() => root.querySelector('.notice--question')).not.toBeNull();
  expect(await violations(root)).toEqual([]);
});

test.each(['light', 'dark'] as const)('an empty panel, %s', async (theme) => {
  const { root } = openPanel({ theme });
  await expect.poll(() => root.querySelector('h2')).not.toBeNull();
  expect(await violations(root)).toEqual([]);
});

async function violations(root: HTMLElement): Promise<string[]> {
  // The panel stands in pages of others: where its headings come and what lies around it is theirs.
  const rules = { region: { enabled: false }, 'page-has-heading-one': { enabled: false } };
  const { violations } = await axe.run(root, { rules });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary ?? ''}`),
  );
}
