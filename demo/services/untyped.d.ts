/** The parts that the demo uses of packages whose types are missing or incomplete. */

declare module 'express' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  export interface Request extends IncomingMessage {
    readonly path: string;
    readonly params: Readonly<Record<string, string>>;
    /** What `express.json()` made of the body. */
    readonly body: unknown;
  }

  export interface Response extends ServerResponse {
    status(code: number): this;
    json(body: unknown): this;
    type(type: string): this;
    send(body: string): this;
  }

  export type Handler = (request: Request, response: Response, next: () => void) => unknown;

  export interface Express extends RequestListener {
    use(handler: Handler): this;
    use(path: string, handler: Handler): this;
    get(path: string | readonly string[], handler: Handler): this;
    post(path: string, handler: Handler): this;
  }

  const express: {
    (): Express;
    json(): Handler;
    static(folder: string): Handler;
  };
  export default express;
}

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
