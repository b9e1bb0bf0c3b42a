import { expect, test } from 'vitest';
import { fillPage } from '../../../demo/services/gateway/page.ts';

test('an address stays within its attribute, whatever is in it', () => {
  const zipkin = 'http://z:1/?a=1&b="><script>';
  expect(fillPage('<script data-zipkin="{{zipkin}}">', { zipkin })).toBe(
    '<script data-zipkin="http://z:1/?a=1&amp;b=&quot;&gt;&lt;script&gt;">',
  );
});

test('a place that nobody fills is a mistake', () => {
  expect(() => fillPage('{{zipkin}}', {})).toThrow('{{zipkin}}');
});
