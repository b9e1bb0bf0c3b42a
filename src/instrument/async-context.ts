/**
 * Carries the span of a `trace()` across `await`.
 *
 * Where the browser has `AsyncContext` that does it. Elsewhere V8's async stack traces do: they name the async
 * functions that wait for the present one, so work runs inside an async function whose name stands for its span.
 * It is lost in timers and in calls that nobody awaits, and never wrong. Engines without such stacks carry nothing.
 *
 * https://v8.dev/blog/fast-async#improved-developer-experience
 * https://github.com/tc39/proposal-async-context
 */
import type { Carrier } from '../trace/active.ts';
import type { Span } from '../trace/span.ts';
import type { Instrument } from './instrument.ts';

/** Frames looked at: deeper ones cost more, and chains of `await` are shallow. */
const DEPTH = 200;
/** V8's own. Where it is frozen, stacks are as long as the page wants them. */
const LIMIT = 'stackTraceLimit';
const PREPARE = 'prepareStackTrace';
const NAME = /rootspan\$\d+\$/;

/**
 * Has requests belong to the `trace()` that awaits them. While none is running this costs nothing; while one is, each
 * new span costs a look at the stack (10 to 30 µs). Leave it out and pass parents explicitly, where that is too much.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [asyncContext()] });
 */
export function asyncContext(): Instrument {
  return ({ active }) => active.carryBy(createNativeCarrier() ?? createStackCarrier());
}

/** No type knows `AsyncContext` yet. */
interface AsyncVariable {
  run<T>(span: Span, work: () => T): T;
  get(): Span | undefined;
}

function createNativeCarrier(): Carrier | undefined {
  const native = Reflect.get(globalThis, 'AsyncContext') as
    | { readonly Variable: new () => AsyncVariable }
    | undefined;
  if (!native) return undefined;
  const variable = new native.Variable();
  return {
    run: (span, work) => variable.run(span, async () => work()),
    current: () => variable.get(),
  };
}

function createStackCarrier(): Carrier {
  const spans = new Map<string, Span>();
  let count = 0;
  return {
    async run(span, work) {
      const name = `rootspan$${++count}$`;
      // V8 follows a promise that one function awaits, and this has to be the one.
      const { [name]: carry = work } = { [name]: async () => await work() };
      spans.set(name, span);
      try {
        return await carry();
      } finally {
        spans.delete(name);
      }
    },
    current: (stack) =>
      spans.size ? spans.get(NAME.exec(stack ?? readStack())?.[0] ?? '') : undefined,
  };
}

function readStack(): string {
  const limit: unknown = Reflect.get(Error, LIMIT);
  const prepare: unknown = Reflect.get(Error, PREPARE);
  try {
    Reflect.set(Error, LIMIT, DEPTH);
    // A page can have stacks made in a way of its own, which is for its own errors.
    if (prepare) Reflect.set(Error, PREPARE, undefined);
    return String(new Error().stack);
  } catch {
    return '';
  } finally {
    Reflect.set(Error, LIMIT, limit);
    if (prepare) Reflect.set(Error, PREPARE, prepare);
  }
}
