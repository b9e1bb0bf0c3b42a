/**
 * Entry of the script-tag file, `dist/rootspan.min.js`.
 *
 * With options on its tag it starts, and puts the running instance at `window.rootspan`; without, it puts
 * `{ start, everything }` there.
 */
import { everything } from './everything.ts';
import type { Rootspan } from './rootspan.ts';
import { start } from './start.ts';
import { hasOptions, startFromTag } from './tag.ts';

// A module doesn't know its own tag, a worker has none.
const tag =
  globalThis.document && (document.currentScript ?? document.querySelector('script[data-service]'));
const isOurs = tag && tag instanceof HTMLScriptElement && hasOptions(tag);
const rootspan: Rootspan | { start: typeof start; everything: typeof everything } | undefined =
  isOurs ? startFromTag(tag, tag.src) : { start, everything };

// Where another tag has started, its instance stays.
if (isOurs || !Reflect.has(globalThis, Symbol.for('rootspan'))) {
  Reflect.set(globalThis, 'rootspan', rootspan);
}
