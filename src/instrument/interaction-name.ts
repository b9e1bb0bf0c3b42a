import { withoutSecrets } from '../privacy/secrets.ts';

/** Events that a user causes, to the one that an interaction is named after. */
export const INTERACTIONS: Readonly<Record<string, string>> = {
  pointerdown: 'click',
  pointerup: 'click',
  mousedown: 'click',
  mouseup: 'click',
  touchstart: 'click',
  touchend: 'click',
  click: 'click',
  dblclick: 'click',
  keydown: 'key',
  keypress: 'key',
  keyup: 'key',
  beforeinput: 'key',
  input: 'key',
  change: 'change',
  submit: 'submit',
};

/** What can be pressed or filled in. */
const CONTROLS = 'button, a, input, select, textarea, summary, form, [role], [data-testid]';

/**
 * Such as `click button checkout`: role or element, then test id or id, numbers left out so that names stay few. It is
 * made of what the page's author wrote, never of text, which is the user's.
 */
export function nameInteraction(type: string, target: unknown): string {
  const kind = INTERACTIONS[type] ?? type;
  const element = target instanceof Element ? (target.closest(CONTROLS) ?? target) : undefined;
  if (!element) return kind;
  const role = element.getAttribute('role') ?? element.localName;
  const id = element.getAttribute('data-testid') ?? element.id;
  return `${kind} ${role} ${withoutSecrets(id).replace(/\d+/g, '{n}')}`.trim();
}
