/** What is said back: dates, rules and tasks in plain words. */
import { dateOf, minutesOf, startOfDay, wallAt, addDays, type Here, type Wall } from './calendar.ts';
import type { KnownTask, Said } from './contract.ts';
import { monthName, weekdayName } from './names.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const clockText = (wall: Wall): string => {
  const minutes = minutesOf(wall);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/** "today", "tomorrow", "Friday 27 November", with the year when it is not this one. */
export const dayText = (here: Here, wall: Wall): string => {
  const day = startOfDay(wall);
  if (day === here.today) return 'today';
  if (day === addDays(here.today, 1)) return 'tomorrow';
  if (day === addDays(here.today, -1)) return 'yesterday';
  const { year, month, day: d, weekday } = dateOf(day);
  return `${weekdayName(weekday)} ${d} ${monthName(month)}${year === dateOf(here.today).year ? '' : ` ${year}`}`;
};

/** The due text of an act in words. */
export const dueText = (here: Here, due: string): string => {
  if (due.length === 10) return dayText(here, Date.parse(`${due}T00:00:00Z`));
  const wall = Date.parse(`${due.slice(0, 19)}Z`);
  return `${dayText(here, wall)} at ${clockText(wall)}`;
};

const dayNames: Readonly<Record<string, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};
const nthName = (n: number): string =>
  n === -1
    ? 'last'
    : n === -2
      ? 'second to last'
      : n < 0
        ? `${-n}th to last`
        : n % 10 === 1 && n !== 11
          ? `${n}st`
          : n % 10 === 2 && n !== 12
            ? `${n}nd`
            : n % 10 === 3 && n !== 13
              ? `${n}rd`
              : `${n}th`;
const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

/** An RRULE of ours in words: "every 2 weeks on Monday and Thursday". */
export const ruleWords = (rrule: string): string => {
  const parts = new Map(
    rrule
      .split(';')
      .map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const unit =
    { HOURLY: 'hour', DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }[parts.get('FREQ') ?? ''] ??
    'time';
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const days = (parts.get('BYDAY') ?? '').split(',').filter((d) => d !== '');
  const base =
    interval === 1
      ? `every ${unit}`
      : interval === 2 && unit !== 'hour'
        ? `every other ${unit}`
        : `every ${interval} ${unit}s`;
  const weekdays = days.join(',') === 'MO,TU,WE,TH,FR';
  const position = Number(parts.get('BYSETPOS')?.split(',')[0] ?? 0);
  const named = days.map((d) => {
    const nth = d.slice(0, -2);
    return `${nth === '' ? '' : `the ${nthName(Number(nth))} `}${dayNames[d.slice(-2)] ?? d}`;
  });
  const monthDays = (parts.get('BYMONTHDAY') ?? '')
    .split(',')
    .filter((d) => d !== '')
    .map((d) => (Number(d) < 0 ? `the ${nthName(Number(d))} day` : `the ${nthName(Number(d))}`));
  const months = (parts.get('BYMONTH') ?? '')
    .split(',')
    .filter((m) => m !== '')
    .map((m) => monthName(Number(m)));
  const on =
    position !== 0
      ? ` on the ${nthName(position)} ${weekdays ? 'weekday' : 'of those days'}`
      : weekdays
        ? unit === 'week' && interval === 1
          ? ''
          : ' on weekdays'
        : days.length > 0
          ? ` on ${listed(named)}`
          : monthDays.length > 0
            ? ` on ${listed(monthDays)}`
            : '';
  const first = weekdays && position === 0 && unit === 'week' && interval === 1 ? 'every weekday' : base;
  const count = parts.get('COUNT');
  const until = parts.get('UNTIL');
  const end =
    count !== undefined
      ? `, ${count} times`
      : until !== undefined
        ? ` until ${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`
        : '';
  return `${first}${on}${months.length > 0 ? ` in ${listed(months)}` : ''}${end}`;
};

export const quoted = (title: string): string => `“${title}”`;
const few = 5;
export const titles = (tasks: readonly { title: string }[]): string =>
  tasks.length <= few
    ? listed(tasks.map((t) => quoted(t.title)))
    : `${tasks
        .slice(0, few)
        .map((t) => quoted(t.title))
        .join(', ')} and ${tasks.length - few} more`;

/** Everything said of a task beside its title, for "Added …". */
export const saidText = (here: Here, said: Partial<Said>): string => {
  const parts = [
    said.due != null ? `due ${dueText(here, said.due)}` : '',
    said.rrule != null
      ? ruleWords(said.rrule) + (said.recurrence_mode === 'completion' ? ', counted from completion' : '')
      : '',
    said.priority != null ? `${said.priority.toLowerCase()} priority` : '',
    said.tags !== undefined && said.tags.length > 0 ? said.tags.map((tag) => `#${tag}`).join(' ') : '',
    said.category != null ? `in ${said.category}` : '',
    said.description != null ? 'with a note' : '',
    said.checklist !== undefined && said.checklist.length > 0 ? `${said.checklist.length} checklist items` : '',
    said.reminders !== undefined && said.reminders.length > 0
      ? `${said.reminders.length === 1 ? 'a reminder' : `${said.reminders.length} reminders`} set`
      : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
};

/** A line of a list: number, title, when. */
export const lineText = (here: Here, task: KnownTask, n: number, late: boolean): string => {
  const wall =
    task.due_date === null ? null : wallAt(task.all_day ? task.time_zone : here.zone, Date.parse(task.due_date));
  const when =
    wall === null
      ? ''
      : ` — ${task.all_day ? dayText(here, wall) : `${dayText(here, wall)} at ${clockText(wall)}`}${late ? ' (overdue)' : ''}`;
  const marks = [
    task.priority === null ? '' : task.priority.toLowerCase(),
    ...task.tags.map((tag) => `#${tag}`),
  ].filter((m) => m !== '');
  return `${n}. ${task.completed ? '✓ ' : ''}${task.title}${when}${marks.length > 0 ? ` [${marks.join(' ')}]` : ''}`;
};
