import type { Options } from './config.ts';
import { everything, FORMATS, instrumentsByName, PROPAGATIONS } from './everything.ts';
import { debug } from './instrument/debug.ts';
import { type KeepOptions, keep } from './instrument/keep.ts';
import { routes } from './privacy/routes.ts';
import type { Rootspan } from './rootspan.ts';
import { start } from './start.ts';

/** What `panel.js` exports, as far as the tag is concerned. */
interface PanelModule {
  mountPanel(): unknown;
}

const OPTIONS = [
  'service',
  'zipkin',
  'sampleRate',
  'propagateTo',
  'propagation',
  'formats',
  'route',
  'instruments',
  'keep',
  'debug',
  'paused',
  'queueBytes',
  'queueHours',
  'panel',
] as const;

/** Whether a tag names any option, though it be without the one that it has to name. */
export function hasOptions({ dataset }: HTMLElement): boolean {
  return OPTIONS.some((option) => dataset[option] !== undefined);
}

/**
 * Starts with the options of a script tag: `data-service`, `data-zipkin`, `data-sample-rate`,
 * `data-propagate-to`, `data-propagation`, `data-formats`, `data-route`, `data-instruments`, `data-keep` (lists by
 * spaces or commas), `data-debug`, `data-paused`, `data-queue-bytes`, `data-queue-hours` and `data-panel` (see below).
 *
 * Wrong ones are logged, once, and the page is left alone.
 *
 * @param files where the library's other files are; the panel comes from there, and Zipkin is looked for at its
 *   origin where the tag names none
 */
export function startFromTag(tag: HTMLElement, files: string | undefined): Rootspan | undefined {
  try {
    const rootspan = start(readOptions(tag.dataset, files));
    const panel = readPanel(tag.dataset.panel, files);
    if (panel) mountPanel(panel);
    return rootspan;
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

function readOptions(data: DOMStringMap, files: string | undefined): Options {
  const { service = '', propagateTo, paused = 'false' } = data;
  return {
    service,
    zipkin: data.zipkin ?? (files ? new URL(files).origin : ''),
    sampleRate: readNumber(data.sampleRate, 'data-sample-rate', 'from 0 to 1'),
    queueBytes: readNumber(data.queueBytes, 'data-queue-bytes', 'not below 0'),
    queueHours: readNumber(data.queueHours, 'data-queue-hours', 'not below 0'),
    // As with `data-panel`, the attribute alone is enough.
    paused: readSwitch('data-paused', paused),
    propagateTo: propagateTo === 'false' ? false : split(propagateTo),
    propagation: data.propagation
      ? pick(PROPAGATIONS, 'data-propagation', data.propagation)
      : undefined,
    formats: data.formats
      ? split(data.formats).map((name) => pick(FORMATS, 'data-formats', name)())
      : undefined,
    route: data.route ? routes(...split(data.route)) : undefined,
    instruments: [
      ...(data.instruments
        ? split(data.instruments).map((name) =>
            pick(instrumentsByName(), 'data-instruments', name)(),
          )
        : everything().instruments),
      ...(data.keep ? [keep(readKeep(data.keep))] : []),
      ...(data.debug === undefined ? [] : [debug({ parameter: data.debug })]),
    ],
  };
}

function readSwitch(attribute: string, text: string): boolean {
  if (/^(true|false|)$/.test(text)) return text !== 'false';
  throw new TypeError(`rootspan: ${attribute} is "${text}"; it has to be true or false`);
}

/** Such as `1s errors poor`. */
function readKeep(list: string): KeepOptions {
  const words = split(list);
  return {
    errors: words.includes('errors'),
    vitals: (['poor', 'needs-improvement'] as const).find((rating) => words.includes(rating)),
    // All that is left has to be it.
    slowerThan:
      words.filter((word) => !/^(errors|poor|needs-improvement)$/.test(word)).join(' ') ||
      undefined,
  };
}

function readNumber(
  text: string | undefined,
  attribute: string,
  allowed: string,
): number | undefined {
  if (text === undefined) return undefined;
  const number = text.trim() ? Number(text) : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw new TypeError(`rootspan: ${attribute} is "${text}"; it has to be a number ${allowed}`);
}

function split(list: string | undefined): string[] {
  return list ? list.split(/[\s,]+/).filter(Boolean) : [];
}

function pick<Part>(parts: Readonly<Record<string, Part>>, attribute: string, name: string): Part {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part) return part;
  const known = Object.keys(parts).join(', ') || 'nothing yet';
  throw new TypeError(`rootspan: ${attribute} names "${name}"; it can name ${known}`);
}

/** `data-panel` alone means the file beside the library's; it can also name where `panel.js` is. */
function readPanel(attribute: string | undefined, files: string | undefined): string | undefined {
  if (attribute === undefined || attribute === 'false') return undefined;
  if (attribute && attribute !== 'true') return new URL(attribute, document.baseURI).href;
  if (files) return new URL('panel.js', files).href;
  throw new TypeError(
    'rootspan: data-panel has to name the address of panel.js, such as "/assets/panel.js"',
  );
}

async function mountPanel(url: string): Promise<void> {
  try {
    const panel: PanelModule = await import(/* @vite-ignore */ /* webpackIgnore: true */ url);
    panel.mountPanel();
  } catch (error) {
    console.error('rootspan: the panel could not be loaded', error);
  }
}
