/** Live pages: what is said to one person is heard by all of their pages and by nobody else's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation, type Person } from './installation.ts';

let edge: Installation;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  edge = await startInstallation();
  [ada, eve] = await Promise.all([edge.person('ada'), edge.person('eve')]);
});
afterAll(() => edge.close());

const listen = async (who: Person) => {
  const ending = new AbortController();
  const answer = await fetch(`${edge.url}/api/stream`, {
    headers: { authorization: `Bearer ${who.token}` },
    signal: ending.signal,
  });
  const heard = {
    text: '',
    answer,
    end: () => {
      ending.abort();
    },
  };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) heard.text += decoder.decode(chunk as Uint8Array, { stream: true });
  };
  read().catch(() => undefined);
  await expect.poll(() => heard.text).toContain('listening');
  return heard;
};

describe('the stream', () => {
  it('is for those who are signed in', async () => {
    expect((await edge.call('GET', '/api/stream')).status).toBe(401);
  });

  it('reaches every page of one person and none of another', async () => {
    const [first, second, other] = await Promise.all([listen(ada), listen(ada), listen(eve)]);
    expect(first.answer.headers.get('content-type')).toContain('text/event-stream');
    edge.stream.publishToUser(ada.id, { event: 'task', id: 'e-1', data: { title: 'line\nbreak' } });
    const frame = 'event: task\nid: e-1\ndata: {"title":"line\\nbreak"}\n\n';
    await expect.poll(() => first.text).toContain(frame);
    await expect.poll(() => second.text).toContain(frame);
    edge.stream.publishToUser(eve.id, { event: 'task', id: 'e-2', data: {} });
    await expect.poll(() => other.text).toContain('e-2');
    expect(other.text).not.toContain('e-1');
    expect(first.text).not.toContain('e-2');
    first.end();
    second.end();
    other.end();
    await expect.poll(() => edge.stream.size()).toBe(0);
  });

  it('has an end to how many one person opens', async () => {
    const open = await Promise.all(Array.from({ length: 20 }, () => listen(ada)));
    expect((await ada.call('GET', '/api/stream')).status).toBe(429);
    for (const each of open) each.end();
    await expect.poll(() => edge.stream.size()).toBe(0);
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
