/**
 * Traces what shows another page without loading one: a route change, a soft navigation, a page that comes back from
 * the back/forward cache.
 *
 * https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-interface
 * https://wicg.github.io/soft-navigations/
 */
import { describePath, describeRoute } from '../privacy/url.ts';
import { createCauses } from './causes.ts';
import type { Instrument, Setup, Stop } from './instrument.ts';
import { observe } from './observe.ts';
import { patch } from './patch.ts';
import { isSameTime, rememberRoots } from './roots.ts';

/**
 * Traces navigations within the page, of routers that use the path or the fragment (`#/orders`). A change of route is noted on the interaction that caused it; one that nothing
 * caused, or that comes back from the cache, is the root of what it requests. Where the browser recognises a soft
 * navigation, a span tells how long it took.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [navigations()] });
 */
export function navigations(): Instrument {
  return (setup) => (typeof document === 'object' ? traceNavigations(setup) : () => {});
}

function traceNavigations(setup: Setup): Stop {
  const { tracer, active, clock } = setup;
  const causes = createCauses(setup, true);
  const roots = setup.share(rememberRoots);
  let path = describeRoute(location);
  let count = 0;

  function onChange(): void {
    const next = describeRoute(location);
    if (next === path) return;
    path = next;
    const belonging = active.current();
    if (belonging) belonging.span.tag('navigation.path', path).annotate('route change');
    else causes.begin(++count, 'route change', { tags: { 'navigation.path': path } });
  }

  function onShow({ persisted, timeStamp }: PageTransitionEvent): void {
    if (!persisted) return;
    path = describeRoute(location);
    const tags = { 'http.path': describePath(location), 'navigation.type': 'back_forward_cache' };
    causes.begin(++count, 'page restore', { startTime: timeStamp, tags });
  }

  addEventListener('pageshow', onShow);
  const stops: (Stop | undefined)[] = [
    active.ask(causes.only),
    watchHistory(onChange),
    observe('soft-navigation', ({ name, startTime, duration }) => {
      roots.join(
        (root) => isSameTime(root.startTime, startTime),
        (root) => {
          roots.add(root, true);
          tracer
            .startSpan('soft navigation', {
              parent: root.span,
              startTime,
              tags: { 'navigation.path': describeRoute(new URL(name)) },
            })
            .finish(duration ? startTime + duration : clock.now());
        },
      );
    }),
  ];
  return () => {
    removeEventListener('pageshow', onShow);
    for (const stop of stops) stop?.();
    causes.stop();
  };
}

/** Calls back after each change of the page's address. */
function watchHistory(onChange: () => void): Stop {
  const { navigation, History } = globalThis;
  if (navigation) {
    navigation.addEventListener('currententrychange', onChange);
    return () => navigation.removeEventListener('currententrychange', onChange);
  }
  const stops = (['pushState', 'replaceState'] as const).map((method) =>
    patch(History.prototype, method, (change, history: History, args) => {
      Reflect.apply(change, history, args);
      onChange();
    }),
  );
  addEventListener('popstate', onChange);
  return () => {
    removeEventListener('popstate', onChange);
    for (const stop of stops) stop();
  };
}
