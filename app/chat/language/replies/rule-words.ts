/** A rule in plain words: "every 2 weeks on Monday and Thursday". */
import { monthName } from '../dates/names.ts';

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

export const listed = (items: readonly string[]): string =>
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
