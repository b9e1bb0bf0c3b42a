/** Postgres in a process of its own: PGlite, the real server compiled to WebAssembly, on a socket. */
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { announce } from './serve.ts';

const db = await PGlite.create();
await db.exec(await readFile(new URL('orders/schema.sql', import.meta.url), 'utf8'));

const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
await server.start();
announce(Number(server.getServerConn().split(':').at(-1)));
