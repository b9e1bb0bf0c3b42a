import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { interactions } from '../../../src/instrument/interaction.ts';
import { addButton, click, pause, useThisPage } from '../../fixtures/this-page.ts';

const { rootspan, spans, spanOf, requestOf } = useThisPage(interactions);

/** The spans of a trace that has a span of this path: `name` of the root, then of its children. */
async function traceOf(path: string): Promise<{ root: ZipkinSpan; children: ZipkinSpan[] }> {
  const rootOf = (child: ZipkinSpan | undefined) =>
    spans().find(({ id }) => id === child?.parentId);
  const find = () => rootOf(spans().find(({ tags }) => tags?.['http.path'] === path));
  await expect.poll(find).toBeDefined();
  const root = find()!;
  return { root, children: spans().filter(({ parentId }) => parentId === root.id) };
}

const pathsOf = (all: readonly ZipkinSpan[]) => all.map(({ tags }) => tags?.['http.path']).sort();

test('a click is the root of what it requests, and lasts until the last answer', async () => {
  addButton('buy-1042', () => {
    fetch('/__slow/click?rest=100').then((response) => response.text());
  });
  await click('buy-1042');
  const { root, children } = await traceOf('/__slow/click');
  expect(root).toMatchObject({
    name: 'click button buy-{n}',
    tags: { 'interaction.type': 'click' },
  });
  expect(root.parentId).toBeUndefined();
  expect(JSON.stringify(root)).not.toContain('secret');
  const [request] = children;
  const endOf = ({ timestamp = 0, duration = 0 }: ZipkinSpan) => timestamp + duration;
  // Both are rounded to the microsecond.
  expect(endOf(root)).toBeGreaterThanOrEqual(endOf(request!) - 1);
  expect(root.timestamp).toBeLessThanOrEqual(request?.timestamp ?? 0);
  expect(request?.tags).not.toHaveProperty('rootspan.joined');
});

test('handlers of press, release and click are one interaction', async () => {
  const button = addButton('once', () => void fetch('/__echo/at-click'));
  button.addEventListener('pointerdown', () => void fetch('/__echo/at-press'));
  button.addEventListener('mouseup', () => void fetch('/__echo/at-release'));
  await click('once');
  await expect
    .poll(async () => pathsOf((await traceOf('/__echo/at-click')).children))
    .toEqual(['/__echo/at-click', '/__echo/at-press', '/__echo/at-release']);
  expect((await traceOf('/__echo/at-click')).root.name).toBe('click button once');
});

test('what is requested in a microtask belongs to the click, for certain', async () => {
  addButton('micro', async () => {
    await null;
    await null;
    fetch('/__echo/micro');
  });
  await click('micro');
  const { children } = await traceOf('/__echo/micro');
  expect(children[0]?.tags).not.toHaveProperty('rootspan.joined');
});

test('so does what a listener in a shadow tree requests, at once or in a microtask', async () => {
  const host = document.createElement('div');
  const button = addButton('shadow', async () => {
    fetch('/__echo/shadow');
    await null;
    fetch('/__echo/shadow-micro');
  });
  host.attachShadow({ mode: 'open' }).append(button);
  document.body.append(host);
  await userEvent.click(page.elementLocator(button));
  const { root, children } = await traceOf('/__echo/shadow-micro');
  expect(root.name).toBe('click button shadow');
  expect(pathsOf(children)).toEqual(['/__echo/shadow', '/__echo/shadow-micro']);
  for (const { tags } of children) expect(tags).not.toHaveProperty('rootspan.joined');
});

test('so does what is requested while another event is dispatched within, and after', async () => {
  const form = document.createElement('form');
  form.addEventListener('submit', (event) => event.preventDefault());
  const button = addButton('nesting', () => {
    form.dispatchEvent(new CustomEvent('order'));
    form.requestSubmit();
    fetch('/__echo/after-nested');
  });
  form.addEventListener('order', () => void fetch('/__echo/nested'));
  button.type = 'button';
  form.append(button);
  document.body.append(form);
  await click('nesting');
  const { root, children } = await traceOf('/__echo/after-nested');
  expect(root.name).toBe('click button nesting');
  expect(pathsOf(children)).toEqual(['/__echo/after-nested', '/__echo/nested']);
  for (const { tags } of children) expect(tags).not.toHaveProperty('rootspan.joined');
});

test('what a timer requests is not the click’s for certain', async () => {
  addButton('timer', () => setTimeout(() => fetch('/__echo/timer')));
  await click('timer');
  expect((await requestOf('/__echo/timer')).parentId).toBeUndefined();
});

test('what is requested after an answer is joined by time, and says so', async () => {
  addButton('chain', async () => {
    await (await fetch('/__echo/first')).text();
    fetch('/__echo/second');
  });
  await click('chain');
  const { root, children } = await traceOf('/__echo/second');
  expect(pathsOf(children)).toEqual(['/__echo/first', '/__echo/second']);
  expect(root.name).toBe('click button chain');
  const second = children.find(({ tags }) => tags?.['http.path'] === '/__echo/second');
  expect(second?.tags).toMatchObject({ 'rootspan.joined': 'by time' });
});

test('it lasts until the next paint, though what it did is long over', async () => {
  addButton('paint', () => {
    rootspan().startSpan('own').finish();
    requestAnimationFrame(() => {
      for (const end = performance.now() + 100; performance.now() < end; );
    });
  });
  await click('paint');
  expect((await spanOf('click button paint')).duration).toBeGreaterThan(100_000);
});

test('a request that is merely joined by time keeps it open for seconds at most', async () => {
  addButton('polled', () => void fetch('/__slow/own?rest=200').then((answer) => answer.text()));
  await click('polled');
  const poll = new AbortController();
  fetch('/__never/poll', poll).catch(() => {});
  const own = await requestOf('/__slow/own');
  await pause(1000);
  expect(spans().some(({ name }) => name === 'click button polled')).toBe(false);
  const root = await spanOf('click button polled');
  expect(own.parentId).toBe(root.id);
  // It ended with what was its own.
  expect(root.duration).toBeLessThan(1_000_000);
  poll.abort();
});

test('a span that is told to be its child doesn’t end it early', async () => {
  addButton('named', () => {
    fetch('/__slow/named?rest=300').then((answer) => answer.text());
    rootspan().startSpan('own', { parent: rootspan().activeSpan()! }).finish();
    rootspan().startSpan('another', { parent: rootspan().activeSpan()! }).finish();
  });
  await click('named');
  expect((await traceOf('/__slow/named')).root.duration).toBeGreaterThan(300_000);
});

test('with two interactions open, a later request belongs to neither', async () => {
  addButton('slow', () => void fetch('/__slow/one?rest=2000').then((response) => response.text()));
  addButton('late', async () => {
    await (await fetch('/__slow/two?rest=100')).text();
    fetch('/__echo/whose');
  });
  await click('slow');
  await click('late');
  await expect.poll(() => pathsOf(spans())).toContain('/__echo/whose');
  const whose = spans().find(({ tags }) => tags?.['http.path'] === '/__echo/whose');
  expect(whose?.parentId).toBeUndefined();
});

test('two quick clicks on different buttons are two traces', async () => {
  addButton('left', () => void fetch('/__slow/left?rest=300').then((response) => response.text()));
  addButton('right', () => void fetch('/__echo/right'));
  await click('left');
  await click('right');
  const [left, right] = [await traceOf('/__slow/left'), await traceOf('/__echo/right')];
  expect(left.root.name).toBe('click button left');
  expect(right.root.name).toBe('click button right');
  expect(left.root.traceId).not.toBe(right.root.traceId);
});

test('a click that causes nothing is no trace', async () => {
  addButton('idle', () => {});
  await click('idle');
  await fetch('/__echo/alone').then((response) => response.text());
  await expect.poll(() => pathsOf(spans())).toContain('/__echo/alone');
  const alone = spans().find(({ tags }) => tags?.['http.path'] === '/__echo/alone');
  expect(alone?.parentId).toBeUndefined();
  expect(spans().some(({ name }) => name?.startsWith('click'))).toBe(false);
});

test('a click made by a script is not the user’s', async () => {
  addButton('scripted', () => void fetch('/__echo/scripted')).click();
  await expect.poll(() => pathsOf(spans())).toContain('/__echo/scripted');
  expect(spans().some(({ name }) => name?.startsWith('click'))).toBe(false);
});

test('a form is submitted by Enter in one interaction', async () => {
  const form = document.createElement('form');
  const field = document.createElement('input');
  field.name = 'q';
  form.dataset.testid = 'search';
  form.append(field);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    fetch('/__echo/found');
  });
  document.body.append(form);
  await userEvent.click(page.elementLocator(field));
  await userEvent.keyboard('{Enter}');
  expect((await traceOf('/__echo/found')).root.name).toBe('submit form search');
});

test('a page may stop the event, and learns nothing of us', async () => {
  const seen: string[] = [];
  const button = addButton('stopped', (event) => {
    event.stopImmediatePropagation();
    seen.push(`${event.type} ${event.eventPhase}`);
    fetch('/__echo/stopped');
  });
  button.addEventListener('click', () => seen.push('never'));
  await click('stopped');
  expect((await traceOf('/__echo/stopped')).root.name).toBe('click button stopped');
  expect(seen).toEqual(['click 2']);
});

test('a span of one’s own in a click is its child, and what it requests the grandchild', async () => {
  addButton('own', () => void rootspan().trace('checkout', () => fetch('/__echo/own')));
  await click('own');
  const { root, children } = await traceOf('/__echo/own');
  expect(root.name).toBe('checkout');
  expect(children).toHaveLength(1);
  await expect
    .poll(() => spans().find(({ id }) => id === root.parentId)?.name)
    .toBe('click button own');
});

test('stopping ends what is open, and leaves no listener that would begin anew', async () => {
  addButton('after', () => void fetch('/__echo/after'));
  await rootspan().stop();
  await click('after');
  await pause(100);
  expect(spans().filter(({ name }) => name?.startsWith('click'))).toEqual([]);
});
