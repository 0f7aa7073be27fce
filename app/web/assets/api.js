/** Speaks to the API: the token, one key a command, and the same key again when the answer was lost on the way. */
import { readEvents } from './events.js';

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

const requestFor = (method, body, more = {}) => {
  const headers = { accept: 'application/json', ...more };
  if (session.token !== null) headers.authorization = `Bearer ${session.token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['idempotency-key'] ??= newKey();
  return { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
};

const parsed = (text) => (text === '' ? null : JSON.parse(text));
const unreachable = () => new Problem(0, { detail: 'The server cannot be reached just now.' });

/** @throws {Problem} when refused; network failures and outages are tried again, under the same key, a few times first. */
export const call = async (method, path, body) => {
  const request = requestFor(method, body);
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(path, request).catch(() => null);
    const down = answer === null || answer.status === 503;
    if (down && tries < TRIES) {
      await pause(300 * 2 ** tries);
      continue;
    }
    if (answer === null) throw unreachable();
    const json = parsed(await answer.text());
    if (!answer.ok) throw new Problem(answer.status, json);
    return json;
  }
};

/**
 * A POST that tells `onEvent(event, data)` what happens on its way to the answer it returns. A stream that breaks off is
 * taken up where it stopped, under the same key, so that nothing is done twice.
 * @throws {Problem} as `call` does
 */
export const converse = async (path, body, onEvent) => {
  const key = newKey();
  let last = null;
  for (let tries = 1; ; tries += 1) {
    const headers = { accept: 'text/event-stream', 'idempotency-key': key };
    if (last !== null) headers['last-event-id'] = last;
    const heard = { answer: undefined, problem: undefined };
    const hear = ({ event, id, data }) => {
      if (event === 'answer' || event === 'error') heard[event === 'answer' ? 'answer' : 'problem'] = data;
      else {
        if (id !== last) tries = 1;
        last = id;
        onEvent(event, data);
      }
    };
    const answer = await fetch(path, requestFor('POST', body, headers)).catch(() => null);
    if (answer?.ok) await readEvents(answer, hear).catch(() => undefined);
    else if (answer !== null) heard.problem = { ...parsed(await answer.text()), status: answer.status };
    if (heard.answer !== undefined) return heard.answer;
    if (heard.problem !== undefined && heard.problem.status !== 503)
      throw new Problem(heard.problem.status, heard.problem);
    if (tries >= TRIES) throw heard.problem === undefined ? unreachable() : new Problem(503, heard.problem);
    await pause(300 * 2 ** tries);
  }
};
