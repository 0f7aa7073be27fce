/** What is to change in a task, and the words that name the task. */
import type { Length } from '../dates/lengths.ts';
import type { Moment } from '../dates/moments.ts';
import type { Priority } from '../marks/priority.ts';
import type { SaidReminding } from '../marks/reminders.ts';
import type { Recurrence } from '../recurrence/recurrence.ts';
import type { Token } from '../words/tokens.ts';

export type Field =
  'due' | 'time' | 'priority' | 'tags' | 'description' | 'rrule' | 'reminders' | 'category' | 'checklist';

/** What is to change. `shift` moves the due date by a length, backwards when `back`. */
export type Edit = {
  title?: string;
  moment?: Moment;
  /** Where in the text the moment stands. */
  spot?: readonly [number, number];
  recurrence?: Recurrence;
  shift?: { length: Length; back: boolean };
  priority?: Priority | null;
  /** A level up (1) or down (-1) from what it has. */
  priorityStep?: 1 | -1;
  addTags?: string[];
  removeTags?: string[];
  setTags?: string[];
  description?: string;
  category?: string;
  checklist?: string[];
  remindings?: SaidReminding[];
  clear?: Field[];
};

/**
 * `sure`: it can be nothing else than an edit. `weak`: it is one only when the object is named clearly, as by "the"
 * (`definite`).
 */
export type EditWish = { edit: Edit; object: Token[]; sure: boolean; weak: boolean; definite?: boolean };
