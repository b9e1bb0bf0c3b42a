/** In the page: Rootspan's core as a bundler has it, which traces page loads, fetch and XHR. */
import { start } from '../../src/start.ts';

const { service = '', zipkin = '' } = document.currentScript?.dataset ?? {};
Object.assign(globalThis, { rootspan: start({ service, zipkin }) });
