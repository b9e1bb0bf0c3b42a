import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS, ensureChromium } from './fixtures/chromium.ts';
import { styleSheetsAsText } from './fixtures/style-sheets.ts';
import { testBackend } from './fixtures/test-backend.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The projects run one after the other: they share the machine with browsers and servers. */
export default defineConfig({
  root,
  plugins: [testBackend(), styleSheetsAsText()],
  // Found only midway, they would have the page reloaded under a running test.
  optimizeDeps: { include: ['axe-core', 'idb-keyval', 'preact', 'preact/hooks', 'web-vitals'] },
  test: {
    // A request that is never answered, as some tests make, would hold up the server's end for ten seconds.
    teardownTimeout: 2000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/*.test.ts', 'test/unit/**/*.test.{ts,tsx}'],
          // Properties are tried on thousands of inputs, on machines of any kind.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: ensureChromium(), args: CHROMIUM_FLAGS },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          sequence: { groupOrder: 3 },
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'clients',
          include: ['test/clients/*.test.ts'],
          sequence: { groupOrder: 4 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
