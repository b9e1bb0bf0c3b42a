/**
 * Traces frames that kept the page from answering, with the scripts that ran in them.
 *
 * https://w3c.github.io/long-animation-frames/
 */
import { describePath, parseUrl } from '../privacy/url.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Instrument } from './instrument.ts';
import { later } from './later.ts';
import { type LongFrame, observe } from './observe.ts';
import { ROUNDING, type Root, rememberRoots } from './roots.ts';

/** Scripts told of a frame, the longest. */
const MOST_SCRIPTS = 5;

/**
 * Traces long animation frames of page loads and interactions. Others belong to nothing and are left out.
 *
 * @param longerThan in ms; browsers tell of those longer than 50
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [longFrames()] });
 */
export function longFrames(longerThan = 100): Instrument {
  return (setup) => {
    const roots = setup.share(rememberRoots);
    return later(() => {
      const stopObserving = observe('long-animation-frame', (frame) => {
        if (frame.duration < longerThan) return;
        roots.join(
          (root) => isFrameOf(root, frame),
          (root) => traceFrame(setup.tracer, root, frame),
        );
      });
      return () => stopObserving?.();
    })(setup);
  };
}

/** One whose listeners ran in answer to the interaction's event, or one of the time when the page loaded. */
function isFrameOf({ name, startTime, endTime }: Root, frame: LongFrame): boolean {
  if (name === 'page load') return endTime !== undefined && frame.startTime < endTime;
  const { firstUIEventTimestamp: first, scripts } = frame;
  const isAnswer = scripts.some(
    (script) => script.invokerType === 'event-listener' && script.startTime >= startTime,
  );
  return first > 0 && startTime > first - ROUNDING && isAnswer;
}

function traceFrame(tracer: Tracer, root: Root, frame: LongFrame): void {
  const { startTime, duration, blockingDuration, scripts } = frame;
  const span = tracer.startSpan('long frame', {
    parent: root.span,
    startTime,
    tags: { 'frame.blocking': Math.round(blockingDuration) },
  });
  const longest = [...scripts].sort((a, b) => b.duration - a.duration).slice(0, MOST_SCRIPTS);
  for (const script of longest) {
    const url = parseUrl(script.sourceURL);
    const where = url ? ` ${describePath(url)}:${script.sourceCharPosition}` : '';
    // A whole script is invoked by its address, which may have secrets in it.
    const isWhole = script.invokerType.endsWith('script');
    const invoker = isWhole ? '' : script.invoker.replace(/\[src=.*\]/, '');
    const who = script.sourceFunctionName || invoker || script.invokerType;
    span.annotate(`${who}${where} ${Math.round(script.duration)} ms`, script.startTime);
  }
  span.finish(startTime + duration);
}
