/** A page full of secrets: not one of them is in what it reports. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instrumentsByName } from '../../src/everything.ts';
import type { Rootspan } from '../../src/rootspan.ts';
import { launchBrowser, until } from '../fixtures/browser.ts';
import { type Site, startSite } from '../fixtures/site.ts';

let site: Site;
let browser: Browser;
/** What takes the reports, and keeps them as they came. */
let sink: Server;
const reported: string[] = [];

beforeAll(async () => {
  site = await startSite();
  browser = await launchBrowser();
  sink = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    reported.push(Buffer.concat(chunks).toString());
    response.writeHead(202, { 'access-control-allow-origin': '*' }).end();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  sink?.close();
});

/** Each is looked for as it is, and as it stands in a URL. */
const SECRETS = {
  jwt: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1NSJ9.dozjgNryP4J3jVmNHl0w5Nx_XgL0n3I9Pl',
  email: 'ann.lee@secret.example',
  unicode: 'jürgen@müller-secret.example',
  key: 'sk_live_51h8kq2eZvKYlo2C',
  uuid: '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  card: '4111111111111111',
  phone: '+49 170 1234567',
  password: 'hunter2-secret',
  query: 'query-secret',
  fragment: 'fragment-secret',
  user: 'user-secret',
  header: 'header-secret',
  cookie: 'cookie-secret',
  body: 'body-secret',
  answer: 'answer-secret',
  field: 'field-secret',
  text: 'text-secret',
} as const;

/** Runs in the page. */
async function spill(secrets: typeof SECRETS): Promise<void> {
  const { jwt, email, unicode, key, uuid, card, phone } = secrets;
  const { password, query, fragment, header, body } = secrets;
  // The tag has started it.
  const rootspan = Reflect.get(window, 'rootspan') as Rootspan;
  const quietly = (work: () => unknown) =>
    Promise.resolve()
      .then(work)
      .catch(() => {});

  for (const secret of [jwt, email, unicode, key, uuid, card, phone]) {
    await quietly(() => fetch(`/users/${encodeURIComponent(secret)}/orders`));
    await quietly(() => fetch(`/users/${secret}/orders`).then((answer) => answer.text()));
  }
  await quietly(() => fetch(`/search?q=${query}&token=${jwt}#${fragment}`));
  await quietly(() =>
    fetch('/login', {
      method: 'POST',
      headers: { Authorization: `Bearer ${header}`, 'X-Secret': header },
      body: JSON.stringify({ password, body, query: `{ user(email: "${email}") { id } }` }),
    }).then((answer) => answer.text()),
  );
  await new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open(
      'GET',
      `//${secrets.user}@${location.host}/xhr/${uuid}?secret=${query}`,
      true,
      'me',
      password,
    );
    xhr.setRequestHeader('X-Secret', header);
    xhr.onloadend = resolve;
    xhr.send();
  });
  navigator.sendBeacon(`/beacon/${key}?q=${query}`, body);
  new EventSource(`/events/${card}?q=${query}`).close();
  await quietly(() => new WebSocket(`ws://${location.host}/socket/${jwt}?q=${query}`));

  const messages = [
    `no such user ${email}`,
    `nor ${unicode}`,
    `GET https://me:${password}@api.example/x?token=${query}#token=${fragment} failed`,
    `Authorization: Bearer ${header}`,
    `token ${jwt} of ${uuid} has expired`,
    `card ${card} of ${phone} refused`,
    `password: ${password}`,
    `key ${key}`,
  ];
  for (const message of messages) {
    setTimeout(() => {
      throw new Error(message);
    });
    void Promise.reject(new Error(message));
    await quietly(() =>
      rootspan.trace('work', () => {
        console.error(message, { secret: secrets.body });
        console.warn(new Error(message));
        throw new TypeError(message);
      }),
    );
  }
  history.pushState(null, '', `/account/${email}?q=${query}#${fragment}`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await rootspan.flush();
}

test('none of a page’s secrets is reported', async () => {
  const { port } = sink.address() as AddressInfo;
  const zipkin = `http://127.0.0.1:${port}/api/v2/spans`;
  const { query, fragment, text, field, cookie, answer } = SECRETS;
  site.pages.set('/', {
    headers: { 'set-cookie': `session=${cookie}` },
    body: `<!doctype html><title>${text}</title>
      <script src="${site.zipkin}/rootspan.min.js" data-service="secrets" data-zipkin="${zipkin}"
        data-instruments="${Object.keys(instrumentsByName()).join(' ')}"></script>
      <form><input name="card" value="${field}"></form>
      <button id="ann.lee@secret.example" onclick="fetch('/clicked?q=${query}')">${text}</button>
      <img src="/img/${SECRETS.key}.png?token=${query}" alt="${text}">`,
  });
  for (const path of ['/login', '/search']) site.pages.set(path, { body: answer });
  const page = await browser.newPage();
  await page.goto(`${site.url}/?token=${query}#${fragment}`);
  await page.evaluate(`(${spill})(${JSON.stringify(SECRETS)})`);
  await page.click('button');
  await page.fill('input', field);
  await page.evaluate('rootspan.flush()');
  await until('the click’s span', () => reported.join().includes('/clicked'));
  await page.close();

  const all = reported.join('\n');
  // What is looked for would be there, were it not cleaned.
  for (const part of [
    ...['/users/{email}/orders', '/users/{token}/orders', '/search', '/login', '/xhr/{token}'],
    ...['no such user {email}', 'Bearer {secret}', 'password: {secret}', 'error.stack'],
  ]) {
    expect(all).toContain(part);
  }
  const parts = [...SECRETS.jwt.split('.'), ...SECRETS.unicode.split('@')];
  const spilled = [...Object.values(SECRETS), ...parts]
    .flatMap((secret) => [secret, encodeURI(secret), encodeURIComponent(secret)])
    .filter((secret) => all.includes(secret));
  expect(spilled).toEqual([]);
});
