/** Live pages: what happened to a person's tasks, sent to every page that person has open here, as server-sent events. */
import type { RequestHandler, Response } from 'express';
import type { Tokens } from '../operations/tokens.ts';
import { nobody, signedIn } from './caller.ts';
import { problem, sendProblem } from './problem.ts';

/** `event` names the kind, `id` is the event's own, so that a page drops what it has seen. */
export type StreamEvent = { event: string; id: string; data: unknown };

export type Stream = {
  /** Sends to the pages of `userId` and of nobody else. Never throws, never waits. */
  publishToUser: (userId: string, event: StreamEvent) => void;
  handler: RequestHandler;
  /** Ends every stream; pages come back to whoever listens then. */
  close: () => void;
  /** How many streams are open. */
  size: () => number;
};

// Proxies and load balancers commonly cut what is silent for 30 or 60 s.
const HEARTBEAT_MS = 20_000;
// A token is looked at once an hour, when the page connects anew.
const LONGEST_MS = 3_600_000;
const MOST_PER_USER = 20;
// A page that reads this much slower than it is written to is cut; it reloads its list when it is back.
const MOST_UNREAD_BYTES = 1_000_000;

const frame = ({ event, id, data }: StreamEvent): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

export const createStream = (tokens: Tokens): Stream => {
  const open = new Map<string, Set<Response>>();

  const leave = (userId: string, res: Response): void => {
    const pages = open.get(userId);
    pages?.delete(res);
    if (pages?.size === 0) open.delete(userId);
  };

  const join = (userId: string, res: Response): void => {
    open.set(userId, (open.get(userId) ?? new Set()).add(res));
    res
      .status(200)
      .set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    res.write('retry: 2000\n: listening\n\n');
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS).unref();
    const end = setTimeout(() => res.end(), LONGEST_MS).unref();
    res.on('close', () => {
      clearInterval(heartbeat);
      clearTimeout(end);
      leave(userId, res);
    });
  };

  return {
    publishToUser: (userId, event) => {
      for (const res of open.get(userId) ?? []) {
        if (res.writableLength > MOST_UNREAD_BYTES) res.destroy();
        else res.write(frame(event));
      }
    },
    handler: async (req, res) => {
      const userId = await signedIn(tokens, req);
      if (userId === null) sendProblem(res, nobody());
      else if ((open.get(userId)?.size ?? 0) >= MOST_PER_USER) {
        sendProblem(res, problem('rate-limited', `${MOST_PER_USER} streams are open already`, { retry_after: 10 }));
      } else join(userId, res);
    },
    close: () => {
      for (const pages of open.values()) for (const res of pages) res.end();
    },
    size: () => [...open.values()].reduce((sum, pages) => sum + pages.size, 0),
  };
};
