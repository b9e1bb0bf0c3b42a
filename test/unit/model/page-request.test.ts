import { expect, test } from 'vitest';
import { isPageRequest } from '../../../devtools/model/page-request.ts';
import { trace } from '../../fixtures/trace.ts';

const spans = trace`
  shop-web     page load   |====================|  http.path=/
    shop-web   get /cart   | ================== |  CLIENT http.method=GET http.path=/cart
      gateway  get /cart   |  ================  |  SERVER shared http.method=GET
        gateway get /stock |   ==============   |  CLIENT http.method=GET
    shop-web   img         |  ==                |  CLIENT http.path=/logo.png
    shop-web   web socket  |  ================  |  CLIENT rootspan.headers=none
`;

test.each([
  ['what a page’s code asks for', 'get /cart', true],
  ['what has said why it had no headers', 'web socket', true],
  ['what a backend asks for', 'get /stock', false],
  ['what the browser fetches by itself', 'img', false],
  ['what is no request', 'page load', false],
])('a page’s request: %s', (_, name, expected) => {
  const span = spans.find((one) => one.name === name);
  expect(isPageRequest(span!, spans)).toBe(expected);
});
