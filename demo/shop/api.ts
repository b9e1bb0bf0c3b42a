/** What came of a request: its status, and what it says. */
export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly body: unknown;
}

/** Asks by `fetch`. Never rejects: a network that fails is an answer with status 0. */
export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, body: await response.json().catch(() => undefined) };
  } catch {
    return { status: 0, body: undefined };
  }
}

/** The same by XMLHttpRequest, as older pages and many libraries do. */
export function askByXhr(url: string): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.responseType = 'json';
    request.onloadend = () => resolve({ status: request.status, body: request.response });
    request.send();
  });
}

export function isOk({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Why an answer is not what was hoped for, in words. */
export function problemIn({ status, body }: Answer): string {
  if (status === 0) return 'The shop could not be reached.';
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : '';
  return String(error || `The shop answered ${status}.`);
}
