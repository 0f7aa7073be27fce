/** The times of day of a recurrence: "at 9", "in the morning", "at 8am and 8pm". */
import type { Here } from '../dates/calendar.ts';
import { partNamed } from '../dates/clock.ts';
import { momentAt, type Moment } from '../dates/moments.ts';
import { minutesSaid } from '../dates/when.ts';
import { wordAt, type Token } from '../words/tokens.ts';
import { behind, setTime, startLeads } from './behind.ts';
import type { Recurrence } from './recurrence.ts';

/** "at 10, 12 and 17": a comma joins times where what follows is written as one, and nothing is counted by it. */
const listedTime = /^\d{1,2}(?::\d\d)?(?:am|pm)?$/;
const listEnds = (tokens: readonly Token[], k: number): boolean =>
  tokens[k] === undefined || /^(?:,|and|&)$/.test(wordAt(tokens, k)) || tokens[k].kind !== 'word';

/** "at 9", "in the morning", "at 8am and 8pm", "every morning and every evening". */
export const times = (here: Here, tokens: readonly Token[], found: Recurrence): boolean => {
  const fresh = found.times.length === 0 || found.part !== null;
  const and =
    /^(?:and|&)$/.test(wordAt(tokens, found.end)) ||
    (wordAt(tokens, found.end) === ',' &&
      listedTime.test(wordAt(tokens, found.end + 1)) &&
      listEnds(tokens, found.end + 2));
  if (and && found.times.length > 0) {
    let k = found.end + 1;
    while (/^(?:every|each|at|in|the|again)$/.test(wordAt(tokens, k)) && k < found.end + 4) k++;
    const part = partNamed(wordAt(tokens, k));
    const moment =
      part === null
        ? (momentAt(here, tokens, wordAt(tokens, k - 1) === 'at' ? k - 1 : k, startLeads) ?? bare(here, tokens, k))
        : null;
    if (part === null && !(moment?.date === null && moment.elapsed === null)) return false;
    const minutes = minutesSaid(moment ?? { clock: null, part });
    if (minutes === null) return false;
    found.times.push(minutes);
    if (found.unclear === 'times') found.unclear = null;
    found.part = null;
    found.end = moment?.end ?? k + 1;
    return true;
  }
  if (!fresh) return false;
  const j = behind(tokens, found);
  const part = found.part === null ? partNamed(wordAt(tokens, j)) : null;
  if (part !== null) {
    found.part = part;
    found.times = [minutesSaid({ clock: null, part }) ?? 0];
    found.end = j + 1;
    return true;
  }
  const moment = momentAt(here, tokens, j) ?? bare(here, tokens, j);
  if (!(moment?.date === null && moment.elapsed === null)) return false;
  if (moment.clock === null && found.part !== null) return false;
  setTime(found, { ...moment, part: moment.part ?? found.part });
  found.part = moment.clock === null ? moment.part : null;
  found.end = moment.end;
  return true;
};

/** "every day 9", "weekdays 7": the time stands bare beside the habit, at the end. */
const bare = (here: Here, tokens: readonly Token[], j: number): Moment | null => {
  const token = tokens[j];
  if (
    token === undefined ||
    !/^\d{1,2}(?:\.\d\d)?$/.test(token.lower) ||
    (tokens[j + 1]?.kind === 'word' && !/^(?:and|&)$/.test(wordAt(tokens, j + 1)))
  )
    return null;
  const at: Token = { ...token, kind: 'word', text: 'at', lower: 'at' };
  const moment = momentAt(here, [at, ...tokens.slice(j, j + 1)], 0);
  return moment === null ? null : { ...moment, end: j + moment.end - 1 };
};
