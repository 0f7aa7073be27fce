/** What can be asked of a task in a list: a small tree of conditions, compiled to SQL with every value a parameter. */
import type { Priority } from '../../actors/task/task.ts';

/** `kept` is everything that is not in the trash, `all` is that and the trash. */
export type StatusFilter = 'open' | 'completed' | 'archived' | 'deleted' | 'kept' | 'all';

export type Condition =
  | { kind: 'and' | 'or'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'status'; is: StatusFilter }
  /** Strictly before an instant. */
  | { kind: 'due-before'; at: string }
  /** At an instant or later, so that before and after together make half-open days. */
  | { kind: 'due-after'; at: string }
  | { kind: 'no-due-date' }
  | { kind: 'priority'; anyOf: readonly (Priority | null)[] }
  | { kind: 'tag'; is: string }
  | { kind: 'category'; is: string | null }
  | { kind: 'assignee'; is: string | null }
  | { kind: 'recurring' }
  /** Words as people type them into a search box: `milk -soy "oat drink" or tea`. */
  | { kind: 'words'; q: string };

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

const nullable = (column: string, value: string | null, params: Parameters): string =>
  value === null ? `${column} IS NULL` : `${column} = ${params.add(value, 'uuid')}`;

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
    case 'due-before':
      return `due_date < ${params.add(condition.at, 'timestamptz')}`;
    case 'due-after':
      return `due_date >= ${params.add(condition.at, 'timestamptz')}`;
    case 'no-due-date':
      return 'due_date IS NULL';
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
    case 'category':
      return nullable('category_id', condition.is, params);
    case 'assignee':
      return nullable('assignee_id', condition.is, params);
    case 'recurring':
      return 'recurrence_rule IS NOT NULL';
    case 'words':
      return `search_vector @@ ${wordsQuery(condition.q, params)}`;
    default:
      return condition satisfies never;
  }
};
