import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEventStream, type EventStream } from './event-stream.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream of a server of its own, and what has been read of it. */
const opened = async () => {
  const served: { events?: EventStream; res?: Response } = {};
  const app = express().get('/', (_, res) => {
    served.res = res;
    served.events = openEventStream(res);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const leaving = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, {
    signal: leaving.signal,
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const close = async () => {
    leaving.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    events: served.events!,
    res: served.res!,
    read: async () => (await reader.read()).value ?? '',
    leaving,
    close,
  };
};

describe('a stream of events', () => {
  it('says when to come back, keeps itself alive, and frames each event on one line of data', async () => {
    const { events, read, close } = await opened();
    expect(await read()).toBe('retry: 2000\n: listening\n\n');
    vi.advanceTimersByTime(15_000);
    expect(await read()).toBe(': still here\n\n');
    events.send({ event: 'task', id: '1', data: { title: 'two\nlines' } });
    expect(await read()).toBe('event: task\nid: 1\ndata: {"title":"two\\nlines"}\n\n');
    await close();
  });

  it('is silent, and throws nothing, once its reader has gone', async () => {
    const { events, res, leaving, close } = await opened();
    const gone = new Promise((resolve) => res.once('close', resolve));
    leaving.abort();
    await gone;
    expect(vi.getTimerCount()).toBe(0);
    events.send({ event: 'task', data: {} });
    await close();
  });
});
