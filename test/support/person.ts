/** A person at the edge: signed up, with a token, talking HTTP as any client would. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Task } from '../../actors/task/task.ts';

/** `body` is read as the wire has it. */
export type Answer = { status: number; headers: Headers; body: any };

export type Person = {
  readonly id: string;
  readonly token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Creates a task. @throws when it is refused. */
  add(fields: Record<string, unknown>, key?: string): Promise<Task>;
  list(query?: string): Promise<Task[]>;
  say(message: string, conversation?: string): Promise<any>;
  inbox(): Promise<{ notification_id: string; task_id: string; kind: string; text: string }[]>;
};

export const call = async (
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
};

/** Signs somebody new up. `url` is asked at every call, because an edge may come back on another port. */
export const signUp = async (url: string, timezone = 'Europe/Berlin'): Promise<Person> => {
  const name = `p${randomUUID().slice(0, 8)}`;
  const signed = await call(url, 'POST', '/api/auth/signup', {
    username: name,
    email: `${name}@example.org`,
    password: 'correct horse battery',
    timezone,
  });
  expect(signed.status, JSON.stringify(signed.body)).toBe(201);
  const token = String(signed.body.token);
  const own: Person['call'] = (method, path, body, headers = {}) =>
    call(url, method, path, body, { authorization: `Bearer ${token}`, ...headers });
  return {
    id: String(signed.body.user.user_id),
    token,
    call: own,
    add: async (fields, key = randomUUID()) => {
      const made = await own('POST', '/api/tasks', fields, { 'idempotency-key': key });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body as Task;
    },
    list: async (query = '') => (await own('GET', `/api/tasks${query}`)).body.items as Task[],
    say: async (message, conversation) => {
      const said = await own('POST', '/api/chat', {
        message,
        ...(conversation ? { conversation_id: conversation } : {}),
      });
      expect(said.status, JSON.stringify(said.body)).toBe(200);
      return said.body;
    },
    inbox: async () => (await own('GET', '/api/notifications')).body.items,
  };
};
