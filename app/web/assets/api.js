/** Speaks to the API: the token, one key a command, and the same key again when the answer was lost on the way. */
const TOKEN = 'duecourse.token';
const TRIES = 4;

export const session = {
  get token() {
    return localStorage.getItem(TOKEN);
  },
  set token(value) {
    if (value === null) localStorage.removeItem(TOKEN);
    else localStorage.setItem(TOKEN, value);
  },
};

/** An answer that says no: `status`, `detail` for the person, `errors` by field. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? `The server answered ${status}`);
    this.status = status;
    this.errors = body?.errors ?? [];
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Without a secure context there is no randomUUID; a key only has to be unlikely to be drawn twice.
const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].join('-');

/** @throws {Problem} when refused; network failures and outages are tried again, under the same key, a few times first. */
export const call = async (method, path, body) => {
  const headers = { accept: 'application/json' };
  if (session.token !== null) headers.authorization = `Bearer ${session.token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['idempotency-key'] = newKey();
  const request = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(path, request).catch(() => null);
    const down = answer === null || answer.status === 503;
    if (down && tries < TRIES) {
      await pause(300 * 2 ** tries);
      continue;
    }
    if (answer === null) throw new Problem(0, { detail: 'The server cannot be reached just now.' });
    const text = await answer.text();
    const json = text === '' ? null : JSON.parse(text);
    if (!answer.ok) throw new Problem(answer.status, json);
    return json;
  }
};
