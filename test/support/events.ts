/** A reader of server-sent events over fetch, as a page or a program would read them. */
import { expect } from 'vitest';

export type Heard = { event: string; id: string | null; data: any };

export type Listening = {
  status: number;
  type: string;
  /** What has arrived so far. */
  events: Heard[];
  /** The id to come back with. */
  last: () => string;
  /** Waits until there is an event of this name, and gives it. */
  heard: (event: string) => Promise<Heard>;
  /** The end of the stream, whoever ended it. */
  ended: Promise<void>;
  /** Goes away. */
  leave: () => void;
};

const read = (block: string): Heard | null => {
  const found = { event: 'message', id: null as string | null, data: '' };
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'event' || name === 'id') found[name] = value;
    if (name === 'data') found.data += value;
  }
  return found.data === '' ? null : { ...found, data: JSON.parse(found.data) };
};

export const listen = async (
  url: string,
  token: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<Listening> => {
  const leaving = new AbortController();
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: leaving.signal,
  });
  const events: Heard[] = [];
  const drain = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      events.push(...blocks.flatMap((block) => read(block) ?? []));
    }
  };
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    events,
    last: () => events.findLast(({ id }) => id !== null)?.id ?? '',
    heard: async (event) => {
      await expect.poll(() => events.map((one) => one.event), { timeout: 30_000, interval: 10 }).toContain(event);
      return events.findLast((one) => one.event === event)!;
    },
    ended: drain().catch(() => undefined),
    leave: () => {
      leaving.abort();
    },
  };
};

/** What a page shows of the text of each step, from tokens that came in any number of connections. */
export const textOf = (events: readonly Heard[]): string[] => {
  const steps = new Map<number, string>();
  for (const { event, data } of events) {
    if (event === 'token') steps.set(data.step, `${(steps.get(data.step) ?? '').slice(0, data.at)}${data.text}`);
  }
  return [...steps.values()];
};
