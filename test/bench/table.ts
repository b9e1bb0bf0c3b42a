/** One line of the table. Figures are told with their units. */
export interface Row {
  readonly what: string;
  /** What ours is of the others': the figure that another machine would find, too. */
  readonly ratio: string;
  readonly goal: string;
  /** Nothing where there is no goal. */
  readonly met?: boolean | undefined;
  readonly native: string;
  /** Of our core alone, where that was measured. */
  readonly core?: string;
  readonly rootspan: string;
  readonly opentelemetry: string;
}

const HEAD = [
  'what',
  'ratio',
  'goal',
  'met',
  'without a tracer',
  'Rootspan',
  'its core alone',
  'OpenTelemetry',
];

export function toTable(rows: readonly Row[]): string {
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(toLine)].join('\n');
}

function toLine({
  what,
  ratio,
  goal,
  met,
  native,
  rootspan,
  core = '–',
  opentelemetry,
}: Row): string {
  const verdict = met === undefined ? '–' : met ? 'yes' : '**no**';
  return line([what, ratio, goal, verdict, native, rootspan, core, opentelemetry]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Puts new figures into a text where it has rows of that name. */
export function refresh(text: string, rows: readonly Row[]): string {
  const lines = new Map(rows.map((row) => [row.what, toLine(row)]));
  return text.replace(/^\| (.*?) \| .*$/gm, (old, what) => lines.get(what) ?? old);
}

/** Three digits are as many as a measurement is good for. */
export function figure(value: number, unit = ''): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`;
}

export const percent = (share: number): string => `${figure(share * 100)} %`;
