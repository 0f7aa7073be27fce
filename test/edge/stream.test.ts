/** Live pages: what is said to one person is heard by all of their pages and by nobody else's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '../../actors/task/events.ts';
import { positionId } from '../../app/http/stream-position.ts';
import { appendEvents } from '../../app/queries/events.ts';
import * as events from '../support/events.ts';
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

describe('a page that was away', () => {
  const open = (who: Person, after?: string, url = edge.url) =>
    events.listen(`${url}/api/stream`, who.token, after === undefined ? {} : { headers: { 'last-event-id': after } });
  const add = async (who: Person, fields: object) => (await who.call('POST', '/api/tasks', fields)).body;
  const told = (heard: readonly events.Heard[]) =>
    heard.map(({ event, data }) => `${event} ${data.task?.title ?? ''}`.trim());

  it('is sent what it missed, whichever replica it comes back to, and nothing of others', async () => {
    const [carl, dora] = await Promise.all([edge.person('carl'), edge.person('dora')]);
    const page = await open(carl);
    await page.heard('ready');
    page.leave();
    const mine = await add(carl, { title: 'mine' });
    await add(dora, { title: 'not mine' });
    await add(dora, { title: 'handed to carl', assignee_id: carl.id });
    await carl.call('POST', `/api/tasks/${mine.id}/complete`, {});
    const other = await edge.replica();
    const back = await open(carl, page.last(), other.url);
    await back.heard('ready');
    expect(told(back.events)).toEqual(['task mine', 'task handed to carl', 'task mine', 'ready']);
    expect(back.events.map(({ data }) => data.task?.version)).toEqual([1, 1, 2, undefined]);
    const again = await open(carl, back.events[1]!.id!);
    await again.heard('ready');
    expect(again.events.map(({ id }) => id)).not.toContain(back.events[1]!.id);
    expect(told(again.events)).toEqual(expect.arrayContaining(['task mine', 'ready']));
    for (const one of [back, again]) one.leave();
    await other.close();
  });

  it('hears what happens while it is caught up after what happened before, and what the audit has not got yet', async () => {
    const page = await open(ada);
    await page.heard('ready');
    page.leave();
    const event = { event: 'task', id: positionId(new Date().toISOString(), randomUUID()), data: {} };
    edge.stream.publishToUser(ada.id, event);
    const back = await open(ada, page.last());
    await back.heard('ready');
    expect(back.events.map(({ id }) => id)).toContain(event.id);
    back.leave();
  });

  it.each([
    ['for too long', positionId(new Date(Date.now() - 2 * 3_600_000).toISOString(), null)],
    ['and says nonsense', "'; DROP TABLE events"],
  ])('%s is told to load anew', async (_, after) => {
    const page = await open(ada, after);
    await page.heard('resync');
    expect(page.events.map(({ event }) => event)).toEqual(['resync']);
    page.leave();
  });

  it('and missed very much is told to load anew', async () => {
    const emma = await edge.person('emma');
    const page = await open(emma);
    await page.heard('ready');
    page.leave();
    await add(emma, { title: 'one of many' });
    const made = edge.services.db.query<{ event: EventEnvelope }>('SELECT event FROM events WHERE user_id = $1', [
      emma.id,
    ]);
    const [event] = (await made).rows.map((row) => row.event);
    const copies = Array.from({ length: 501 }, () => ({
      ...event!,
      event_id: randomUUID(),
      aggregate_id: randomUUID(),
    }));
    await appendEvents(
      edge.services.db,
      copies.map((copy) => ({ event: copy, userId: emma.id })),
    );
    const back = await open(emma, page.last());
    await back.heard('resync');
    expect(back.events).toHaveLength(1);
    back.leave();
  });

  it('or does not read is cut', async () => {
    const fred = await edge.person('fred');
    const ending = new AbortController();
    const headers = { authorization: `Bearer ${fred.token}` };
    const before = edge.stream.size();
    await fetch(`${edge.url}/api/stream`, { headers, signal: ending.signal });
    const data = { text: 'x'.repeat(500_000) };
    await expect
      .poll(() => {
        edge.stream.publishToUser(fred.id, { event: 'task', id: 'e', data });
        return edge.stream.size();
      })
      .toBe(before);
    ending.abort();
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
