/** The path by which a request is named, if this one is known; `/orders/{id}`. */
export type Route = (url: URL) => string | undefined;

/** Names under one path that are told apart. Whatever else stands there is taken for a value. */
const MOST_NAMES = 50;
/** The same, of all paths together. */
const MOST_KNOWN = 500;
/** Segments of a name. */
const MOST_SEGMENTS = 10;

/** A number, a word with more than one digit that is no version, or what has been replaced in a path. */
const ID = /^\d+$|^(?!v\d+$).*\d.*\d|{/;

/**
 * Paths with placeholders for what varies, so that there are few of them: by the look of it, or because there was so
 * much else in the same place.
 *
 * @param route the app's own, asked first
 */
export function createRoutes(route?: Route): (url: URL, path: string) => string {
  const places = new Map<string, Set<string>>();
  let known = 0;

  function nameIn(place: string, segment: string): string {
    const name = ID.test(segment) ? '{id}' : segment;
    const names = places.get(place) ?? new Set();
    if (names.has(name)) return name;
    if (names.size >= MOST_NAMES || known >= MOST_KNOWN) return '{name}';
    known++;
    places.set(place, names.add(name));
    return name;
  }

  return (url, path) => {
    const told = ask(route, url);
    if (told) return told;
    const { origin } = url;
    let name = '';
    for (const segment of path.split('/', MOST_SEGMENTS + 1).slice(1)) {
      name += `/${nameIn(origin + name, segment)}`;
    }
    return name;
  };
}

function ask(route: Route | undefined, url: URL): string | undefined {
  try {
    return route?.(url);
  } catch {
    // The app's own code: its URL is named as any other.
    return undefined;
  }
}

/**
 * A value of the option `route`: paths in the manner of `URLPattern`, of the page's own origin or behind another one.
 * The first that matches names the request.
 *
 * @example
 * start({ service: 'shop-web', zipkin: '/zipkin/api/v2/spans', route: routes('/users/:name', 'https://cdn.example/*') });
 */
export function routes(...patterns: readonly string[]): Route {
  const known = patterns.map((pattern) => {
    const [, origin = '', path = ''] = /^(https?:\/\/[^/]+)?(.*)$/.exec(pattern) ?? [];
    const name = path.replace(/:(\w+)/g, '{$1}').replace(/\*/g, '{path}');
    return { origin, name, path: toPattern(path) };
  });
  return ({ origin, pathname }) =>
    known.find((one) => (one.origin || self.origin) === origin && one.path.test(pathname))?.name;
}

/** A path in which `:name` stands for any segment, `*` for any text, and all else for itself. */
export function toPattern(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replace(/\*/g, '.*');
  return new RegExp(`^${source}$`);
}
