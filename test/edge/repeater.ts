/** An understander for tests of what surrounds it: whatever is said becomes a task, and a few words do what they say. */
import type { Understand } from '../../app/chat/understand.ts';
import type { Act, Said } from '../../app/chat/language/index.ts';

const said = (title: string): Said => ({
  title,
  description: null,
  due: null,
  rrule: null,
  recurrence_text: null,
  recurrence_mode: 'schedule',
  priority: null,
  tags: [],
  category: null,
  reminders: [],
  checklist: [],
});

/** `complete X`, `delete X`, `file X under Y`, `list`, `throw`, `A; B` for several at once; anything else is added. */
export const repeater: Understand = ({ text, tasks, memory }) => {
  const nothing = { query: null, listed: [], asked: false, memory };
  if (text === 'throw') throw new Error('a bug in the understander');
  if (text === 'list') {
    const listed = tasks.filter(({ completed }) => !completed).map(({ id }) => id);
    return { ...nothing, acts: [], query: { kind: 'list', words: null }, listed, reply: `There are ${listed.length}.` };
  }
  const acts = text.split('; ').map((part): Act => {
    const [verb = '', ...rest] = part.split(' ');
    const target = tasks.find(({ title }) => title === rest.join(' '));
    if ((verb === 'complete' || verb === 'delete') && target !== undefined) return { op: verb, target };
    const filed = /^file (.+) under (.+)$/.exec(part);
    if (filed !== null) return { op: 'add', task: { ...said(filed[1] ?? ''), category: filed[2] ?? '' } };
    return { op: 'add', task: said(part) };
  });
  return {
    ...nothing,
    acts,
    reply: acts.map((act) => (act.op === 'add' ? `Added “${act.task.title}”` : act.op)).join('\n'),
  };
};
