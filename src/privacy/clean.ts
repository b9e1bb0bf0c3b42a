import { cleanText, withoutSecrets } from './secrets.ts';

/** What a finished span says, as far as it can be personal. */
export interface Told {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: readonly { readonly timestamp: number; readonly value: string }[];
}

/** Names of one page, and of those beyond in a shorter form. What is beyond both is told as `other`. */
const MOST_NAMES = 300;
const MOST_SHORT = 400;

/** Cleans finished spans: error messages of secrets, and names of their number. */
export function createCleaner(): <Span extends Told>(span: Span) => Span {
  const names = new Set<string>();
  let folded = 0;

  function admit(name: string, most: number): boolean {
    return names.has(name) || (names.size < most && Boolean(names.add(name)));
  }

  return (span) => {
    let { name, tags } = span;
    if (tags.error) tags = { ...tags, error: cleanText(tags.error) };
    if (!admit(name, MOST_NAMES)) {
      name = withoutSecrets(name).replace(/[^\s/]*\d[^\s/]*/g, '{n}');
      if (!admit(name, MOST_SHORT)) name = 'other';
      tags = { ...tags, 'rootspan.names_folded': String(++folded) };
    }
    return tags === span.tags ? span : { ...span, name, tags };
  };
}
