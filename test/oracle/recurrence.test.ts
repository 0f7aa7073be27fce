/** Our occurrences against those of an independent implementation, for thousands of rules, zones and starts. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseRule } from '../../actors/task/recurrence-rule.ts';
import { slotsAfter } from '../../actors/task/recurrence.ts';
import { DAY, HOUR, instantOf, iso, wallAt, wallText } from '../../actors/task/zone.ts';
import { linesThrough, pythonWithDateutil } from './python.ts';
import { questionsFrom, type Question } from './rules.ts';

const SEED = Number(process.env['ORACLE_SEED'] ?? 20261);
const RULES = Number(process.env['ORACLE_RULES'] ?? 6000);

/** A start that clocks skip is moved before a series begins: both sides are asked about the time it is moved to. */
const onRealClocks = (question: Question): Question => {
  const at = instantOf(question.zone, Date.parse(`${question.start}Z`));
  return { ...question, start: wallText(wallAt(question.zone, at)) };
};

const ours = ({ rule: text, start, zone, after, most }: Question): string[] | string => {
  const reading = parseRule(text);
  if (!reading.ok) return reading.reason;
  const begun = instantOf(zone, Date.parse(`${start}Z`));
  return slotsAfter({ rule: reading.rule, start: begun, zone, skipped: [] }, Date.parse(after), most).map(({ at }) =>
    iso(at),
  );
};

/** The written rule that explains a shorter answer of ours: a search looks at so many periods and no more. */
const PERIODS = {
  HOURLY: [1500, HOUR],
  DAILY: [1200, DAY],
  WEEKLY: [800, 7 * DAY],
  MONTHLY: [400, 28 * DAY],
  YEARLY: [31, 365 * DAY],
} as const;
/** The oracle itself looks no further than 2075. */
const HORIZON = '2070';

const reachOf = ({ rule: text, start, after }: Question): string => {
  const reading = parseRule(text);
  if (!reading.ok) return '';
  const { freq, interval, count, byDay, byMonth, byMonthDay } = reading.rule;
  // Days that must fulfil something are looked for by months, whatever their interval.
  const byMonths = freq === 'DAILY' && byDay.length + byMonth.length + byMonthDay.length > 0;
  const [periods, period] = PERIODS[byMonths ? 'MONTHLY' : freq];
  const begun = Date.parse(`${start}Z`);
  const from = count === null ? Math.max(begun, Date.parse(after)) : begun;
  const reach = from + periods * period * (byMonths || freq === 'YEARLY' ? 1 : interval) - 3 * DAY;
  return reach > Date.parse(HORIZON) ? HORIZON : iso(reach);
};

test(
  `${RULES} rules from seed ${SEED} have the occurrences that dateutil and zoneinfo give them`,
  { timeout: 600_000 },
  async () => {
    const draw = questionsFrom(SEED);
    const questions = Array.from({ length: RULES }, () => onRealClocks(draw()));
    const script = fileURLToPath(new URL('occurrences.py', import.meta.url));
    const answers = await linesThrough(
      pythonWithDateutil(),
      script,
      questions.map((q) => JSON.stringify(q)),
    );
    let compared = 0;
    const different = questions.flatMap<object>((question, n) => {
      const reach = reachOf(question);
      const [mine, theirs] = [ours(question), JSON.parse(answers[n] ?? 'null') as string[]];
      // Refused at the border: right only where the oracle finds nothing either.
      if (typeof mine === 'string') return theirs.length === 0 ? [] : [{ ...question, mine, theirs }];
      const [a, b] = [mine, theirs].map((list) => list.filter((at) => at < reach));
      compared += b?.length ?? 0;
      return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ ...question, mine, theirs, reach }];
    });
    expect(different.slice(0, 5), `${different.length} of ${RULES} differ`).toEqual([]);
    console.info(`${RULES} rules, ${compared} occurrences compared, none differs`);
  },
);
