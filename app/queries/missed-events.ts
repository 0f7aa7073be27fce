/** What concerns a person and was recorded after a certain event: what a live page missed while it was away. */
import { z } from 'zod';
import { eventEnvelope, type EventEnvelope } from '../../actors/task/events.ts';
import { select, type Queryable } from './database.ts';

const row = z.looseObject({ event: eventEnvelope });

// An event may be recorded after one that says a later time, by as much as clocks differ and an outbox waits.
const SKEW = `interval '5 minutes'`;
// What was recorded a little before the last event seen may have passed it on its way to the page.
const OVERLAP = `interval '10 seconds'`;

const MISSED = {
  name: 'missed_events',
  text: `WITH seen AS (
      SELECT coalesce(
        (SELECT recorded_at FROM events WHERE event_id = $2 AND "timestamp" = $3::timestamptz), $3::timestamptz
      ) - ${OVERLAP} AS at)
    SELECT event FROM (
      (SELECT event, recorded_at, sequence FROM events, seen
        WHERE user_id = $1 AND "timestamp" > $3::timestamptz - ${SKEW} AND recorded_at > seen.at
          AND event_id IS DISTINCT FROM $2
        ORDER BY recorded_at, sequence LIMIT $4)
      UNION ALL
      (SELECT event, recorded_at, sequence FROM events, seen
        WHERE aggregate_id IN (SELECT id FROM tasks WHERE assignee_id = $1 AND user_id <> $1)
          AND "timestamp" > $3::timestamptz - ${SKEW} AND recorded_at > seen.at AND event_id IS DISTINCT FROM $2
        ORDER BY recorded_at, sequence LIMIT $4)
    ) AS missed ORDER BY recorded_at, sequence LIMIT $4`,
};

/**
 * The events of `userId`'s aggregates and of tasks assigned to them, in the order in which they were recorded.
 * @param after the last one seen: its id, null where only the instant is known, and its own timestamp
 */
export const eventsMissed = async (
  db: Queryable,
  userId: string,
  after: { eventId: string | null; at: string },
  limit: number,
): Promise<EventEnvelope[]> =>
  (await select(db, row, MISSED, [userId, after.eventId, after.at, limit])).map(({ event }) => event);
