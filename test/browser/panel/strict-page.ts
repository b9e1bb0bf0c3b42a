/** Runs in the page of `strict-policy.test.ts`: opens the panel, and tells what the policy held against it. */
import { mountPanel } from '../../../devtools/overlay/index.ts';
import { CONNECT } from '../../../src/bridge/protocol.ts';

// The test runner rewrites dynamic imports for its own pages, and this is none of them.
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
});

const { attachShadow } = Element.prototype;
let root: ShadowRoot | undefined;
Element.prototype.attachShadow = function (init) {
  root = attachShadow.call(this, init);
  return root;
};

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});

addEventListener(CONNECT, (event) => {
  if (!(event instanceof MessageEvent)) return;
  const span = {
    traceId: 'abc',
    id: 'abc',
    name: 'page load',
    timestamp: 1,
    duration: 1000,
    tags: { error: 'no', url: 'https://example.test/' },
  };
  event.ports[0]?.postMessage({ type: 'hello', version: 1, service: 'shop-web', zipkin: '' });
  event.ports[0]?.postMessage({ type: 'spans', spans: [span] });
});

mountPanel({ open: true });
for (const selector of ['.trace-entry', '#row-0', '.span-detail']) {
  (await appeared(selector)).click();
}
const launcher = root?.querySelector('button');
parent.postMessage(
  {
    violations,
    launcher: launcher && getComputedStyle(launcher).position,
    bar: getComputedStyle(await appeared('.bar')).position,
    width: (await appeared('.bar')).getBoundingClientRect().width,
    height: (await appeared('.dock')).getBoundingClientRect().height,
  },
  '*',
);

async function appeared(selector: string): Promise<HTMLElement> {
  for (;;) {
    const element = root?.querySelector<HTMLElement>(selector);
    if (element) return element;
    await new Promise(requestAnimationFrame);
  }
}
