/** What the understander is told, and what it makes of a sentence: the whole of its contract with whoever talks to it. */
import { z } from 'zod';
import type { Task } from '../../../actors/task/task.ts';

/** A task of the speaker, as much of it as language can refer to. */
export type KnownTask = Pick<
  Task,
  | 'id'
  | 'title'
  | 'description'
  | 'priority'
  | 'tags'
  | 'category_id'
  | 'due_date'
  | 'all_day'
  | 'time_zone'
  | 'recurrence_rule'
  | 'completed'
  | 'completed_at'
  | 'created_at'
  | 'snoozed_until'
  | 'reminders'
  | 'checklist'
>;

export type KnownCategory = { category_id: string; name: string };

/** A filter that was saved under a name, and the ids of what it holds, in order, where the sentence names it. */
export type KnownFilter = { name: string; tasks: readonly string[] };

/** One sentence and everything that decides what it means. */
export type Heard = {
  text: string;
  /** The instant of speaking, RFC 3339. */
  now: string;
  /** The speaker's IANA zone. */
  zone: string;
  /** BCP 47. Left out, the zone tells how `5/9` is read. */
  locale?: string;
  /** The day weeks begin with; Monday unless said otherwise. */
  weekStart?: 'MO' | 'SU' | 'SA';
  /** The speaker's own tasks that are neither deleted nor archived, completed ones too. */
  tasks: readonly KnownTask[];
  categories?: readonly KnownCategory[];
  filters?: readonly KnownFilter[];
  memory: Memory;
};

export const taskRef = z.strictObject({ id: z.string(), title: z.string() });

/** A task by id, with the title it had when it was meant. */
export type TaskRef = z.infer<typeof taskRef>;

/** `offset`, an ISO 8601 duration before due, or `at`, an RFC 3339 instant. */
export type SaidReminder = { offset: string } | { at: string };

/**
 * What a sentence says about a task. `due` is a date (`2026-12-01`, all day) or a local time with its offset
 * (`2026-12-01T09:00:00+01:00`). `category` is a name, to be found or made. `rrule` has no DTSTART.
 */
export type Said = {
  title: string;
  description: string | null;
  due: string | null;
  rrule: string | null;
  /** The words the rule was said in. */
  recurrence_text: string | null;
  recurrence_mode: 'schedule' | 'completion';
  priority: Task['priority'];
  tags: string[];
  category: string | null;
  reminders: SaidReminder[];
  checklist: string[];
};

/** Only what changes; null clears. `tags`, `reminders` and `checklist` are full sets. */
export type SaidChanges = Partial<Said>;

/** One thing to be done. `until` is a local time with its offset, already counted from due or now. */
export type Act =
  | { op: 'add'; task: Said }
  | { op: 'complete' | 'reopen' | 'delete' | 'skip' | 'pause' | 'resume'; target: TaskRef }
  | { op: 'update'; target: TaskRef; changes: SaidChanges }
  | { op: 'snooze'; target: TaskRef; until: string }
  | { op: 'undo'; target: TaskRef; command_id: string };

/** What a query looked for, for those who would run it themselves. */
export type Query = {
  kind: 'list' | 'search' | 'question';
  /** The words searched for; null when no title was asked about. */
  words: string | null;
};

export type Understanding = {
  /** In the order said; empty when nothing is to be done. */
  acts: Act[];
  query: Query | null;
  /** Ids of the tasks shown, in order; of queries only. */
  listed: string[];
  /** The reply is a question that the next turn may answer. */
  asked: boolean;
  /** What to say if every act succeeds; `settle` words it anew when one does not. */
  reply: string;
  /** The conversation after this turn, to be settled with what the acts came to. */
  memory: Memory;
};

/** What became of an act, in the order of `acts`. */
export type ActOutcome =
  { ok: true; task: { id: string; title: string }; command_id: string } | { ok: false; message: string };

const doneAct = z.strictObject({ id: z.string(), title: z.string(), op: z.string(), command_id: z.string() });

/** A question left open, with what is needed to go on once it is answered. */
export const pending = z.discriminatedUnion('kind', [
  /** The deletion of exactly these waits for a yes until `expires`. */
  z.strictObject({ kind: z.literal('confirm-delete'), targets: z.array(taskRef), expires: z.string() }),
  /** `text` named several; which one (or all) did it mean? */
  z.strictObject({ kind: z.literal('which'), text: z.string(), candidates: z.array(taskRef), expires: z.string() }),
  /** `text` lacks something; the answer goes where `at` says, in place of what stands there. */
  z.strictObject({
    kind: z.literal('detail'),
    wants: z.enum(['when', 'title', 'text']),
    text: z.string(),
    at: z.tuple([z.number().int(), z.number().int()]),
    before: z.string(),
    expires: z.string(),
  }),
]);

export type Pending = z.infer<typeof pending>;

/** What a conversation remembers from turn to turn: plain JSON, stored with the conversation. */
export const memory = z.strictObject({
  /** Ids last shown, in order. */
  shown: z.array(z.string()).default([]),
  /** Ids last touched: what "it" means. */
  touched: z.array(z.string()).default([]),
  pending: pending.nullable().default(null),
  /** The turns that changed something and were not undone, the latest last. */
  done: z.array(z.array(doneAct)).default([]),
  /** The sentence that the latest of them were said in; empty when it cannot be said again of another task. */
  said: z.string().default(''),
});

export type Memory = z.infer<typeof memory>;

export const emptyMemory: Memory = { shown: [], touched: [], pending: null, done: [], said: '' };
