/** Live pages: what happened to a person's tasks, sent to every page that person has open here, and what a page missed. */
import type { RequestHandler, Response } from 'express';
import type { Tokens } from '../operations/tokens.ts';
import { nobody, signedIn } from './caller.ts';
import { openEventStream, type EventStream, type ServerEvent } from './event-stream.ts';
import { problem, sendProblem } from './problem.ts';
import { positionId, readPosition, type StreamPosition } from './stream-position.ts';

/** `event` names the kind; `id` is a position, so that a page drops what it has seen and asks for what it has not. */
export type StreamEvent = ServerEvent & { id: string };

/** What a page of `userId` that was last at `position` has not been sent; null when that is too long ago to tell. */
export type Missed = (userId: string, position: StreamPosition) => Promise<readonly StreamEvent[] | null>;

export type Stream = {
  /** Sends to the pages of `userId` and of nobody else. Never throws, never waits. */
  publishToUser: (userId: string, event: StreamEvent) => void;
  handler: RequestHandler;
  /** Ends every stream; pages come back to whoever listens then. */
  close: () => void;
  /** How many streams are open. */
  size: () => number;
};

/** Everything `/api/stream` sends, by the name of the event. */
export const streamEvents = {
  ready: 'From here on it is live; what was missed has been sent before',
  resync: 'Too much was missed to be sent: load the lists anew',
  task: 'A task changed: `event_type`, `sequence` and the whole `task` as it is now',
  notification: 'A reminder of `task` has reached the inbox',
  conversation: 'A message was received or answered',
  user: 'Preferences changed',
} as const;

// A token is looked at once an hour, when the page connects anew.
const LONGEST_MS = 3_600_000;
const MOST_PER_USER = 20;
// What went by on the topics a moment ago may not be in the audit yet, where missed events are read.
const RECENT_MS = 30_000;
const MOST_RECENT = 2_000;

/** While it is caught up, what happens is `held` back behind what happened before. */
type Page = { res: Response; events: EventStream; held: StreamEvent[] | null };

/** @param onFailure hears why missed events could not be read; the page is told to load its lists anew */
export const createStream = (tokens: Tokens, missed: Missed, onFailure: (error: unknown) => void): Stream => {
  const open = new Map<string, Set<Page>>();
  const recent: { userId: string; event: StreamEvent; until: number }[] = [];

  const leave = (userId: string, page: Page): void => {
    const pages = open.get(userId);
    pages?.delete(page);
    if (pages?.size === 0) open.delete(userId);
  };

  const catchUp = async (userId: string, after: string): Promise<readonly StreamEvent[] | null> => {
    const position = readPosition(after);
    if (position === null) return null;
    try {
      const found = await missed(userId, position);
      if (found === null) return null;
      const known = new Set([after, ...found.map(({ id }) => id)]);
      const lately = recent.filter(
        (one) => one.userId === userId && one.until > Date.now() && !known.has(one.event.id),
      );
      return [...found, ...lately.map(({ event }) => event)];
    } catch (error) {
      onFailure(error);
      return null;
    }
  };

  const join = async (userId: string, res: Response, after: string | null): Promise<void> => {
    const page: Page = { res, events: openEventStream(res), held: [] };
    open.set(userId, (open.get(userId) ?? new Set()).add(page));
    const end = setTimeout(() => res.end(), LONGEST_MS).unref();
    res.on('close', () => {
      clearTimeout(end);
      leave(userId, page);
    });
    const from = positionId(new Date().toISOString(), null);
    const before = after === null ? [] : await catchUp(userId, after);
    const sent = new Set(before?.map(({ id }) => id));
    for (const event of before ?? []) page.events.send(event);
    page.events.send({ event: before === null ? 'resync' : 'ready', id: from, data: {} });
    for (const event of page.held ?? []) if (!sent.has(event.id)) page.events.send(event);
    page.held = null;
  };

  return {
    publishToUser: (userId, event) => {
      recent.push({ userId, event, until: Date.now() + RECENT_MS });
      if (recent.length > MOST_RECENT) recent.shift();
      for (const { events, held } of open.get(userId) ?? []) {
        if (held === null) events.send(event);
        else held.push(event);
      }
    },
    handler: async (req, res) => {
      const userId = await signedIn(tokens, req);
      if (userId === null) sendProblem(res, nobody());
      else if ((open.get(userId)?.size ?? 0) >= MOST_PER_USER) {
        sendProblem(res, problem('rate-limited', `${MOST_PER_USER} streams are open already`, { retry_after: 10 }));
      } else await join(userId, res, req.get('last-event-id') ?? null);
    },
    close: () => {
      for (const pages of open.values()) for (const { res } of pages) res.end();
    },
    size: () => [...open.values()].reduce((sum, pages) => sum + pages.size, 0),
  };
};
