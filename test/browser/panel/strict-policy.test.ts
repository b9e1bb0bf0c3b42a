import { expect, test } from 'vitest';

/** No style, no inline script, no string that becomes markup or code; connections are for the module server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'connect-src ws: http:',
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

test('the panel looks the same under the strictest policy, and breaks no rule of it', async () => {
  const html =
    `<meta http-equiv="content-security-policy" content="${POLICY}">` +
    `<body><script type="module" src="/test/browser/panel/strict-page.ts"></script>`;
  const frame = document.createElement('iframe');
  frame.width = '900';
  frame.height = '600';
  frame.src = `/__page?html=${encodeURIComponent(html)}`;
  const told = new Promise<Record<string, unknown>>((resolve) =>
    addEventListener('message', ({ data, source }) => {
      if (source === frame.contentWindow) resolve(data);
    }),
  );
  document.body.append(frame);

  const { violations, ...look } = await told;
  expect(violations).toEqual([]);
  expect(look).toMatchObject({ launcher: 'fixed', bar: 'absolute' });
  expect(look.width).toBeGreaterThan(20);
  expect(look.height).toBe(252);
  frame.remove();
});
