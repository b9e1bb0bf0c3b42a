import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import express, { type Express } from 'express';
import { addressOf } from '../serve.ts';
import { fillPage } from './page.ts';

const SHOP = new URL('../../shop/', import.meta.url);
const DIST = new URL('../../../dist/', import.meta.url);

/** The shop's page and what it loads. Not traced: its traces begin in the browser. */
export function shopFiles({ tracking }: { readonly tracking: string }): Express {
  const files = express();
  const zipkin = addressOf('zipkin');
  // Our collector serves the library too. A Zipkin doesn't, so then the shop does.
  const collector = process.env.COLLECTOR_URL;
  const rootspan = `${collector ?? '/rootspan'}/rootspan.min.js`;
  if (!collector) files.use('/rootspan', express.static(fileURLToPath(DIST)));

  files.get(['/', '/orders/:id'], async (_request, response) => {
    const page = await readFile(new URL('index.html', SHOP), 'utf8');
    response.setHeader('Cache-Control', 'no-cache');
    response.type('html').send(fillPage(page, { rootspan, zipkin, tracking }));
  });

  // Types are stripped file by file as they are asked for: what runs is what stands in the folder.
  files.get('/shop/:script.ts', async (request, response) => {
    const name = basename(request.path);
    const source = await readFile(new URL(name, SHOP), 'utf8');
    const { code } = await transform(source, {
      loader: 'ts',
      sourcefile: name,
      sourcemap: 'inline',
    });
    response.type('text/javascript').send(code);
  });

  files.use('/shop', express.static(fileURLToPath(SHOP)));
  return files;
}
