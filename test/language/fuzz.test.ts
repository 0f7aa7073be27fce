/** A hundred thousand strings that nobody means well with: nothing is thrown, hangs, or touches what it should not. */
import { expect, it } from 'vitest';
import { emptyMemory, settle, understand, type KnownTask, type Memory } from '../../app/chat/language/index.ts';
import { hostile, randomOf } from './hostile.ts';
import { corpus, read } from './judge.ts';

const STRINGS = 100_000;
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261125);

const known = (id: string, title: string, more: Partial<KnownTask> = {}): KnownTask => ({
  id,
  title,
  description: null,
  priority: null,
  tags: [],
  category_id: null,
  due_date: null,
  all_day: false,
  time_zone: 'Europe/London',
  recurrence_rule: null,
  completed: false,
  completed_at: null,
  created_at: '2026-11-01T00:00:00.000Z',
  snoozed_until: null,
  reminders: [],
  checklist: [],
  ...more,
});

const tasks = [
  known('1', 'Buy milk', { due_date: '2026-11-25T00:00:00.000Z', all_day: true, tags: ['work'], priority: 'HIGH' }),
  known('2', 'Call mum', { due_date: '2026-11-24T17:30:00.000Z' }),
  known('3', 'Standup', { due_date: '2026-11-26T09:15:00.000Z', recurrence_rule: 'FREQ=DAILY', tags: ['team'] }),
  known('4', 'Old thing', { completed: true, completed_at: '2026-11-20T09:15:00.000Z' }),
];
const ids = new Set(tasks.map(({ id }) => id));
const heard = { now: '2026-11-25T10:00:00Z', zone: 'Europe/London', tasks };

/** One string said; what is wrong with what was made of it. */
const flawOf = (text: string, memory: Memory): { flaw: string | null; memory: Memory } => {
  const understood = understand({ ...heard, text, memory });
  const strangers = understood.acts.some((act) => act.op !== 'add' && act.op !== 'undo' && !ids.has(act.target.id));
  const undoable = new Set(memory.done.flat().map(({ command_id }) => command_id));
  const strangeUndo = understood.acts.some((act) => act.op === 'undo' && !undoable.has(act.command_id));
  const deletions = understood.acts.filter(({ op }) => op === 'delete').length;
  // Several go only where the turn before asked about exactly these; a message of several sentences may name one in each.
  const unasked = deletions > 1 && memory.pending?.kind !== 'confirm-delete' && !/[;\n.!,]|and|then/.test(text);
  const untitled = understood.acts.some(
    (act) => act.op === 'add' && (act.task.title.trim() === '' || act.task.title.length > 255),
  );
  const outcomes = understood.acts.map((act, n) => ({
    ok: true as const,
    task: act.op === 'add' ? { id: `new-${n}`, title: act.task.title } : act.target,
    command_id: `${memory.done.length}-${n}-${text.length}`,
  }));
  const after = settle(understood, outcomes).memory;
  const flaw = strangers
    ? 'a stranger'
    : strangeUndo
      ? 'an undo of nothing'
      : unasked
        ? 'unasked deletion'
        : untitled
          ? 'a title'
          : null;
  return { flaw, memory: JSON.parse(JSON.stringify(after)) as Memory };
};

it(`survives ${STRINGS} hostile strings (seed ${SEED})`, { timeout: 600_000 }, () => {
  const random = randomOf(SEED);
  let memory = emptyMemory;
  const flaws: string[] = [];
  for (let n = 0; n < STRINGS; n++) {
    const text = hostile(random, n);
    const result = flawOf(text, memory);
    if (result.flaw !== null) flaws.push(`${result.flaw}: ${JSON.stringify(text.slice(0, 200))}`);
    // A conversation of a few hundred turns, then a new one.
    memory = n % 300 === 0 ? emptyMemory : result.memory;
  }
  expect(flaws.slice(0, 10)).toEqual([]);
});

it('takes less than ten milliseconds for a sentence, p99', { timeout: 120_000 }, () => {
  const says = corpus().flatMap((file) => read(file).flatMap(({ turns }) => turns.map(({ say }) => say)));
  // Processor time, the best of five: what else runs on the machine is not counted.
  const once = (text: string): number => {
    const begin = process.cpuUsage();
    understand({ ...heard, text, memory: emptyMemory });
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };
  says.forEach(once);
  const times = says.map((text) => Math.min(...Array.from({ length: 5 }, () => once(text)))).sort((a, b) => a - b);
  expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(10);
});
