/** What tracers call a request of which they know no more than its method. */
const METHOD = /^(?:get|head|post|put|patch|delete|options|http|https|unknown)?$/i;

/** The name that says more: the first, unless it is a mere method ('get') and the other is not. */
export function tellingName(first = '', other = ''): string {
  return (METHOD.test(first) && !METHOD.test(other) ? other : first) || other;
}
