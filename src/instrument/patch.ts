import type { Stop } from './instrument.ts';

// `any` is what lets one signature fit every method; the wrapper keeps the exact type.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyFunction = (...args: any[]) => unknown;

/**
 * Stands in for a call: has the original called, or calls it itself. Receiver and arguments are what the caller
 * gave, which need not be what their types say.
 */
export type Around<Target, Method extends AnyFunction> = (
  original: Method,
  receiver: Target,
  args: Parameters<Method>,
) => ReturnType<Method>;

type MethodOf<Target, Name extends keyof Target> = Extract<Target[Name], AnyFunction>;

/**
 * Wraps a method for as long as it is wanted.
 *
 * A `Proxy` of the native is a function of the same name, length and source text, without a prototype, and the
 * native itself goes on checking its receiver. Property attributes stay what they were, and where the property
 * can't be written it is left alone.
 *
 * If someone else wraps the method after us, ours can't be taken out without theirs. Then it stays, and only
 * passes calls through.
 */
export function patch<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  around: Around<Target, MethodOf<Target, Name>>,
): Stop {
  const owner = ownerOf(target, name);
  const descriptor = bare(Reflect.getOwnPropertyDescriptor(owner, name) ?? {});
  const { value, writable, configurable } = descriptor;
  // One with a getter belongs to whoever has put it there.
  if (typeof value !== 'function' || !(writable || configurable)) return () => {};
  // `around` would not fit a property that is no method.
  const original = value as MethodOf<Target, Name>;
  let stopped = false;
  const handler: ProxyHandler<typeof original> = bare({
    // Proxy handlers get their arguments untyped: they are those of the method.
    apply: (_, receiver: Target, args: Parameters<typeof original>) =>
      stopped ? Reflect.apply(original, receiver, args) : around(original, receiver, args),
  });
  const patched = new Proxy(original, handler);
  Reflect.defineProperty(owner, name, bare({ ...descriptor, value: patched }));

  return () => {
    stopped = true;
    if (target[name] === patched) Reflect.defineProperty(owner, name, descriptor);
  };
}

/** Who has the property: in workers `fetch` is on the global object's prototype. */
function ownerOf(target: object, name: PropertyKey): object {
  for (let owner: object | null = target; owner; owner = Reflect.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, name)) return owner;
  }
  return target;
}

/** Without what others may have added to `Object.prototype`: a `get` there would be taken for a trap. */
function bare<T extends object>(object: T): T {
  return Object.setPrototypeOf(object, null);
}

/**
 * Has a look at each instance that a constructor makes, and at its URL, after the native has made it. The page may go on
 * making a class of its own of it, of which nothing may run before its fields are there: only natives are to be called.
 *
 * `prototype.constructor` goes along, so that `instance.constructor` is the class that the page knows.
 */
export function patchConstructor<Instance extends object>(
  name: 'EventSource' | 'WebSocket',
  onNew: (instance: Instance, url: unknown) => void,
): Stop {
  const native: unknown = Reflect.get(globalThis, name);
  if (typeof native !== 'function') return () => {};
  const { prototype } = native;
  const { get } = Reflect.getOwnPropertyDescriptor(ownerOf(prototype, 'url'), 'url') ?? {};
  let stopped = false;
  const patched: typeof native = new Proxy(
    native,
    bare({
      construct(target: typeof native, args: unknown[], newTarget: typeof native) {
        const made = newTarget === patched ? target : newTarget;
        // What a constructor of that name makes is of that kind.
        const instance = Reflect.construct(target, args, made) as Instance;
        try {
          if (get && !stopped) onNew(instance, Reflect.apply(get, instance, []));
        } catch {
          // Who replaced the native has made something else.
        }
        return instance;
      },
    }),
  );
  const put = (value: typeof native) => {
    for (const [target, property] of [
      [globalThis, name],
      [prototype, 'constructor'],
    ] as const) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, property);
      if (descriptor) Reflect.defineProperty(target, property, { ...descriptor, value });
    }
  };
  put(patched);
  return () => {
    stopped = true;
    if (Reflect.get(globalThis, name) === patched) put(native);
  };
}
