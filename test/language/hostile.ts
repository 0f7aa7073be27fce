/** Strings nobody means well with, and random ones made of the words the grammar knows: the same for the same seed. */

/** Mulberry32: a small generator whose sequence is fixed by its seed. */
export const randomOf = (seed: number) => {
  let a = seed >>> 0;
  return (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const words =
  `add delete remove complete mark done all everything tasks task it that the second one first last yes no undo every each other day week month year monday tue
friday weekend weekday tomorrow today tonight next this in at on by before after until from to of and or not for 3 15th 5pm 17:30 30 february 31 1/2 5/9 24/7
2026-02-30 noon midnight half past quarter daily weekly monthly twice once starting completion ! !!! p1 high priority urgent #tag #work @home +project "quoted
words" 'single' milk call mum rename move snooze reopen show list what's due overdue how many find search for note: // remind me 10 minutes hour a an please don't
never except between the a few couple dozen ; , . : - — ( ) [ ] 🎂 ✅ ñ ß İ ı \u200d \u202e \u0000 \ud83d \n \t`.split(
    /\s+/,
  );

const bombs = [
  'every '.repeat(400),
  'and '.repeat(500),
  '"'.repeat(2_000),
  "'a'".repeat(700),
  '('.repeat(2_000),
  '1/'.repeat(900),
  '1:'.repeat(900),
  '#'.repeat(2_000),
  '!'.repeat(2_000),
  'a'.repeat(100_000),
  `${'a'.repeat(300)}@${'b.'.repeat(300)}`,
  `http://${'x'.repeat(5_000)}`,
  'second to last '.repeat(150),
  'monday, '.repeat(280),
  'in 1 hour and '.repeat(150),
  'a week before '.repeat(150),
  'the day after '.repeat(150),
  'delete all; '.repeat(200),
  'move it to '.repeat(200),
  '\n- a'.repeat(600),
  'every 99999999999999999999 days',
  'in 99999999999 years',
  'in 999999 months',
  'every 999999 weeks for 999999 times',
  'on the 99th of 9999',
  '0000-00-00T00:00',
  '9999-12-31 23:59',
  '\u0000\u0001\u0002',
  '\ud800',
  '__proto__ constructor toString',
  'due: __proto__ #constructor +toString',
  'İ'.repeat(500),
  '🎂'.repeat(900),
  '‮tomorrow‬',
];

/** The `n`th hostile string of a seed. */
export const hostile = (random: () => number, n: number): string => {
  if (n < bombs.length) return bombs[n] ?? '';
  const length = 1 + Math.floor(random() * 14);
  const pick = (): string => words[Math.floor(random() * words.length)] ?? '';
  const kind = random();
  if (kind < 0.75) return Array.from({ length }, pick).join(random() < 0.95 ? ' ' : '');
  if (kind < 0.9)
    return Array.from({ length: length * 4 }, () => String.fromCharCode(32 + Math.floor(random() * 95))).join('');
  return Array.from({ length: length * 3 }, () => String.fromCodePoint(Math.floor(random() * 0x2fff))).join('');
};
