/** What a filter comes to for one person at one moment: the condition that lists are read with. */
import { iso, startOfDay, wallAt, instantOf } from '../../actors/task/zone.ts';
import type { Condition, DateColumn } from '../queries/task-conditions.ts';
import type { DateField, Expression, Status } from './expression.ts';
import { spanOf, type Here, type Span } from './spans.ts';

/** Who asks, where and when. */
export type Asker = Here & { userId: string };

/**
 * The filter as a condition. A list holds open tasks, and of the completed, archived and deleted ones those kinds that the
 * filter names: `#home` is a list of things to do, `#home & completed` of things done.
 */
export const conditionOf = (expression: Expression, asker: Asker): Condition => {
  const named = statusesIn(expression);
  const scope: Condition = { kind: 'or', of: [...named].map((is) => ({ kind: 'status', is })) };
  return { kind: 'and', of: [scope, meaning(expression, asker)] };
};

const statusesIn = (expression: Expression): Set<Status> => {
  const named = new Set<Status>(['open']);
  const visit = (one: Expression): void => {
    if (one.kind === 'and' || one.kind === 'or') one.of.forEach(visit);
    else if (one.kind === 'not') visit(one.of);
    else if (one.kind === 'status') named.add(one.is);
    else if (one.kind === 'date' && one.field === 'completed') named.add('completed');
  };
  visit(expression);
  return named;
};

/** The filter as a condition for a list whose status somebody has chosen already. */
export const meaning = (expression: Expression, asker: Asker): Condition => {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { kind: expression.kind, of: expression.of.map((part) => meaning(part, asker)) };
    case 'not':
      return { kind: 'not', of: meaning(expression.of, asker) };
    case 'status':
      return { kind: 'status', is: expression.is };
    case 'overdue':
      return overdue(asker);
    case 'undated':
      return { kind: 'no-due-date' };
    case 'untagged':
    case 'recurring':
    case 'paused':
      return { kind: expression.kind };
    case 'snoozed':
      return between('snoozed_until', { from: asker.now + 1, to: null });
    case 'date':
      return between(columns[expression.field], bounds(expression, asker));
    case 'priority':
      return { kind: 'priority', anyOf: [expression.is] };
    case 'tag':
      return { kind: 'tag', is: expression.is };
    case 'category':
      return { kind: 'category-named', name: expression.name, of: asker.userId };
    case 'assigned':
      return assigned(expression.to, asker.userId);
    case 'words':
      return { kind: 'words', q: expression.q };
    default:
      return expression satisfies never;
  }
};

const columns: Record<DateField, DateColumn> = {
  due: 'due_date',
  created: 'created_at',
  updated: 'updated_at',
  completed: 'completed_at',
};

type Bounds = { [End in keyof Span]: number | null };

const between = (column: DateColumn, { from, to }: Bounds): Condition => ({
  kind: 'between',
  column,
  from: from === null ? null : iso(from),
  to: to === null ? null : iso(to),
});

const bounds = ({ field, relation, date }: Extract<Expression, { kind: 'date' }>, asker: Asker): Bounds => {
  const { from, to } = spanOf(date, asker, field !== 'due');
  switch (relation) {
    case 'before':
      return { from: null, to: from };
    case 'after':
      return { from: to, to: null };
    case 'on':
      return { from, to };
    case 'by':
      return { from: null, to };
    case 'since':
      return { from, to: null };
    default:
      return relation satisfies never;
  }
};

/** Not done though its time is over; what is due on a day is late when the day has ended for the asker. */
const overdue = ({ now, zone }: Asker): Condition => {
  const today = instantOf(zone, startOfDay(wallAt(zone, now)));
  return {
    kind: 'and',
    of: [
      { kind: 'status', is: 'open' },
      {
        kind: 'or',
        of: [
          between('due_date', { from: null, to: today }),
          { kind: 'and', of: [{ kind: 'not', of: { kind: 'all-day' } }, between('due_date', { from: null, to: now })] },
        ],
      },
    ],
  };
};

const assigned = (to: Extract<Expression, { kind: 'assigned' }>['to'], userId: string): Condition => {
  const nobody: Condition = { kind: 'assignee', is: null };
  const me: Condition = { kind: 'assignee', is: userId };
  switch (to) {
    case 'me':
      return me;
    case 'nobody':
      return nobody;
    case 'anyone':
      return { kind: 'not', of: nobody };
    case 'others':
      return { kind: 'not', of: { kind: 'or', of: [nobody, me] } };
    default:
      return to satisfies never;
  }
};
