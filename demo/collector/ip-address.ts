/**
 * IP addresses as Zipkin's `Endpoint.parseIp` reads and writes them.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/Endpoint.java
 */
import { isIPv6 } from 'node:net';

/** Either of them may stand in either field of an endpoint: the address decides which it is. */
export type IpAddress = { readonly ipv4: string } | { readonly ipv6: string };

const BYTE = /(?:[01]?\d?\d|2[0-4]\d|25[0-5])/.source;
/** As such, compatible (`::1.2.3.4`) or mapped (`::ffff:1.2.3.4`). */
const IPV4 = new RegExp(String.raw`^(?:::(?:[f0]{4}:)?)?(${BYTE}(?:\.${BYTE}){3})$`, 'i');

/** Nothing, where the text is no address: Zipkin drops it and keeps the span. */
export function readIpAddress(text: string): IpAddress | undefined {
  const ipv4 = IPV4.exec(text)?.[1];
  if (ipv4 !== undefined) return { ipv4 };
  const ipv6 = text.replace(/(^|:)0+(?=[\da-f])/gi, '$1');
  if (!/^[\da-f:]+$/i.test(ipv6) || !isIPv6(ipv6)) return undefined;
  return { ipv6: compress(groupsOf(ipv6)) };
}

function groupsOf(ipv6: string): number[] {
  const [head = '', tail] = ipv6.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const left = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...new Array<string>(left).fill('0'), ...after];
  return groups.map((group) => Number.parseInt(group, 16));
}

function compress(groups: readonly number[]): string {
  const run = zerosToLeaveOut(groups);
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return run ? `${hex(0, run.start)}::${hex(run.end, 8)}` : hex(0, 8);
}

/** The first longest run of zeros that something follows; where there is none, the one at the end. */
function zerosToLeaveOut(
  groups: readonly number[],
): { readonly start: number; readonly end: number } | undefined {
  const runs: { start: number; end: number }[] = [];
  groups.forEach((group, index) => {
    const run = runs.at(-1);
    if (group !== 0) return;
    if (run?.end === index) run.end++;
    else runs.push({ start: index, end: index + 1 });
  });
  const [first, ...others] = runs.filter(({ end }) => end < 8);
  if (!first) return runs[0];
  return others.reduce(
    (best, run) => (run.end - run.start > best.end - best.start ? run : best),
    first,
  );
}
