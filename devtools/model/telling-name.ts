/** What tracers call a request of which they know no more than its method, or that it came to no route of theirs. */
const VAGUE =
  /^(?:get|head|post|put|patch|delete|options|http|https|unknown)?(?: (?:redirected|not_found))?$/i;

/** The name that says more: the first, unless it is a mere method ('get', 'get redirected') and the other is not. */
export function tellingName(first = '', other = ''): string {
  return (VAGUE.test(first) && !VAGUE.test(other) ? other : first) || other;
}
