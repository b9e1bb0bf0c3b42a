/** The parts that the demo uses of packages whose types are missing or incomplete. */

declare module 'zipkin-context-cls' {
  import type { Context, TraceId } from 'zipkin';

  const CLSContext: new (namespace?: string, supportAsyncAwait?: boolean) => Context<TraceId>;
  export default CLSContext;
}

declare module 'zipkin-instrumentation-fetch' {
  import type { Tracer } from 'zipkin';

  export default function wrapFetch(
    fetch: typeof globalThis.fetch,
    options: { tracer: Tracer; serviceName?: string; remoteServiceName?: string },
  ): typeof globalThis.fetch;
}

// PGlite's own types ask for these from @types/emscripten, and nothing in here comes near them.

declare namespace Emscripten {
  type FileSystemType = object;
}

type EmscriptenModule = object;

declare const FS: object;
