/** Says what was measured: a table for people, JSON for whoever compares two runs. */
import type { Bound, Result } from './figure.ts';
import type { Machine } from './machine.ts';

const digits = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return size >= 1_000 ? Math.round(value).toLocaleString('en') : value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
};
const bound = (one: Bound | undefined): string =>
  one === undefined ? '' : 'atLeast' in one ? `≥ ${one.atLeast}` : `≤ ${one.atMost}`;
const verdicts = { aim: 'aim met', must: 'must met', missed: 'MISSED', told: '' } as const;

const cells = (one: Result): string[] => [
  one.figure,
  `${digits(one.ours)} ${one.unit}`,
  `${digits(one.beside)} ${one.unit}`,
  one.baseline,
  digits(one.value),
  `${digits(one.interval.low)}–${digits(one.interval.high)}`,
  bound(one.goal?.must),
  bound(one.goal?.aim),
  verdicts[one.verdict],
];

const HEADINGS = ['figure', 'ours', 'baseline', 'which is', 'value', '95 %', 'must', 'aim', ''];

/** A Markdown table, aligned to be read as it is. */
export const tableOf = (results: readonly Result[]): string => {
  const rows = [HEADINGS, ...results.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const notes = results.flatMap(({ figure, note, rounds }) => [
    ...(note === undefined ? [] : [`- ${figure}: ${note}`]),
    ...(rounds.length < 7 ? [`- ${figure}: ${rounds.length} round${rounds.length === 1 ? '' : 's'} only`] : []),
  ]);
  return [line(HEADINGS), rule, ...rows.slice(1).map(line), '', ...new Set(notes)].join('\n');
};

export type Failure = { figure: string; error: string };

export const reportOf = (machine: Machine, results: readonly Result[], failures: readonly Failure[]) => ({
  machine,
  results,
  failures,
});
