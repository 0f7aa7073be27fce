/** Server-sent events (WHATWG HTML, 9.2) on one answer: framed, kept alive, and cut where nobody reads them. */
import type { Response } from 'express';

export type ServerEvent = { event: string; id?: string; data: unknown };

/** `send` never throws and never waits; it does nothing once the reader has gone. */
export type EventStream = { send: (event: ServerEvent) => void };

// Proxies and load balancers commonly cut what is silent for 30 or 60 s.
const HEARTBEAT_MS = 15_000;
// Who reads this much slower than is written is cut, and resumes by the id of the last event that arrived.
const MOST_UNREAD_BYTES = 1_000_000;

/** One event; JSON has no line breaks, so that its data is always one line. */
export const frame = ({ event, id, data }: ServerEvent): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/** Begins the answer. A reader that was cut off comes back after two seconds. */
export const openEventStream = (res: Response): EventStream => {
  res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  const write = (text: string): void => {
    if (res.writableEnded || res.destroyed) return;
    if (res.writableLength > MOST_UNREAD_BYTES) res.destroy();
    else res.write(text);
  };
  write('retry: 2000\n: listening\n\n');
  const heartbeat = setInterval(() => {
    write(': still here\n\n');
  }, HEARTBEAT_MS).unref();
  res.on('close', () => {
    clearInterval(heartbeat);
  });
  return {
    send: (event) => {
      write(frame(event));
    },
  };
};

/** Whether events have begun on this answer, so that nothing else can be said on it. */
export const isEventStream = (res: Response): boolean =>
  res.headersSent && String(res.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
