import { toPattern } from '../privacy/routes.ts';
import { rateSampler, type Sampler } from '../trace/sampler.ts';
import { checkRate } from './rate-limit.ts';

/**
 * Rates by the path of what a trace begins with: of a request its own, else that of the page. The first that matches
 * counts, and where none does the next sampler is asked.
 *
 * @throws RangeError for a rate that isn't from 0 to 1
 *
 * @example
 * const rules = byRoute({ '/checkout/*': 1, '/users/:name': 0.1, '/health': 0 });
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', samplers: [rules] });
 */
export function byRoute(rates: Readonly<Record<string, number>>): Sampler {
  const rules = Object.entries(rates).map(([path, rate]) => ({
    reason: `route ${path}`,
    pattern: toPattern(path),
    keeps: rateSampler(checkRate(`byRoute of ${path}`, rate)),
  }));
  return (traceId, root) => {
    const path = String(root.tags?.['http.path'] ?? location.pathname);
    const rule = rules.find(({ pattern }) => pattern.test(path));
    if (!rule) return undefined;
    const answer = rule.keeps(traceId, root);
    const isDenied = typeof answer === 'object' && answer.sampling === 'deny';
    return { sampling: isDenied ? 'deny' : 'accept', reason: rule.reason };
  };
}
