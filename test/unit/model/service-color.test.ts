import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serviceHue } from '../../../devtools/model/service-color.ts';

test('a service has the same hue in upper and lower case, today and tomorrow', () => {
  expect(serviceHue('Shop-Web')).toBe(serviceHue('shop-web'));
  expect(serviceHue('gateway')).toBe(298);
});

test('no service is red, which errors are', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const hue = serviceHue(name);
      expect(Number.isInteger(hue) && hue >= 0 && hue < 360).toBe(true);
      expect(hue > 10 && hue < 45).toBe(false);
    }),
  );
});

test('many services have sixteen hues, none of them much rarer than the others', () => {
  const counts = new Map<number, number>();
  for (let n = 0; n < 1_600; n++) {
    const hue = serviceHue(`service-${n}`);
    counts.set(hue, (counts.get(hue) ?? 0) + 1);
  }
  expect(counts.size).toBe(16);
  expect(Math.min(...counts.values())).toBeGreaterThan(50);
});

test('the services of the demo differ', () => {
  const services = ['shop-web', 'gateway', 'auth', 'orders', 'shipping'];
  expect(new Set(services.map(serviceHue)).size).toBe(services.length);
});
