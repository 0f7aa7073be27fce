/** Names of days and months as they are written, misspelt and shortened. */

const weekdays: readonly (readonly string[])[] = [
  ['monday', 'mon'],
  ['tuesday', 'tue', 'tues'],
  ['wednesday', 'wed', 'weds', 'wednes', 'wensday', 'wendsday'],
  ['thursday', 'thu', 'thur', 'thurs'],
  ['friday', 'fri'],
  ['saturday', 'sat'],
  ['sunday', 'sun'],
];

const months: readonly (readonly string[])[] = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
];

/** Words that a slip of the pen could turn into a name below, but that are words of their own. */
const innocent = new Set([
  'sundae',
  'sundays',
  'mondays',
  'marsh',
  'starch',
  'arch',
  'match',
  'monkey',
  'mayday',
  'fryday',
  'runday',
  'moray',
  'augur',
  'juny',
  'holiday',
  'someday',
  'midday',
  'payday',
  'today',
]);

const index = (lists: readonly (readonly string[])[]): Map<string, number> =>
  new Map(lists.flatMap((names, n) => names.map((name): [string, number] => [name, n])));

const weekdayIndex = index(weekdays);

const monthIndex = index(months);

const swapped = (text: string): string => text.charAt(1) + text.charAt(0);

/** One letter wrong, missing, too many, or two swapped. */
const oneSlip = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB ||
    (restA.slice(0, 2) === swapped(restB) && restA.slice(2) === restB.slice(2))
  );
};

const slipped = (lists: readonly (readonly string[])[], word: string): number | null => {
  if (word.length < 6 || innocent.has(word) || word.endsWith('ys')) return null;
  const n = lists.findIndex(
    ([full = '']) => full.length >= 6 && full.startsWith(word.slice(0, 1)) && oneSlip(full, word),
  );
  return n < 0 ? null : n;
};

/** 0 = Monday; null when the word is no weekday. Slips of one letter are forgiven in long names. */
export const weekdayNamed = (word: string): number | null => weekdayIndex.get(word) ?? slipped(weekdays, word);

/** "Mondays", "weds": several of them, and so a habit. 0 = Monday. */
export const weekdaysNamed = (word: string): number | null =>
  word.endsWith('s') && !weekdayIndex.has(word) ? (weekdayIndex.get(word.slice(0, -1)) ?? null) : null;

/** 1–12; null when the word is no month. */
export const monthNamed = (word: string): number | null => {
  const n = monthIndex.get(word) ?? slipped(months, word);
  return n === null ? null : n + 1;
};

export const weekdayName = (weekday: number): string => {
  const name = weekdays[weekday]?.[0] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
};

export const monthName = (month: number): string => {
  const name = months[month - 1]?.[0] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
};
