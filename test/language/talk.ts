/** A conversation for the grammar's unit tests: several turns, of which the last is told. */
import { settle, understand, type Act, type KnownTask, type Memory } from '../../app/chat/language/index.ts';
import { turnOf } from './speaker.ts';

const actText = (act: Act): string =>
  act.op === 'add'
    ? `add ${act.task.title}${act.task.due === null ? '' : ` ${act.task.due}`}`
    : act.op === 'update'
      ? `update ${act.target.title} ${JSON.stringify(act.changes)}`
      : act.op === 'snooze'
        ? `snooze ${act.target.title} ${act.until}`
        : `${act.op} ${act.target.title}`;

/** What the last of several turns comes to: its acts, what it lists, or that it asks. */
export const talk = (tasks: readonly KnownTask[], ...says: string[]): string => {
  let memory: Memory = turnOf('').memory;
  let last = '';
  let known = tasks;
  for (const [n, text] of says.entries()) {
    const understood = understand({ ...turnOf(text, known).heard, memory });
    const outcomes = understood.acts.map((act, k) => ({
      ok: true as const,
      task: act.op === 'add' ? { id: `new ${k}`, title: act.task.title } : act.target,
      command_id: `${n} ${k}`,
    }));
    memory = settle(understood, outcomes).memory;
    known = known.filter(({ id }) => !understood.acts.some((act) => act.op === 'delete' && act.target.id === id));
    const listed = understood.listed.length === 0 ? '' : `lists ${understood.listed.join(', ')}`;
    last = `${understood.acts.map(actText).join(', ')}${listed}${understood.asked ? 'asks' : ''}`;
  }
  return last;
};
