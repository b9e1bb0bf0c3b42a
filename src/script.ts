/**
 * Entry of the script-tag file, `dist/rootspan.min.js`.
 *
 * With `data-service` on its tag it starts, and puts the running instance at `window.rootspan`; without, it puts
 * `{ start, everything }` there.
 */
import { everything } from './everything.ts';
import { type Rootspan, start } from './start.ts';
import { startFromTag } from './tag.ts';

const tag = document.currentScript;
const isScript = tag instanceof HTMLScriptElement;
const rootspan: Rootspan | { start: typeof start; everything: typeof everything } | undefined =
  isScript && tag.dataset.service !== undefined
    ? startFromTag(tag, tag.src)
    : { start, everything };

// Where another tag has started, its instance stays.
if (tag?.dataset.service !== undefined || !Reflect.has(globalThis, Symbol.for('rootspan'))) {
  Reflect.set(globalThis, 'rootspan', rootspan);
}
