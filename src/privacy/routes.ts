/** The path by which a request is named, if this one is known; `/orders/{id}`. */
export type Route = (url: URL) => string | undefined;

/** What stands behind an origin, or a path, by its names. */
interface Place extends Map<string, Place> {}

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
  const origins: Place = new Map();
  let known = 0;

  function nameIn(place: Place, segment: string): string {
    const name = ID.test(segment) ? '{id}' : segment;
    if (place.has(name)) return name;
    if (place.size >= MOST_NAMES || known >= MOST_KNOWN) return '{name}';
    known++;
    place.set(name, new Map());
    return name;
  }

  function below(place: Place, name: string): Place {
    const names: Place = place.get(name) ?? new Map();
    // Where nothing is learnt any more, nothing is kept.
    if (known < MOST_KNOWN) place.set(name, names);
    return names;
  }

  return (url, described) => {
    const told = ask(route, url);
    if (told) return told;
    let place = below(origins, url.origin);
    let path = '';
    for (const segment of described.split('/', MOST_SEGMENTS + 1).slice(1)) {
      const name = nameIn(place, segment);
      place = below(place, name);
      path += `/${name}`;
    }
    return path;
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
