/** `npm run screenshots`: the README's pictures, from the demo as it runs. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { startDemo } from '../demo/services/run/system.ts';
import { launchBrowser } from './fixtures/browser.ts';
import { openDevtools } from './fixtures/devtools-window.ts';
import { chooseTrace, openOverlay, openShadowRoots, type PanelScope } from './fixtures/panel.ts';

const EXTENSION = fileURLToPath(new URL('../dist/extension', import.meta.url));
const FOLDER = fileURLToPath(new URL('../demo/screenshots/', import.meta.url));
const SIZE = { width: 1280, height: 860 };

mkdirSync(FOLDER, { recursive: true });
const demo = await startDemo({ failures: 'none', seed: 1, port: 0, collectorPort: 0, quiet: true });
const browser = await launchBrowser();

for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ viewport: SIZE, colorScheme });
  await openShadowRoots(page);
  await page.goto(demo.shop);
  await useShop(page);
  await openOverlay(page);
  await showTrace(page);
  await page.screenshot({ path: `${FOLDER}overlay-${colorScheme}.png` });
  await page.close();
}

const { page, devtools, panel, close } = await openDevtools({
  extension: EXTENSION,
  url: demo.shop,
  dark: true,
});
await useShop(page);
await chooseTrace(panel, 'click button order-status');
await panel.getByRole('button', { name: /^Ask http/ }).click();
await showTrace(panel);
// Above the toolbar the window has a hole, where the page would be.
const { y = 0 } = (await devtools.getByRole('tab', { name: 'Elements' }).boundingBox()) ?? {};
const { width, height } = await devtools.evaluate(() => document.body.getBoundingClientRect());
await devtools.screenshot({
  path: `${FOLDER}devtools-dark.png`,
  clip: { x: 0, y, width, height: height - y },
});
await close();

await browser.close();
await demo.close();

async function useShop(page: Page): Promise<void> {
  for (const name of ['Stock', 'Failing', 'Checkout', 'Order status']) {
    await page.getByRole('button', { name }).click();
    await page.waitForTimeout(1500);
  }
}

/** Waits until the whole trace is there, and opens the details of its slowest query. */
async function showTrace(panel: PanelScope): Promise<void> {
  await chooseTrace(panel, 'click button order-status');
  const rows = panel.getByRole('treegrid').getByRole('row');
  await rows.filter({ hasText: 'shipping get' }).last().waitFor();
  await rows.filter({ hasText: 'pg.query:select' }).first().click();
  // Away from the rows, which answer to the pointer.
  await panel.getByPlaceholder('Filter').hover();
}
