/** What is left after a run, gathered from every place that keeps a part of the truth, each asked in its own way. */
import { z } from 'zod';
import { upcast } from '../../actors/task/upcast.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import type { Task } from '../../actors/task/task.ts';
import type { TaskDocument } from '../../actors/document.ts';
import type { Person } from '../support/person.ts';
import type { System } from '../support/system.ts';
import type { TopicReader } from '../support/topic-reader.ts';
import type { Bell } from './load.ts';
import type { Command, Retry } from './record.ts';

export type InboxRow = {
  user_id: string;
  task_id: string;
  kind: string;
  occasion: string;
  planned_at: string;
  fired_at: string;
  delivered_at: string;
};

export type Evidence = {
  /** From the driver. */
  commands: Command[];
  retries: Retry[];
  leaks: string[];
  bells: Bell[];
  /** Well answered requests a second before the fault, and after it was healed. */
  rate: { before: number; after: number };
  /** Milliseconds by which the clock of a host was ahead. */
  ahead: number;
  /** From the audit, in order. */
  histories: Map<string, TaskEvent[]>;
  /** Of audit rows that no reader understands. */
  unreadable: string[];
  /** From the actors. */
  documents: Map<string, Pick<TaskDocument, 'state'>>;
  /** From the lists that the API gives, all pages, of every status. */
  rows: Map<string, Task>;
  /** In whose list each task was. */
  listed: { user: string; task: string }[];
  /** From the inbox table, what is delivered. */
  inbox: InboxRow[];
  /** Ids of the events on the log topic, in order of arrival, as often as they are there. */
  logged: string[];
  deadLetters: number;
};

const audited = z.object({ aggregate_id: z.string(), event: z.unknown() });

const historiesOf = async (
  system: System,
  users: readonly string[],
): Promise<Pick<Evidence, 'histories' | 'unreadable'>> => {
  const { rows } = await system.tasks.query(
    `SELECT aggregate_id, event FROM events WHERE user_id = ANY ($1::uuid[]) AND aggregate_type = 'task'
     ORDER BY aggregate_id, sequence, event_id`,
    [users],
  );
  const histories = new Map<string, TaskEvent[]>();
  const unreadable: string[] = [];
  for (const { aggregate_id, event } of z.array(audited).parse(rows)) {
    const read = upcast(event);
    if (read.ok) histories.set(aggregate_id, [...(histories.get(aggregate_id) ?? []), read.event]);
    else unreadable.push(`${aggregate_id}: ${read.reason}`);
  }
  return { histories, unreadable };
};

const documentsOf = async (system: System, ids: readonly string[]): Promise<Evidence['documents']> => {
  const { daprUrl, headers } = system.app('task-actors');
  const documents: Evidence['documents'] = new Map();
  const waiting = [...ids];
  const ask = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const url = `${daprUrl}/v1.0/actors/TaskActor/${id}/method/inspect`;
      const response = await fetch(url, { method: 'PUT', headers, body: 'null', signal: AbortSignal.timeout(10_000) });
      if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
      const document = (await response.json()) as TaskDocument | null;
      if (document !== null) documents.set(id, document);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  return documents;
};

const rowsOf = async (people: readonly Person[]): Promise<Pick<Evidence, 'rows' | 'listed'>> => {
  const rows: Evidence['rows'] = new Map();
  const listed: Evidence['listed'] = [];
  for (const person of people) {
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await person.call('GET', `/api/tasks?status=all&limit=200${from}`);
      if (status !== 200) throw new Error(`the list answered ${String(status)}`);
      for (const task of body.items as Task[]) {
        rows.set(task.id, task);
        listed.push({ user: person.id, task: task.id });
      }
      cursor = body.next_cursor as string | null;
    }
  }
  return { rows, listed };
};

type StoredRow = Record<'user_id' | 'task_id' | 'kind' | 'occasion', string> &
  Record<'planned_at' | 'fired_at' | 'delivered_at', Date>;

const inboxOf = async (system: System, users: readonly string[]): Promise<InboxRow[]> => {
  const { rows } = await system.tasks.query<StoredRow>(
    `SELECT user_id, task_id, kind, occasion, planned_at, fired_at, delivered_at FROM notifications
     WHERE user_id = ANY ($1::uuid[]) AND channel = 'inbox' AND delivered_at IS NOT NULL`,
    [users],
  );
  return rows.map((row) => ({
    ...row,
    planned_at: row.planned_at.toISOString(),
    fired_at: row.fired_at.toISOString(),
    delivered_at: row.delivered_at.toISOString(),
  }));
};

/** What the driver itself brings. */
export type Testimony = Pick<Evidence, 'commands' | 'retries' | 'leaks' | 'bells' | 'rate' | 'ahead'>;

/** @throws {Error} when a place that has to answer does not. */
export const gather = async (
  system: System,
  log: TopicReader,
  people: readonly Person[],
  testimony: Testimony,
): Promise<Evidence> => {
  const users = people.map(({ id }) => id);
  const { histories, unreadable } = await historiesOf(system, users);
  const { rows, listed } = await rowsOf(people);
  const mine = new Set(users);
  const logged = log.messages.filter(({ event }) => {
    const payload = (event.data as TaskEvent | undefined)?.payload;
    return payload !== undefined && mine.has(payload.task.user_id);
  });
  const dead = await system.tasks.query<{ count: string }>('SELECT count(*) FROM dead_letters');
  return {
    ...testimony,
    histories,
    unreadable,
    documents: await documentsOf(system, [...new Set([...histories.keys(), ...rows.keys()])]),
    rows,
    listed,
    inbox: await inboxOf(system, users),
    logged: logged.map(({ event }) => (event.data as TaskEvent).event_id),
    deadLetters: Number(dead.rows[0]?.count ?? 0),
  };
};
