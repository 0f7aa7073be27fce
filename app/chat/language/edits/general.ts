/** "Move X to Friday", "make X urgent", "push it back an hour", "set X to repeat weekly". */
import { readSlots, type Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt } from '../words/tokens.ts';
import type { EditWish } from './edit.ts';
import { newValues, toward } from './new-values.ts';
import { cleanObject } from './objects.ts';
import { renamed } from './renaming.ts';

/** Verbs that begin an edit, and whether they can begin anything else. */
const verbs: Readonly<Record<string, 'sure' | 'likely' | 'weak'>> = {
  reschedule: 'sure', postpone: 'sure', prepone: 'sure', rename: 'sure', retitle: 'sure', defer: 'likely', delay: 'likely', snooze: 'sure', bump: 'likely', move: 'likely',
  push: 'likely', shift: 'likely', change: 'likely', update: 'likely', set: 'likely', edit: 'likely', modify: 'likely', adjust: 'likely', make: 'weak',
  mark: 'likely', tag: 'likely', untag: 'sure', label: 'likely', give: 'likely', bring: 'likely', put: 'weak', prioritise: 'likely', prioritize: 'likely', raise: 'likely', lower: 'likely',
  upgrade: 'likely', downgrade: 'likely', deprioritise: 'sure', deprioritize: 'sure', repeat: 'likely', reassign: 'likely', assign: 'likely', switch: 'likely', flag: 'likely', reprioritise: 'sure', reprioritize: 'sure',
  schedule: 'weak', extend: 'likely', drag: 'likely', pull: 'weak', have: 'weak', do: 'weak', bring_forward: 'likely', correct: 'likely', increase: 'likely', decrease: 'likely', set_back: 'likely', remind: 'weak', advance: 'weak', swap: 'weak', turn: 'weak', convert: 'weak', file: 'weak', classify: 'likely', categorise: 'likely', categorize: 'likely', slide: 'weak', slip: 'weak', nudge: 'weak', shove: 'weak', shunt: 'weak', roll: 'weak', carry: 'weak', hold: 'weak', kick: 'weak', lets: 'weak',
}; // prettier-ignore

/** Verbs of the hand, that reschedule only where they are followed by "to" or "until" a day. */
const handling = /^(?:slip|nudge|shove|shunt|roll|carry|hold)$/;

/** Verbs that change a priority, where one is named, and do other things elsewhere. */
const levelling = /^(?:drop|reduce|cut|boost|escalate|demote|promote|knock|lift|up)$/;

const objectFillers = phrases(`
  the? due date|time|dates of|for|on|to?
  the? deadline|date|time|priority|schedule|prio|urgency of|for|on
  its due date|time|deadline|priority
  due date|time
  deadline|priority|due|date|urgency|prio
  the? priority level of|for
  category|project of|for
  the? recurrence|repeat of|for|on
`);

/** "move X to Friday", "make X urgent", "push it back an hour", "set X to repeat weekly". */
export const general = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const first = wordAt(tokens, 0);
  const priorityMeant = tokens.some((t) => /^(?:priority|prio|urgency)$/.test(t.lower));
  const levelMeant =
    priorityMeant ||
    tokens.some(
      (t, k) =>
        /^(?:to|at)$/.test(t.lower) &&
        /^(?:high|low|medium|critical|urgent|normal|p[1-4])$/.test(wordAt(tokens, k + 1)),
    );
  const strength = Object.hasOwn(verbs, first)
    ? verbs[first]
    : levelMeant && levelling.test(first)
      ? 'likely'
      : undefined;
  const off = first === 'put' && tokens.some((t) => t.lower === 'off');
  if (strength === undefined || tokens.length < 2) return null;
  if (first === 'remind' || first === 'snooze' || (first === 'set' && wordAt(tokens, 1) === 'up')) return null;
  let k = 1;
  if (/^(?:prioriti[sz]e|deprioriti[sz]e)$/.test(first)) {
    const levelled = readSlots(reading, { from: 1, plain: true, leads: toward });
    if (levelled.priority === undefined)
      return {
        edit: { priority: first.startsWith('de') ? 'LOW' : 'HIGH' },
        object: tokens.slice(1),
        sure: first.startsWith('de'),
        weak: false,
      };
  }
  const intro = phraseEnd(objectFillers, tokens, k);
  if (intro > 0) k = intro;
  const parsed = newValues(reading, k, priorityMeant);
  const edit = parsed?.edit ?? {};
  if (
    handling.test(first) &&
    !tokens.some((t, n) => /^(?:to|until|till)$/.test(t.lower) && parsed?.taken.has(n)) &&
    edit.shift === undefined
  )
    return null;
  if (parsed === null || Object.keys(edit).length === 0) return renamed(reading, first, strength);
  const object = cleanObject(
    tokens.filter((_, n) => n >= k && !parsed.taken.has(n) && !(off && wordAt(tokens, n) === 'off')),
  );
  const led = parsed.led || edit.priority !== undefined || edit.priorityStep !== undefined || edit.shift !== undefined;
  const sure = strength === 'sure' || ((intro > 0 || (led && strength === 'likely')) && object.length > 0);
  const definite = /^(?:the|my)$/.test(wordAt(tokens, 1));
  return { edit, object, sure, weak: strength === 'weak' && !off, definite };
};

/** Verbs that only ever change what exists; without their detail they are asked about. */
export const editVerb = (word: string): boolean =>
  /^(?:reschedule|postpone|rename|retitle|snooze|reprioritise|reprioritize)$/.test(word);
