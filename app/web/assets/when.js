/** Instants as people say them, on the clocks of the person's own zone. */
let zone = 'UTC';
let locale;

export const setZone = (timezone, language) => {
  zone = timezone;
  locale = language;
};

const format = (options, at) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at);

/** The day of an instant, as a number that grows by one a day. */
const dayNumber = (at) => {
  const [year, month, day] = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at).split('-').map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

const daysAhead = (at) => dayNumber(at) - dayNumber(new Date());

/** “today 09:15”, “tomorrow”, “Fri 09:15”, “1 Dec 09:15” */
export const dueText = ({ due_date, all_day }) => {
  const at = new Date(due_date);
  const ahead = daysAhead(at);
  const near = { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[ahead];
  const sameYear = new Date().getUTCFullYear() === at.getUTCFullYear();
  const far =
    ahead > 1 && ahead < 7
      ? { weekday: 'short' }
      : { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) };
  const day = near ?? format(far, at);
  return all_day ? day : `${day} ${format({ hour: '2-digit', minute: '2-digit' }, at)}`;
};

export const fullText = (instant) => format({ dateStyle: 'full', timeStyle: 'short' }, new Date(instant));

export const isLate = ({ due_date, all_day, completed }) => {
  if (due_date === null || completed) return false;
  return all_day ? daysAhead(new Date(due_date)) < 0 : new Date(due_date) < new Date();
};

/** The heading a task is shown under. */
export const groupOf = (task) => {
  if (task.due_date === null) return 'Some day';
  if (isLate(task)) return 'Overdue';
  const ahead = daysAhead(new Date(task.due_date));
  if (ahead <= 0) return 'Today';
  if (ahead === 1) return 'Tomorrow';
  return ahead < 7 ? 'Next days' : 'Later';
};

export const agoText = (instant) => {
  const minutes = Math.round((Date.now() - new Date(instant)) / 60_000);
  if (minutes < 1) return 'just now';
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  if (minutes < 60) return relative.format(-minutes, 'minute');
  return minutes < 60 * 24
    ? relative.format(-Math.round(minutes / 60), 'hour')
    : relative.format(-Math.round(minutes / 1440), 'day');
};

const units = {
  DAILY: ['day', 'days'],
  WEEKLY: ['week', 'weeks'],
  MONTHLY: ['month', 'months'],
  YEARLY: ['year', 'years'],
  HOURLY: ['hour', 'hours'],
};

/** As it was said, or the gist of the rule. */
export const recurrenceText = ({ recurrence_text, recurrence_rule }) => {
  if (recurrence_text) return recurrence_text;
  const part = (name) => new RegExp(`(?:^|;)${name}=([^;]+)`).exec(recurrence_rule)?.[1];
  const [one, many] = units[part('FREQ')] ?? ['time', 'times'];
  const interval = Number(part('INTERVAL') ?? 1);
  if (part('BYDAY') === 'MO,TU,WE,TH,FR') return 'every weekday';
  return interval === 1 ? `every ${one}` : `every ${interval} ${many}`;
};
