/**
 * Tells of errors that nobody caught, and of rejections that nobody handled: on the span in which they happened, each
 * with its stack.
 *
 * https://html.spec.whatwg.org/#runtime-script-errors
 */
import { cleanText } from '../privacy/secrets.ts';
import type { Instrument } from './instrument.ts';

/** Errors told of one page: one that comes back on each frame is known by then. Of the others the number is told. */
const MOST_ERRORS = 50;
/** Characters of a stack: the frames nearest to the error. */
const STACK_LENGTH = 1000;

/**
 * Traces errors.
 *
 * Each is a small span, a child of what was active; where it is certain that it happened there, that span has failed.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [errors()] });
 */
export function errors(): Instrument {
  return ({ tracer, active, onLeave }) => {
    let told = 0;
    let dropped = 0;

    function tell(name: string, error: unknown, message: unknown): void {
      if (told === MOST_ERRORS) return void dropped++;
      told++;
      const stack = readStack(error);
      const belonging = active.current(stack);
      const reason = error ?? message;
      if (belonging && !belonging.byTime) belonging.span.error(reason);
      const span = tracer.startSpan(name, { parent: belonging?.span ?? null }).error(reason);
      if (belonging?.byTime) span.tag('rootspan.joined', 'by time');
      if (stack) span.tag('error.stack', cleanStack(stack));
      span.finish();
    }

    function tellDropped(): void {
      if (!dropped) return;
      const tags = { 'rootspan.dropped': dropped };
      tracer.startSpan('errors dropped', { parent: null, tags }).finish();
      dropped = 0;
    }

    const onError = ({ error, message }: ErrorEvent) => tell('error', error, message);
    const onRejection = ({ reason }: PromiseRejectionEvent) =>
      tell('unhandled rejection', reason, reason);
    const stopLeaving = onLeave(tellDropped);
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onRejection);
    return () => {
      removeEventListener('error', onError);
      removeEventListener('unhandledrejection', onRejection);
      stopLeaving();
      tellDropped();
    };
  };
}

/** By its shape: an error may come from another realm. */
function readStack(error: unknown): string | undefined {
  try {
    const stack = typeof error === 'object' && error && 'stack' in error ? error.stack : undefined;
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}

/** Cut twice: what is cleaned has to be of a length to be looked through. */
function cleanStack(stack: string): string {
  return cleanText(withoutQueries(stack.slice(0, 4 * STACK_LENGTH))).slice(0, STACK_LENGTH);
}

/** Scripts' addresses without what may be secret in them: `app.js?token=…:1:2` to `app.js:1:2`. */
function withoutQueries(stack: string): string {
  return stack.replace(/[?#][^\s)]*?(?=(?::\d+)*[\s)]|(?::\d+)*$)/g, '');
}
