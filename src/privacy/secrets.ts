/**
 * What is personal or gives access, by its pattern: addresses; what is long and has digits in it, be it UUID, key, hash
 * or JSON web token; telephones and cards, with blanks or without. The name of a script or style sheet can have a hash
 * in it, which is no secret and tells the build; what looks like an address can be a version, or an image (`a@2x.png`).
 */
const SECRET = new RegExp(
  [
    /([\w.%+\u0080-\uffff-]{1,64}(?:@|%40)(?!\d[\d.]*(?:x\.|[^\w.-]|$))(?:[\w\u0080-\uffff-]|%(?!40)){1,63}(?:\.[\w%\u0080-\uffff-]{1,63})+)/,
    /\b(?![\w.-]{0,99}\.m?[jc]ss?\b)(eyJ[\w-]+(?:\.[\w-]*)+|(?=[\w-]{0,99}[a-zA-Z])(?=[\w-]{0,99}\d)(?=[\w-]{0,99}[A-Z]|(?:[a-zA-Z_-]{0,30}\d){3})[\w-]{18,}|(?=\d*[a-f])[\da-f]{16,})/,
    /\d{7,}|\d(?:(?:[ -]|%20)?\d){8,}/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

// As they stand in messages: `https://user:pass@…`; `?key=…` and `#key=…`, `password: …`, `Bearer …`.
const USER = /\/\/[^/@\s]{1,256}@/g;
const NAMED =
  /([?&#][^\s=&#"'<>]{1,256}=|(?:pass\w*|pwd|secret|token|api[_-]?key|authorization|cookie|session\w*)["']?\s*[:=]\s*["']?|\b(?:bearer|basic) )(?!bearer|basic)[^\s"',;&#)}<>]+/gi;

/** Characters that are looked at, and told: others can make a text as long as they please. */
const LONGEST = 4096;
/** What has none of these has none of those, and is found out sooner. */
const SUSPECT = /[\w-]{16}|\d{7}|(?:\d(?:[ -]|%20)?){9}|eyJ|@|%40/;

/** Text with `{email}`, `{token}` and `{number}` in the place of such. */
export function withoutSecrets(text: string): string {
  const told = text.slice(0, LONGEST);
  if (!SUSPECT.test(told)) return told;
  return told.replace(SECRET, (_, email, token) =>
    email ? '{email}' : token ? '{token}' : '{number}',
  );
}

/** A message, in which secrets can also stand by name, or in a URL. */
export function cleanText(text: string): string {
  return withoutSecrets(text.slice(0, LONGEST).replace(USER, '//').replace(NAMED, '$1{secret}'));
}
