/** The audit's rows: appended once each, read back exactly as they were said. */
import { z } from 'zod';
import { eventEnvelope, type EventEnvelope } from '../../actors/task/events.ts';
import { withPartitions } from '../read-model/partitions.ts';
import { execute, select, type Queryable } from './database.ts';
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

const eventRow = z.looseObject({ event: eventEnvelope });

const HISTORY = {
  name: 'aggregate_history',
  text: `SELECT event FROM events
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
): Promise<Page<EventEnvelope>> => {
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
  const text = `SELECT event, ${keys} FROM (
    SELECT event, ${sorts} FROM events WHERE ${where.join(' AND ')} ORDER BY ${within} LIMIT 201
  ) AS page ORDER BY ${outside} LIMIT 201`;
  const rows = await select(db, eventRow, named(text), params.values);
  return pageOf('events', newestFirst, limit, rows, ({ event }) => event);
};
