/** Rules, zones and starts to ask both implementations about, drawn from a seed so that any of them can be drawn again. */

/** What to ask: the first `most` occurrences after `after` of a rule that began at the local time `start`. */
export type Question = { rule: string; start: string; zone: string; after: string; most: number };

/** Numbers in [0, 1) from a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const ZONES = [
  'America/New_York', 'Europe/Berlin', 'Asia/Karachi', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'UTC',
  'Asia/Kathmandu', 'America/Sao_Paulo', 'Europe/Dublin', 'America/St_Johns', 'Pacific/Auckland', 'Asia/Beirut',
  'America/Havana', 'Antarctica/Troll',
]; // prettier-ignore
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Local times that clocks jump over or repeat somewhere, and harmless ones. */
const TIMES = [
  '00:00:00',
  '00:30:00',
  '01:30:00',
  '02:00:00',
  '02:30:00',
  '02:45:00',
  '03:15:00',
  '09:15:00',
  '23:59:59',
];
/** Days before a change of clocks somewhere, month ends, and Apia's missing day. */
const DATES = [
  '2026-03-07', '2026-03-28', '2026-10-24', '2026-10-31', '2026-04-04', '2026-10-03', '2025-02-27', '2025-03-30',
  '2011-12-28', '2024-02-29', '2026-01-31', '2026-08-31', '2027-12-30', '2026-01-30', '2026-01-29', '2025-12-31',
]; // prettier-ignore

/** The `n`th question and so on, one after another. */
export const questionsFrom = (seed: number): (() => Question) => {
  const random = randomFrom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const chance = (p: number): boolean => random() < p;
  const some = <T>(of: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: 1 + below(most) }, () => one(of))),
  ];
  const signed = (most: number): number => (1 + below(most)) * (chance(0.35) ? -1 : 1);
  const date = (): string =>
    chance(0.5)
      ? one(DATES)
      : new Date(Date.UTC(2011 + below(18), below(12), 1 + below(31))).toISOString().slice(0, 10);

  const rule = (start: string): string => {
    const freq = one([
      'HOURLY',
      'DAILY',
      'DAILY',
      'WEEKLY',
      'WEEKLY',
      'MONTHLY',
      'MONTHLY',
      'MONTHLY',
      'YEARLY',
      'YEARLY',
    ]);
    const parts = [`FREQ=${freq}`];
    if (chance(0.5)) parts.push(`INTERVAL=${chance(0.8) ? 1 + below(6) : 1 + below(40)}`);
    const wide = freq === 'MONTHLY' || freq === 'YEARLY';
    const months = chance(0.25) ? some([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 4) : [];
    if (months.length > 0) parts.push(`BYMONTH=${months.join(',')}`);
    const days = chance(0.45)
      ? some(DAYS, 4).map((day) =>
          wide && chance(0.5) ? `${signed(freq === 'YEARLY' && months.length === 0 ? 53 : 5)}${day}` : day,
        )
      : [];
    if (days.length > 0) parts.push(`BYDAY=${days.join(',')}`);
    const monthDays =
      freq !== 'WEEKLY' && chance(0.3)
        ? some(
            Array.from({ length: 40 }, () => signed(31)),
            5,
          )
        : [];
    if (monthDays.length > 0) parts.push(`BYMONTHDAY=${monthDays.join(',')}`);
    if (days.length + monthDays.length + months.length > 0 && chance(0.2)) {
      parts.push(`BYSETPOS=${some([1, 2, 3, -1, -2, 5], 2).join(',')}`);
    }
    if (chance(0.2)) parts.push(`WKST=${one(DAYS)}`);
    if (chance(0.2)) parts.push(`COUNT=${1 + below(60)}`);
    else if (chance(0.2)) parts.push(`UNTIL=${until(start)}`);
    return parts.join(';');
  };
  const until = (start: string): string => {
    const at = new Date(Date.parse(`${start}Z`) + below(1500) * 86_400_000 + below(24) * 3_600_000);
    const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '');
    return one([stamp.slice(0, 8), stamp, `${stamp}Z`]);
  };

  return () => {
    const start = `${date()}T${one(TIMES)}`;
    const begun = Date.parse(`${start}Z`);
    const after = new Date(
      begun + (chance(0.4) ? -2 * 86_400_000 : below(chance(0.7) ? 400 : 2500) * 86_400_000 + below(86_400) * 1000),
    );
    return { rule: rule(start), start, zone: one(ZONES), after: after.toISOString(), most: 12 };
  };
};
