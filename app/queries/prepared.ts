/** Names for statements that are put together at run time, so that each connection prepares every variant once. */
import { createHash } from 'node:crypto';
import type { Statement } from './database.ts';

// Each prepared statement costs memory on every connection; past this many variants the rest go unprepared.
const MAX_NAMES = 500;
const names = new Map<string, string>();

/** `text` with a name of its own. The same text has the same name in every process. */
export const named = (text: string): Statement => {
  const known = names.get(text);
  if (known !== undefined) return { name: known, text };
  if (names.size >= MAX_NAMES) return text;
  const name = `q_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, name);
  return { name, text };
};
