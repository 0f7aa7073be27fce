/** Sentences that change a task that exists, by kind. */
import type { Reading } from '../slots/slots.ts';
import { phraseEnd, phrases } from '../words/phrases.ts';
import { wordAt } from '../words/tokens.ts';
import { clearing } from './clearing.ts';
import type { EditWish } from './edit.ts';
import { filing } from './filing.ts';
import { general } from './general.ts';
import { newValues } from './new-values.ts';
import { noting } from './noting.ts';
import { cleanObject } from './objects.ts';
import { renaming } from './renaming.ts';
import { stating } from './stating.ts';
import { tagging } from './tagging.ts';

/** An edit in the tokens, which begin after any courtesy; null when the sentence is none. */
export const editOf = (reading: Reading): EditWish | null =>
  renaming(reading) ??
  clearing(reading) ??
  tagging(reading) ??
  noting(reading) ??
  filing(reading) ??
  general(reading) ??
  stating(reading) ??
  insteadOf(reading);

const wanting = phrases(`
  i|we want|need|prefer to? do|have?
  i'd|we'd|i_would rather|like|prefer|love to? do|have?
  let's|lets do|have
  can|could i|we do|have
  do|have
`);

/** "water the plants every other day instead". */
const insteadOf = (reading: Reading): EditWish | null => {
  const { tokens } = reading;
  const over = tokens.findIndex(
    (t, k) =>
      k > 1 &&
      ((t.lower === 'instead' && wordAt(tokens, k + 1) === 'of') ||
        (t.lower === 'rather' && wordAt(tokens, k + 1) === 'than')),
  );
  const henceforth = tokens.findIndex(
    (t, k) =>
      k > 1 &&
      ((t.lower === 'from' && wordAt(tokens, k + 1) === 'now' && wordAt(tokens, k + 2) === 'on') ||
        (t.lower === 'going' && wordAt(tokens, k + 1) === 'forward')),
  );
  const last = over > 0 ? over : henceforth > 0 ? henceforth : tokens.findLastIndex((t) => t.kind === 'word');
  if (over < 0 && henceforth < 0 && wordAt(tokens, last) !== 'instead') return null;
  const old = over > 0 ? tokens.slice(over + 2) : [];
  if (over > 0 && (old.length === 0 || old.length > 4)) return null;
  const parsed = newValues({ ...reading, tokens: tokens.slice(0, last) }, 0, false);
  if (parsed === null) return null;
  const from = Math.max(0, phraseEnd(wanting, tokens, 0));
  const object = cleanObject(tokens.filter((_, n) => n >= from && n < last && !parsed.taken.has(n)));
  const definite = /^(?:the|my)$/.test(wordAt(tokens, from));
  return object.length === 0 ? null : { edit: parsed.edit, object, sure: false, weak: true, definite };
};
