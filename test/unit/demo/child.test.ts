import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { type Child, startChild } from '../../../demo/services/run/child.ts';

// Each test starts a process, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

const folder = mkdtempSync(join(tmpdir(), 'rootspan-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a service is ready when it announces its ports', async () => {
  const child = startChild(service('waiter', 'process.send?.([Number(process.env.PORT)]);'), {
    environment: { PORT: '8080' },
  });
  expect(await child.ready).toEqual([8080]);
  await child.close();
});

test('a service that cannot start says why', async () => {
  const child = startChild(service('broken', 'throw new Error("no such table");'));
  await expect(child.ready).rejects.toThrow(/broken ended \(exit code 1\)(.|\n)*no such table/);
});

test('a service that dies later is told, with its last output, and can still be closed', async () => {
  const dies = `process.send?.([1]);
    setTimeout(() => { console.log('out of parcels'); process.exit(3); }, 10);`;
  let child: Child | undefined;
  const death = await new Promise<string>((onDeath) => {
    child = startChild(service('mortal', dies), { onDeath });
  });
  expect(death).toMatch(/mortal ended \(exit code 3\)(.|\n)*out of parcels/);
  await child?.close();
});

test('a service that is closed on purpose is not told as a death', async () => {
  const deaths: string[] = [];
  const stays = 'process.send?.([1]); setInterval(() => {}, 1000);';
  const child = startChild(service('stayer', stays), { onDeath: (told) => deaths.push(told) });
  await child.ready;
  await child.close();
  expect(deaths).toEqual([]);
});

function service(name: string, code: string): URL {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, `${code}\nexport {};\n`);
  return pathToFileURL(file);
}
