/** How a server is told to allow headers: to be added to those that it allows already. */
export interface CorsSetting {
  readonly server: string;
  readonly text: string;
}

/** For common servers, the lines that allow these headers (`a, b`) in requests from other origins. */
export function corsSettings(headers: string): CorsSetting[] {
  const quoted = headers
    .split(/,\s*/)
    .map((name) => `"${name}"`)
    .join(', ');
  return [
    { server: 'HTTP', text: `Access-Control-Allow-Headers: ${headers}` },
    { server: 'Express', text: `app.use(cors({ allowedHeaders: [${quoted}] }));` },
    { server: 'nginx', text: `add_header Access-Control-Allow-Headers "${headers}" always;` },
    { server: 'Apache', text: `Header always set Access-Control-Allow-Headers "${headers}"` },
    { server: 'Spring', text: `registry.addMapping("/**").allowedHeaders(${quoted});` },
    { server: 'ASP.NET', text: `policy.WithHeaders(${quoted});` },
    { server: 'Go (rs/cors)', text: `cors.New(cors.Options{AllowedHeaders: []string{${quoted}}})` },
  ];
}
