import { afterEach, expect, test } from 'vitest';
import { interactions } from '../../../src/instrument/interaction.ts';
import { navigations } from '../../../src/instrument/navigations.ts';
import { addButton, click, pause, useThisPage } from '../../fixtures/this-page.ts';

const { spans, spanOf, requestOf } = useThisPage(interactions, navigations);
const { href } = location;

afterEach(() => history.replaceState(null, '', href));

test('a click that changes the route and then requests is one root', async () => {
  addButton('go', () => {
    history.pushState(null, '', '/orders?id=1');
    fetch('/__echo/orders');
  });
  await click('go');
  const root = await spanOf('click button go');
  expect(root.tags).toMatchObject({ 'navigation.path': '/orders' });
  expect((await requestOf('/__echo/orders')).parentId).toBe(root.id);
  expect(spans().some(({ name }) => name === 'route change')).toBe(false);
});

test('a route in the fragment is one, without what follows its path', async () => {
  location.hash = '#/orders?token=secret';
  const route = await spanOf('route change');
  expect(route.tags?.['navigation.path']).toBe(`${location.pathname}#/orders`);
});

test('a place in the page is none', async () => {
  location.hash = '#part';
  await pause(200);
  expect(spans()).toEqual([]);
});
