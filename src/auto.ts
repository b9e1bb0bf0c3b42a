/**
 * Entry `rootspan/auto`: importing it starts, with the options of the page's `script[data-service]`, which may be
 * any script tag. A module can't know its own.
 */
import { startFromTag } from './tag.ts';

// Rendered on a server, there is no page to trace.
const tag = globalThis.document?.querySelector<HTMLElement>('script[data-service]');
if (tag) startFromTag(tag, undefined);
else if (globalThis.document)
  console.error('rootspan: no script tag with data-service in this page');
