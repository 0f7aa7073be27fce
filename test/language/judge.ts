/** Judges what the interpreter made of a conversation against what a person wrote down beforehand. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseRule, formatRule } from '../../actors/task/recurrence-rule.ts';
import { converse, item, type Answered } from '../../app/chat/interpreter.ts';
import { places, seeds } from './places.ts';

type Expected = Record<string, unknown> & { op: string };
export type Turn = { say: string; do?: Expected[]; list?: string[]; ask?: boolean };
export type Conversation = { id: string; at: string; seed?: string; turns: Turn[] };
export type Verdict = { id: string; turn: number; say: string; flaws: string[] };

/** The files of the corpus: every `.jsonl` beside this one. */
export const corpus = (): string[] =>
  readdirSync(new URL('.', import.meta.url))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => `./${name}`)
    .sort();

/** The conversations of one file of the corpus. */
export const read = (file: string): Conversation[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Conversation);

const rule = (text: unknown): unknown => {
  const reading = typeof text === 'string' ? parseRule(text) : null;
  return reading?.ok === true
    ? formatRule({
        ...reading.rule,
        byDay: [...reading.rule.byDay].sort((a, b) => a.weekday - b.weekday || (a.nth ?? 0) - (b.nth ?? 0)),
      })
    : (text ?? null);
};
const set = (tags: unknown): unknown => (Array.isArray(tags) ? [...(tags as string[])].sort() : []);
const plain = (value: unknown): unknown => (value === undefined ? null : value);

/** The parts of an action that are judged, what was not said spelt out. */
const judged = (action: Record<string, unknown>): Record<string, unknown> => {
  const { op, title, due, rrule, priority, tags, description, category, target, changes } = action;
  if (op === 'add') {
    return {
      op,
      title,
      due: plain(due),
      rrule: rule(rrule),
      priority: plain(priority),
      tags: set(tags),
      description: plain(description),
      category: plain(category),
    };
  }
  if (op === 'update') {
    const fields = changes as Record<string, unknown>;
    return {
      op,
      target,
      changes: Object.fromEntries(
        Object.entries(fields)
          .sort()
          .map(([name, value]) => [name, name === 'tags' ? set(value) : name === 'rrule' ? rule(value) : value]),
      ),
    };
  }
  return op === 'snooze' ? { op, target, due } : { op, target };
};

const sorted = (actions: readonly Record<string, unknown>[]): string[] =>
  actions.map((action) => JSON.stringify(judged(action))).sort();

const flawsOf = (expected: Turn, got: Answered | undefined): string[] => {
  if (got === undefined) return ['no answer'];
  const flaws: string[] = [];
  const [want, have] = [sorted(expected.do ?? []), sorted(got.actions)];
  if (JSON.stringify(want) !== JSON.stringify(have))
    flaws.push(`want ${want.join(' ') || 'nothing'}\n      have ${have.join(' ') || `nothing (${got.reply})`}`);
  if (JSON.stringify(expected.list ?? []) !== JSON.stringify(got.listed))
    flaws.push(`want list ${JSON.stringify(expected.list ?? [])}\n      have list ${JSON.stringify(got.listed)}`);
  if ((expected.ask ?? false) !== got.asked)
    flaws.push(expected.ask === true ? `did not ask (${got.reply})` : `asked: ${got.reply}`);
  return flaws;
};

/** A verdict for every turn of every conversation; without flaws when it was entirely right. */
export const judge = (conversations: readonly Conversation[]): Verdict[] =>
  conversations.flatMap((conversation) => {
    const place = places[conversation.at];
    if (place === undefined) throw new Error(`no place ${conversation.at}`);
    const answers = converse(
      item.parse({
        id: conversation.id,
        ...place,
        seed_tasks: seeds[conversation.seed ?? ''] ?? [],
        turns: conversation.turns.map(({ say }) => ({ say })),
      }),
    );
    return conversation.turns.map((turn, n) => ({
      id: conversation.id,
      turn: n,
      say: turn.say,
      flaws: flawsOf(turn, answers[n]),
    }));
  });

/** What went wrong, for people. */
export const report = (verdicts: readonly Verdict[]): string => {
  const wrong = verdicts.filter(({ flaws }) => flaws.length > 0);
  const right = verdicts.length - wrong.length;
  const lines = wrong.map(
    ({ id, turn, say, flaws }) => `  ${id}.${turn} ${JSON.stringify(say)}\n      ${flaws.join('\n      ')}`,
  );
  return `${right} of ${verdicts.length} turns entirely right (${((100 * right) / verdicts.length).toFixed(1)} %)\n${lines.join('\n')}`;
};
