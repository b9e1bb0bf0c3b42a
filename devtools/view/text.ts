/** Longest text of a tooltip: a browser draws all of a longer one, over everything. */
const TOOLTIP = 600;

/** Text from a span as a tooltip. */
export function tooltip(text: string): string {
  return text.length > TOOLTIP ? `${text.slice(0, TOOLTIP)}…` : text;
}

/** `1 span`, `12 spans`. */
export function count(n: number, one: string, many: string = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : many}`;
}

/** The text as the address of a link, if it is one that is safe to follow: a span may say `javascript:`. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\/\S+$/i.test(text) || text.length > 2_000) return undefined;
  return URL.canParse(text) ? text : undefined;
}
