import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer, plain } from './answer.ts';

/** Looks a file up by its name in the root of the site; nothing, where no file may have that name. */
export type Files = (name: string) => Promise<Answer | undefined>;

/** The library, the panel, its chunks, and their source maps: names without a slash, so that no path leads elsewhere. */
const BUILT = /^(?:rootspan\.min|panel(?:-[\w-]+)?)\.js(?:\.map)?$/;

/** Only our own scripts run in the viewer, whatever a span's name or tag says. It may ask any Zipkin. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  'connect-src *',
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** `dist` has what is built; the viewer's own two files stand beside this module, in the sources and in the package. */
export function createFiles(dist: string): Files {
  return async (name) => {
    if (name === '') return page(await read(beside('index.html')));
    if (name === 'viewer.js') return script(name, await read(beside(name)));
    return BUILT.test(name) ? script(name, await read(join(dist, name))) : undefined;
  };
}

function page(body: Buffer | undefined): Answer {
  if (!body) return missing('index.html');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
  };
  return { status: 200, headers, body };
}

/** Any page may load these: that is what they are for. */
function script(name: string, body: Buffer | undefined): Answer {
  if (!body) return missing(name);
  const type = name.endsWith('.map') ? 'application/json' : 'text/javascript';
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body };
}

function missing(name: string): Answer {
  return plain(404, `404 Not Found: ${name} is missing from this installation (npm run build)`);
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function read(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch {
    // Missing or unreadable, it cannot be served.
    return undefined;
  }
}
