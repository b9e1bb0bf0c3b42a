import { type Answer, isOk, problemIn } from './api.ts';
import { byId, element } from './element.ts';

const LONGEST = 30;

/** What a line of the list says before its answer is there. */
export interface Request {
  readonly label: string;
  readonly method: string;
  readonly path: string;
}

/** Adds a line for a request, and completes it when the answer comes. Passes the answer on. */
export async function watch(
  { label, method, path }: Request,
  answer: Promise<Answer>,
  inWords: (answer: Answer) => string,
): Promise<Answer> {
  const status = element('span', 'status waiting', '…');
  const words = element('p', 'words', 'Waiting for an answer');
  const time = element('span', 'time');
  const line = element(
    'li',
    '',
    element(
      'div',
      'first',
      element('b', '', label),
      element('code', '', `${method} ${path}`),
      time,
      status,
    ),
    words,
  );
  addOnTop(line);

  const begin = performance.now();
  const came = await answer;
  time.textContent = `${Math.round(performance.now() - begin)} ms`;
  status.textContent = came.status ? String(came.status) : 'failed';
  status.className = isOk(came) ? 'status good' : 'status bad';
  words.textContent = isOk(came) ? inWords(came) : problemIn(came);
  return came;
}

function addOnTop(line: HTMLElement): void {
  const list = byId('activity');
  list.querySelector('.empty')?.remove();
  list.prepend(line);
  while (list.children.length > LONGEST) list.lastElementChild?.remove();
}
