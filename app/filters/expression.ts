/** What a filter says, as a tree: nothing in it is resolved yet, so a saved "due today" means another day tomorrow. */
import type { Priority } from '../../actors/task/task.ts';

export type Expression =
  | { kind: 'and' | 'or'; of: readonly Expression[] }
  | { kind: 'not'; of: Expression }
  | { kind: 'status'; is: Status }
  | { kind: 'overdue' | 'undated' | 'untagged' | 'recurring' | 'paused' | 'snoozed' }
  | { kind: 'date'; field: DateField; relation: Relation; date: DateWords }
  | { kind: 'priority'; is: Priority | null }
  | { kind: 'tag'; is: string }
  /** By name; null is no category. `at` is where the name stands, for whoever finds that there is none such. */
  | { kind: 'category'; name: string | null; at: number }
  | { kind: 'assigned'; to: 'me' | 'others' | 'anyone' | 'nobody' }
  | { kind: 'words'; q: string };

export type Status = 'open' | 'completed' | 'archived' | 'deleted';
export type DateField = 'due' | 'created' | 'updated' | 'completed';
/** `before` and `after` leave the named day (week, month) out; `by` and `since` take it in. */
export type Relation = 'before' | 'after' | 'on' | 'by' | 'since';

/** A stretch of time in words. `time` is in minutes after midnight. */
export type DateWords =
  | { kind: 'day'; day: Day; time: number | null }
  | { kind: 'period'; unit: 'week' | 'weekend' | 'month' | 'year'; offset: -1 | 0 | 1 }
  /** `count` days, the first of them `first` days from today. */
  | { kind: 'days'; first: number; count: number }
  | { kind: 'month'; year: number; month: number }
  /** RFC 3339, or a local date-time. */
  | { kind: 'instant'; text: string }
  | { kind: 'now' };

export type Day =
  | { kind: 'offset'; days: number; months: number }
  /** 0 is Monday. `near` is today's or the closest ahead; of what lies in the past (created, completed), the closest behind. */
  | { kind: 'weekday'; weekday: number; which: 'near' | 'next' | 'last' }
  | { kind: 'date'; year: number; month: number; day: number }
  /** `month` 1–12; the year is the closest, as with weekdays. */
  | { kind: 'month-day'; month: number; day: number };

/** Why a text is no filter, said so that its writer can mend it. `position` counts UTF-16 code units from 0. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}
