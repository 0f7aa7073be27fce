/** The audit's rows: appended once each, read back exactly as they were said. */
import { z } from 'zod';
import { eventEnvelope, type EventEnvelope } from '../../actors/task/events.ts';
import { withPartitions } from '../read-model/partitions.ts';
import { execute, instantColumn, select, type Queryable } from './database.ts';
import { STATE, eventState } from './event-state.ts';
import { afterSql, decodeCursor, orderSql, pageOf, type Order, type Page } from './keyset.ts';
import { named } from './prepared.ts';
import { parameters } from './task-conditions.ts';

// The envelope is kept whole; what keys and indexes need of it is taken out by the database, so the two cannot differ.
const append = {
  name: 'append_events',
  text: `INSERT INTO events (event_id, event_type, aggregate_id, aggregate_type, sequence, "timestamp", correlation_id,
      causation_id, user_id, event)
    SELECT said.*, owned.user_id, owned.event
    FROM jsonb_to_recordset($1::jsonb) AS owned (event jsonb, user_id uuid),
      jsonb_to_record(owned.event) AS said (event_id uuid, event_type text, aggregate_id uuid, aggregate_type text,
        sequence int, "timestamp" timestamptz, correlation_id uuid, causation_id uuid)
    WHERE NOT EXISTS (SELECT FROM archived_events AS old
      WHERE old.event_id = said.event_id AND old."timestamp" = said."timestamp")
    ON CONFLICT DO NOTHING`,
};

/** An event and whose it is: the owner of its aggregate, who may not be who caused it. */
export type OwnedEvent = { event: EventEnvelope; userId: string };

/**
 * Adds what is not there yet. Order and repetition do not matter.
 * @returns how many were new. @throws {Unavailable} when Postgres cannot answer.
 */
export const appendEvents = async (db: Queryable, events: readonly OwnedEvent[]): Promise<number> => {
  if (events.length === 0) return 0;
  const rows = JSON.stringify(events.map(({ event, userId }) => ({ event, user_id: userId })));
  const dates = events.map(({ event }) => event.timestamp);
  return withPartitions(db, 'events', dates, () => execute(db, append, [rows]));
};

const NIL = '00000000-0000-0000-0000-000000000000';
const eventRow = z.looseObject({ event: eventEnvelope });
const statedRow = eventRow.extend({ state: eventState });
export const statedEvent = eventEnvelope.extend({ state: eventState });
export type StatedEvent = z.output<typeof statedEvent>;

const HISTORY = {
  name: 'aggregate_history',
  text: `SELECT event FROM audit
    WHERE aggregate_id = $1 AND sequence > $2 AND ($3::timestamptz IS NULL OR "timestamp" <= $3)
    ORDER BY sequence, event_id LIMIT $4`,
};

/**
 * The history of one aggregate in sequence order, from after `after` (0: the beginning), up to and including the instant
 * `until`. At most `limit` events. Whether the caller may see it is the caller's to check.
 */
export const historyOf = async (
  db: Queryable,
  aggregateId: string,
  { after = 0, until = null, limit = 1000 }: { after?: number; until?: string | null; limit?: number } = {},
): Promise<EventEnvelope[]> => {
  const rows = await select(db, eventRow, HISTORY, [aggregateId, after, until, limit]);
  return rows.map(({ event }) => event);
};

/** What of the caller's events is asked for. `from` is inclusive, `to` is not; both instants. */
export type EventFilter = {
  aggregate_id?: string | undefined;
  event_type?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** 1 to 200; 50 unless said otherwise. */
  limit?: number | undefined;
  cursor?: string | undefined;
};

const newestFirst: Order = {
  by: [
    { sql: '"timestamp"', type: 'timestamptz' },
    { sql: 'event_id', type: 'uuid' },
  ],
  direction: 'DESC',
};

/** A page of the events of `userId`'s aggregates, newest first. @throws {InvalidCursor} */
export const listEvents = async (
  db: Queryable,
  userId: string,
  filter: EventFilter = {},
): Promise<Page<StatedEvent>> => {
  const limit = Math.max(1, Math.min(200, filter.limit ?? 50));
  const params = parameters();
  const where = [`user_id = ${params.add(userId, 'uuid')}`];
  if (filter.aggregate_id !== undefined) where.push(`aggregate_id = ${params.add(filter.aggregate_id, 'uuid')}`);
  if (filter.event_type !== undefined) where.push(`event_type = ${params.add(filter.event_type, 'text')}`);
  if (filter.from !== undefined) where.push(`"timestamp" >= ${params.add(filter.from, 'timestamptz')}`);
  if (filter.to !== undefined) where.push(`"timestamp" < ${params.add(filter.to, 'timestamptz')}`);
  if (filter.cursor !== undefined) {
    const first = params.values.length + 1;
    params.values.push(...decodeCursor('events', newestFirst, filter.cursor));
    where.push(afterSql(newestFirst, first));
  }
  const { sorts, keys, within, outside } = orderSql(newestFirst);
  const text = `SELECT event, ${STATE} AS state, ${keys} FROM (
    SELECT event, event_type, aggregate_id, aggregate_type, sequence, event_id, archived, ${sorts}
    FROM audit WHERE ${where.join(' AND ')} ORDER BY ${within} LIMIT 201
  ) AS page ORDER BY ${outside} LIMIT 201`;
  const rows = await select(db, statedRow, named(text), params.values);
  return pageOf('events', newestFirst, limit, rows, ({ event, state }) => ({ ...event, state }));
};

const said = z.object({ at: z.string(), aggregate_id: z.guid(), sequence: z.int(), event: eventEnvelope });
/** An event's place among all: by its timestamp, and at one timestamp in the order of its own history. */
export type SaidPosition = { at: string; aggregate_id: string; sequence: number };

// Nobody misses an old heartbeat.
const SAID = {
  name: 'said_since',
  text: `SELECT event ->> 'timestamp' AS at, aggregate_id, sequence, event FROM events
    WHERE "timestamp" >= $1 AND aggregate_type <> 'service' AND ("timestamp", aggregate_id, sequence) > ($2, $3, $4)
    ORDER BY "timestamp", aggregate_id, sequence LIMIT $5`,
};

/** Up to `limit` events since the instant `since`, oldest first, after `after`; `last` is null when there are no more. */
export const saidSince = async (
  db: Queryable,
  since: string,
  after: SaidPosition | null,
  limit: number,
): Promise<{ events: EventEnvelope[]; last: SaidPosition | null }> => {
  const { at, aggregate_id, sequence } = after ?? { at: '-infinity', aggregate_id: NIL, sequence: 0 };
  const rows = await select(db, said, SAID, [since, at, aggregate_id, sequence, limit]);
  return { events: rows.map(({ event }) => event), last: rows.length < limit ? null : (rows.at(-1) ?? null) };
};

/** The instant of the latest event that is no heartbeat; null when there is none. */
export const lastSaid = async (db: Queryable): Promise<string | null> => {
  const sql = `SELECT "timestamp" AS at FROM events WHERE aggregate_type <> 'service' ORDER BY "timestamp" DESC LIMIT 1`;
  return (await select(db, z.object({ at: instantColumn }), sql))[0]?.at ?? null;
};
