import type { ZipkinSpan } from '../../src/report/zipkin.ts';

/** Which services there are, what they did, whom they called, and in which traces. Lists come sorted. */
export interface ServiceIndex {
  add(span: ZipkinSpan, trace: string): void;
  /** Forgets a trace, and the services that were in no other one. */
  remove(trace: string, services: Iterable<string>): void;
  names(): string[];
  spanNames(service: string): string[];
  remoteNames(service: string): string[];
  traces(service: string): Iterable<string>;
}

interface Service {
  readonly traces: Set<string>;
  readonly spanNames: Set<string>;
  readonly remoteNames: Set<string>;
}

export function createServiceIndex(): ServiceIndex {
  const services = new Map<string, Service>();

  function serviceOf(name: string): Service {
    const known = services.get(name);
    if (known) return known;
    const service = {
      traces: new Set<string>(),
      spanNames: new Set<string>(),
      remoteNames: new Set<string>(),
    };
    services.set(name, service);
    return service;
  }

  return {
    add({ localEndpoint, remoteEndpoint, name }, trace) {
      if (!localEndpoint?.serviceName) return;
      const service = serviceOf(localEndpoint.serviceName);
      service.traces.add(trace);
      if (name) service.spanNames.add(name);
      if (remoteEndpoint?.serviceName) service.remoteNames.add(remoteEndpoint.serviceName);
    },
    remove(trace, names) {
      for (const name of names) {
        const traces = services.get(name)?.traces;
        traces?.delete(trace);
        if (traces?.size === 0) services.delete(name);
      }
    },
    names: () => [...services.keys()].sort(),
    spanNames: (service) => [...(services.get(service)?.spanNames ?? [])].sort(),
    remoteNames: (service) => [...(services.get(service)?.remoteNames ?? [])].sort(),
    traces: (service) => services.get(service)?.traces ?? [],
  };
}
