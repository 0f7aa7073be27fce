/** What can be asked of a task in a list: a small tree of conditions, compiled to SQL with every value a parameter. */
import type { Priority } from '../../actors/task/task.ts';

/** `kept` is everything that is not in the trash, `all` is that and the trash. */
export type StatusFilter = 'open' | 'completed' | 'archived' | 'deleted' | 'kept' | 'all';

export type Condition =
  | { kind: 'and' | 'or'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'status'; is: StatusFilter }
  /** At `from` or later and strictly before `to`, instants both, so that days are half-open; null is no end. */
  | { kind: 'between'; column: DateColumn; from: string | null; to: string | null }
  | { kind: 'no-due-date' | 'all-day' }
  | { kind: 'priority'; anyOf: readonly (Priority | null)[] }
  | { kind: 'tag'; is: string }
  | { kind: 'untagged' | 'recurring' | 'paused' }
  | { kind: 'category'; is: string }
  /** By a name in any case, among the categories of somebody; null: in none that they have. */
  | { kind: 'category-named'; name: string | null; of: string }
  | { kind: 'assignee'; is: string | null }
  /** Words as people type them into a search box: `milk -soy "oat drink" or tea`. */
  | { kind: 'words'; q: string };

export type DateColumn = 'due_date' | 'created_at' | 'updated_at' | 'completed_at' | 'snoozed_until';

/** Collects values and hands out their placeholders. */
export type Parameters = { readonly values: unknown[]; add: (value: unknown, type: string) => string };

export const parameters = (): Parameters => {
  const values: unknown[] = [];
  // Postgres' text cannot hold NUL, so nothing stored has one; asked for, it is no more than a blank.
  const sendable = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', ' ') : value);
  return { values, add: (value, type) => `$${values.push(sendable(value))}::${type}` };
};

const NOT_DELETED = 'deleted_at IS NULL';
const statuses: Record<StatusFilter, string> = {
  open: `NOT completed AND status <> 'ARCHIVED' AND ${NOT_DELETED}`,
  completed: `completed AND status <> 'ARCHIVED' AND ${NOT_DELETED}`,
  archived: `status = 'ARCHIVED' AND ${NOT_DELETED}`,
  deleted: 'deleted_at IS NOT NULL',
  kept: NOT_DELETED,
  all: 'true',
};

/**
 * The tsquery of what a person typed. Either dictionary may find it; with a word excluded only english decides, because
 * "not as english, or not as simple" would let through what one of them excludes.
 */
export const wordsQuery = (q: string, params: Parameters): string => {
  const words = params.add(q, 'text');
  const english = `websearch_to_tsquery('english', ${words})`;
  return /(^|\s)-\S/.test(q) ? english : `(${english} || websearch_to_tsquery('simple', ${words}))`;
};

const between = ({ column, from, to }: Extract<Condition, { kind: 'between' }>, params: Parameters): string => {
  const parts = [
    ...(from === null ? [] : [`${column} >= ${params.add(from, 'timestamptz')}`]),
    ...(to === null ? [] : [`${column} < ${params.add(to, 'timestamptz')}`]),
  ];
  return parts.length === 0 ? `${column} IS NOT NULL` : `(${parts.join(' AND ')})`;
};

/** A category that has been deleted is none: its tasks still name it, and nobody can see what it was. */
const categoryNamed = ({ name, of }: Extract<Condition, { kind: 'category-named' }>, params: Parameters): string => {
  const theirs = `SELECT category_id FROM categories WHERE user_id = ${params.add(of, 'uuid')}`;
  if (name === null) return `(category_id IN (${theirs})) IS NOT TRUE`;
  return `category_id IN (${theirs} AND lower(name) = lower(${params.add(name, 'text')}))`;
};

/** The condition as SQL over the columns of `tasks`. */
export const conditionSql = (condition: Condition, params: Parameters): string => {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      if (condition.of.length === 0) return condition.kind === 'and' ? 'true' : 'false';
      const parts = condition.of.map((part) => conditionSql(part, params));
      return parts.length === 1 ? parts.join('') : `(${parts.join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      // Of a task without a due date "due before friday" is unknown, and its contrary has to hold.
      return `(${conditionSql(condition.of, params)}) IS NOT TRUE`;
    case 'status':
      return `(${statuses[condition.is]})`;
    case 'between':
      return between(condition, params);
    case 'no-due-date':
      return 'due_date IS NULL';
    case 'all-day':
      return 'all_day';
    case 'priority': {
      const named = params.add(
        condition.anyOf.filter((value) => value !== null),
        'text[]',
      );
      return condition.anyOf.includes(null)
        ? `(priority = ANY (${named}) OR priority IS NULL)`
        : `priority = ANY (${named})`;
    }
    case 'tag':
      return `${params.add(condition.is, 'text')} = ANY (tags)`;
    case 'untagged':
      return 'cardinality(tags) = 0';
    case 'recurring':
      return 'recurrence_rule IS NOT NULL';
    case 'paused':
      return 'paused';
    case 'category':
      return `category_id = ${params.add(condition.is, 'uuid')}`;
    case 'category-named':
      return categoryNamed(condition, params);
    case 'assignee':
      return condition.is === null ? 'assignee_id IS NULL' : `assignee_id = ${params.add(condition.is, 'uuid')}`;
    case 'words':
      return `search_vector @@ ${wordsQuery(condition.q, params)}`;
    default:
      return condition satisfies never;
  }
};
