/** A person at the edge, and any other HTTP server on loopback, called over connections that are kept. */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';

export type Caller = {
  /** Calls and reads the whole answer. Throws on any status but 2xx. */
  call: (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => Promise<string>;
  close: () => Promise<void>;
};

export const callerOf = (url: string, headers: Record<string, string> = {}): Caller => {
  const pool = new Pool(url, { connections: 256, pipelining: 1 });
  return {
    call: async (method, path, body) => {
      const response = await pool.request({
        method,
        path,
        body: body === undefined ? null : JSON.stringify(body),
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      });
      const text = await response.body.text();
      if (response.statusCode >= 300) throw new Error(`${method} ${path} answered ${response.statusCode} ${text}`);
      return text;
    },
    close: () => pool.close(),
  };
};

export type Person = Caller & { id: string };

/** Signs somebody up. */
export const signUp = async (url: string): Promise<Person> => {
  const username = `p${randomUUID().slice(0, 8)}`;
  const door = callerOf(url);
  const account = {
    username,
    email: `${username}@example.org`,
    password: 'correct horse battery',
    timezone: 'Europe/Berlin',
  };
  const { user, token } = JSON.parse(await door.call('POST', '/api/auth/signup', account));
  await door.close();
  return { id: String(user.user_id), ...callerOf(url, { authorization: `Bearer ${String(token)}` }) };
};
