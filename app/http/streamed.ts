/** An operation answered as a stream of events: what it tells on its way, then its answer, or the problem it met. */
import type { Request, Response } from 'express';
import type { AnyOperation, Outcome, Request as Asked } from '../operations/operation.ts';
import { openEventStream, type EventStream, type ServerEvent } from './event-stream.ts';
import { endWithProblem, problemOf, sendProblem } from './problem.ts';

/** How every stream of this kind ends, by the name of the event. */
export const endings = {
  answer: 'The answer, exactly as it is without a stream. The last event',
  error: 'What went wrong, as problem details. The last event; the same request again goes on where this one stopped',
} as const;

export const wantsEvents = (operation: AnyOperation, req: Request): boolean =>
  operation.tells !== undefined && req.accepts(['application/json', 'text/event-stream']) === 'text/event-stream';

/**
 * Runs `work` and streams it. Refused before anything was told, it is an ordinary problem with a status of its own. Who
 * goes away ends nothing: the same request again, with the same key and `Last-Event-ID`, gets the rest.
 */
export const stream = async (
  asked: Asked,
  req: Request,
  res: Response,
  work: (asked: Asked) => Promise<Outcome<unknown>>,
): Promise<void> => {
  const said: { events?: EventStream; over: boolean } = { over: false };
  const tell = (event: ServerEvent): void => {
    // Work goes on after its deadline, when there is nobody left to tell.
    if (!said.over) (said.events ??= openEventStream(res)).send(event);
  };
  try {
    const outcome = await work({ ...asked, listener: { after: req.get('last-event-id') ?? null, tell } });
    if (outcome.ok) {
      tell({ event: 'answer', data: outcome.value });
      res.end();
    } else if (said.events === undefined) sendProblem(res, problemOf(outcome.rejection));
    else endWithProblem(res, problemOf(outcome.rejection));
  } finally {
    said.over = true;
  }
};
