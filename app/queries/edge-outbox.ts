/** Events that the edge committed together with the change behind them and that the broker has not taken yet. */
import { z } from 'zod';
import type { Caller } from '../../actors/task/commands.ts';
import { SCHEMA_VERSION, eventEnvelope } from '../../actors/task/events.ts';
import { hashOf } from '../../actors/task/hash.ts';
import { eventIdFor } from '../../actors/task/ids.ts';
import { edgeEvent, edgeEvents, type EdgeEvent, type EdgeEventName } from '../operations/edge-events.ts';
import type { Publish } from '../operations/ports.ts';
import { execute, select, type Queryable } from './database.ts';

// The head of each aggregate's history is kept in its own row, whose lock puts the events of one aggregate in order.
const headIn = (table: string, id: string) => ({
  raise: {
    name: `raise_${table}`,
    text: `UPDATE ${table} SET event_sequence = event_sequence + 1 WHERE ${id} = $1
           RETURNING event_sequence AS sequence, last_event_hash AS previous_hash`,
  },
  keep: {
    name: `keep_event_of_${table}`,
    text: `WITH head AS (UPDATE ${table} SET last_event_hash = $2 WHERE ${id} = $1)
           INSERT INTO edge_outbox (event) VALUES ($3)`,
  },
});
const heads = { user: headIn('users', 'user_id'), conversation: headIn('conversations', 'conversation_id') };
const head = z.object({ sequence: z.int(), previous_hash: z.string().nullable() });

export type Said<Name extends EdgeEventName> = {
  aggregate_id: string;
  payload: z.input<(typeof edgeEvents)[Name]['payload']>;
  user_context: Caller;
  correlation_id: string;
  causation_id: string | null;
  traceparent?: string | undefined;
  now: Date;
  /** Given when the event stands for something that has an id already. */
  event_id?: string;
};

/** Where the history of an aggregate begins. */
export const BEGINNING: z.output<typeof head> = { sequence: 1, previous_hash: null };

/** The event that comes next in its aggregate's history, `at` its head. */
export const eventOf = <Name extends EdgeEventName>(
  name: Name,
  said: Said<Name>,
  at: z.output<typeof head>,
): EdgeEvent => {
  const { event_type, aggregate_type } = edgeEvents[name];
  return edgeEvent.parse({
    event_id: said.event_id ?? eventIdFor(said.aggregate_id, at.sequence),
    event_type,
    aggregate_id: said.aggregate_id,
    aggregate_type,
    sequence: at.sequence,
    payload: said.payload,
    timestamp: said.now.toISOString(),
    user_context: said.user_context,
    correlation_id: said.correlation_id,
    causation_id: said.causation_id,
    schema_version: SCHEMA_VERSION,
    source_service: 'chat-api',
    previous_hash: at.previous_hash,
    ...(said.traceparent === undefined ? {} : { traceparent: said.traceparent }),
  });
};

/** Adds an event to its aggregate's history and to the outbox, in the transaction of the change it tells of. */
export const recordEvent = async <Name extends EdgeEventName>(
  tx: Queryable,
  name: Name,
  said: Said<Name>,
): Promise<EdgeEvent> => {
  const { aggregate_type } = edgeEvents[name];
  const [at] = await select(tx, head, heads[aggregate_type].raise, [said.aggregate_id]);
  if (at === undefined) throw new Error(`no ${aggregate_type} ${said.aggregate_id} to record ${name} of`);
  const event = eventOf(name, said, at);
  await execute(tx, heads[aggregate_type].keep, [said.aggregate_id, hashOf(event), event]);
  return event;
};

const waiting = z.object({ position: z.string(), event: eventEnvelope });

/**
 * Hands the oldest events of the outbox to `publish` and forgets those that were taken. Replicas take turns, so that
 * the events of one person leave in order.
 * @returns how many were offered and how many taken
 */
export const drainOutbox = async (
  tx: Queryable,
  publish: Publish,
  limit: number,
): Promise<{ offered: number; taken: number }> => {
  await execute(tx, `SELECT pg_advisory_xact_lock(hashtextextended('edge_outbox', 0))`);
  const batch = await select(tx, waiting, 'SELECT position, event FROM edge_outbox ORDER BY position LIMIT $1', [
    limit,
  ]);
  if (batch.length === 0) return { offered: 0, taken: 0 };
  const taken = await publish(batch.map(({ event }) => event));
  const positions = batch.slice(0, taken).map(({ position }) => position);
  await execute(tx, 'DELETE FROM edge_outbox WHERE position = ANY($1::bigint[])', [positions]);
  return { offered: batch.length, taken };
};

const length = z.object({ n: z.coerce.number() });

/** How many events wait in the outbox of `db`. */
export const outboxLength = async (db: Queryable): Promise<number> =>
  (await select(db, length, 'SELECT count(*) AS n FROM edge_outbox'))[0]?.n ?? 0;
