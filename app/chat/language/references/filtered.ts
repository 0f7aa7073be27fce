/** The tasks a filter lets through, in the order they are shown. */
import { lateFrom } from '../../../../actors/task/due-date.ts';
import type { KnownCategory, KnownTask } from '../contract.ts';
import { wallAt, type Here, type Wall } from '../dates/calendar.ts';
import type { Filter } from './filter.ts';
import { keyWords, ranked } from './matching.ts';

const inZone = (here: Here, instant: string): Wall => wallAt(here.zone, Date.parse(instant));

export const isOverdue = (here: Here, task: KnownTask): boolean =>
  task.due_date !== null &&
  !task.completed &&
  lateFrom(Date.parse(task.due_date), task.all_day, task.time_zone) <= here.now;

/** The due time on the clocks the task is due on: its own zone's for whole days, the speaker's otherwise. */
const dueWall = (here: Here, task: KnownTask): Wall | null =>
  task.due_date === null
    ? null
    : task.all_day
      ? wallAt(task.time_zone, Date.parse(task.due_date))
      : inZone(here, task.due_date);

const fits = (here: Here, filter: Filter, task: KnownTask, categoryId: string | null): boolean => {
  if (filter.status !== 'all' && task.completed !== (filter.status === 'completed')) return false;
  if (filter.overdue && !isOverdue(here, task)) return false;
  if (filter.dated !== null && (task.due_date !== null) !== filter.dated) return false;
  if (filter.recurring !== null && (task.recurrence_rule !== null) !== filter.recurring) return false;
  const has = (tag: string): boolean => task.tags.some((own) => own.toLowerCase() === tag);
  if (filter.tags.length > 0 && !(filter.anyTag ? filter.tags.some(has) : filter.tags.every(has))) return false;
  if (filter.noTags && task.tags.length > 0) return false;
  if (filter.priorities.length > 0 && !filter.priorities.includes(task.priority)) return false;
  if (filter.category !== null && task.category_id !== categoryId) return false;
  if (filter.from === null && filter.to === null) return true;
  const completedAt =
    filter.status === 'completed' && task.completed_at !== null ? inZone(here, task.completed_at) : null;
  const wall = completedAt ?? dueWall(here, task);
  if (wall === null) return false;
  if (filter.today && filter.status !== 'completed' && isOverdue(here, task)) return true;
  return (filter.from === null || wall >= filter.from) && (filter.to === null || wall < filter.to);
};

const dueInstant = (task: KnownTask): number => (task.due_date === null ? Infinity : Date.parse(task.due_date));

/** By due date, then age, as they are given; what has no date comes last. */
export const byDue = (a: KnownTask, b: KnownTask): number => {
  const [x, y] = [dueInstant(a), dueInstant(b)];
  return x === y ? 0 : x - y;
};

/** The tasks a filter lets through, in the order they are shown. */
export const filtered = (
  here: Here,
  filter: Filter,
  tasks: readonly KnownTask[],
  categories: readonly KnownCategory[],
): KnownTask[] => {
  const category =
    categories.find(({ name }) => name.toLowerCase() === filter.category?.toLowerCase())?.category_id ?? null;
  const passed = tasks.filter((task) => fits(here, filter, task, category));
  const found = filter.words === '' ? [...passed].sort(byDue) : byWords(filter.words, passed);
  const shown = filter.order === null ? found : [...found].sort(orders[filter.order]);
  return filter.most === null ? shown : filter.most < 0 ? shown.slice(filter.most) : shown.slice(0, filter.most);
};

const orders = {
  priority: (a: KnownTask, b: KnownTask): number => rankOf(a) - rankOf(b),
  title: (a: KnownTask, b: KnownTask): number => a.title.localeCompare(b.title),
};

const levels = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** 0 is the highest; what has no priority comes last. */
export const rankOf = ({ priority }: KnownTask): number =>
  priority === null ? levels.length : levels.indexOf(priority);

const byWords = (words: string, tasks: readonly KnownTask[]): KnownTask[] => {
  const all = ranked(words, tasks);
  const whole = all.filter((scored) => scored.whole);
  const several = keyWords(words).length > 2;
  const found = whole.length > 0 ? whole : several ? all.filter(({ score }) => score >= 0.9) : [];
  const inText = tasks.filter((task) => mentions(task, words) && !found.some((f) => f.task.id === task.id));
  // What is tagged with the word is as much meant as what is called so.
  const tagged = inText.filter((task) => task.tags.some((tag) => keyWords(words).includes(keyWords(tag)[0] ?? '')));
  return [
    ...[...found.map(({ task }) => task), ...tagged].sort(byDue),
    ...inText.filter((task) => !tagged.includes(task)),
  ];
};

const mentions = (task: KnownTask, words: string): boolean => {
  const said = keyWords(words);
  const within = keyWords(
    `${task.description ?? ''} ${task.tags.join(' ')} ${task.checklist.map((item) => item.text).join(' ')}`,
  );
  return said.length > 0 && said.every((word) => within.includes(word));
};
