/** The report of a run, for a stranger: what was broken, what was said meanwhile, what was looked at, and what was wrong. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { checks } from './checks.ts';
import type { Verdict } from './run.ts';

export type Report = {
  /** What it happened to: the broker, and of how many nodes. */
  title: string;
  seed: number;
  verdicts: readonly Verdict[];
  /** Faults that came to no verdict: they could not be made, or what they broke could not be healed. */
  unfinished: readonly { fault: string; about: string; reason: string }[];
  /** What was right at the end of its fault and wrong at the end of the run. */
  undone: readonly string[];
  /** Bugs put into the evidence of this run, and whether the checker meant for each found it. */
  planted: readonly { bug: string; caughtBy: string; caught: boolean }[];
};

const sum = (verdicts: readonly Verdict[], of: (verdict: Verdict) => number): number =>
  verdicts.reduce((total, one) => total + of(one), 0);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** As Markdown. */
export const written = ({ title, seed, verdicts, unfinished, undone, planted }: Report): string => {
  const broken = verdicts.filter(({ violations }) => violations.length > 0);
  const rows = verdicts.map((one) => [
    one.fault,
    one.commands.all,
    one.commands.acknowledged,
    one.commands.refused,
    one.commands.inDoubt,
    one.failures,
    `${one.rate.before.toFixed(0)} → ${one.rate.after.toFixed(0)}`,
    one.backAfter.toFixed(1),
    one.looked.events,
    one.looked.reminders,
    one.looked.occurrences,
    one.violations.length === 0 ? 'held' : `**${String(one.violations.length)} broken**`,
  ]);
  const head = ['fault', 'commands', 'acknowledged', 'refused', 'in doubt', 'unanswered', 'answers/s', 'back after, s', 'events', 'reminders', 'next occurrences', 'invariants']; // prettier-ignore
  return [
    `# Faults on ${title}, seed ${String(seed)}`,
    'A whole installation was put to work by people who create, change, complete, snooze, delete, list, search and chat; one ' +
      'thing at a time was broken and healed; and what was left was held against a record of everything they had been told.',
    `${String(verdicts.length + unfinished.length)} faults, ${String(verdicts.length - broken.length)} of them with every invariant held` +
      `${unfinished.length === 0 ? '' : `, ${String(unfinished.length)} without a verdict`}. ` +
      `${String(sum(verdicts, (one) => one.commands.all))} commands were sent, ` +
      `${String(sum(verdicts, (one) => one.commands.inDoubt))} were in doubt until they were said again. ` +
      `The checkers read ${String(sum(verdicts, (one) => one.looked.events))} events of ` +
      `${String(sum(verdicts, (one) => one.looked.tasks))} tasks in the audit, the actors, the lists and the topic, and ` +
      `${String(sum(verdicts, (one) => one.looked.reminders))} reminders in inboxes.`,
    `Machine: ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB.`,
    '*In doubt* are commands that got no definite answer at first; each was said again under its key until there was one. ' +
      '*Unanswered* are all such requests, questions included. *Answers/s* are definite answers before the fault and after its ' +
      'healing, and *back after* is how long after it they had reached 0.9 of what they were.',
    table(head, rows),
    ...(broken.length === 0 ? [] : ['## Broken', ...broken.map(brokenBy)]),
    ...(unfinished.length === 0
      ? []
      : ['## Without a verdict', ...unfinished.map(({ fault, about, reason }) => `### ${fault}\n\n${about}.\n\n    ${reason.replaceAll('\n', '\n    ')}`)]), // prettier-ignore
    ...(undone.length === 0
      ? []
      : [
          '## Undone later',
          undone
            .slice(0, 20)
            .map((what) => `- ${what}`)
            .join('\n'),
        ]),
    '## What was done',
    table(['fault', ''], verdicts.map(({ fault, about }) => [fault, about])), // prettier-ignore
    '## What the checkers looked for',
    table(['invariant', 'check'], checks.map(({ invariant, name }) => [invariant, name])), // prettier-ignore
    ...(planted.length === 0
      ? []
      : [
          '## Bugs planted in sound evidence',
          table(['bug', 'check that has to catch it', ''], planted.map((one) => [one.bug, one.caughtBy, one.caught ? 'caught' : '**missed**'])), // prettier-ignore
        ]),
  ].join('\n\n');
};

const brokenBy = ({ fault, about, violations }: Verdict): string =>
  [`### ${fault}`, `${about}.`, violations.slice(0, 20).map(({ check, what }) => `- ${check}: ${what}`).join('\n')].join('\n\n'); // prettier-ignore

/** Writes `<path>.md` and `<path>.json`. */
export const writeReport = (report: Report, path: string): void => {
  writeFileSync(`${path}.md`, `${written(report)}\n`);
  writeFileSync(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
};
