/** What a person waits for at the edge: creating beside a bare INSERT (B0), chat beside REST, lists and searches beside a bare SELECT (B5). */
import { randomUUID } from 'node:crypto';
import { interleaved, type Measured, type Plan } from '../figure.ts';
import { callerOf, signUp, type Person } from '../edge.ts';
import { oneByOne } from '../load/closed-loop.ts';
import { arrivals, openLoop } from '../load/open-loop.ts';
import { bare, type Stage } from '../stage.ts';
import { median, quantile } from '../statistics.ts';

const expressOf = ({ system }: Stage) => callerOf(system.app(bare.express).appUrl);
const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();

/**
 * Calls a second. So few that they do not meet what earlier ones have set off in six roles: that is throughput, and has
 * figures of its own.
 */
const PER_SECOND = 10;

/** The median latency (milliseconds) of about `calls` that arrive on their own, at instants that `seed` draws. */
const unhurried = async (calls: number, seed: number, call: (n: number) => Promise<unknown>): Promise<number> =>
  median(await openLoop(arrivals(PER_SECOND, calls / PER_SECOND, seed), call));

/** What a person waits for who creates a task. */
export const creation = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const [person, express] = [await signUp(stage.system.url), expressOf(stage)];
  const calls = plan.quick ? 25 : 100;
  let seed = 0;
  const insert = () =>
    express.call('POST', '/tasks', { id: randomUUID(), user_id: person.id, title: 'Buy milk', due_date: inAWeek() });
  const create = (due: boolean) => () =>
    person.call('POST', '/api/tasks', { title: 'Buy milk', ...(due ? { due_date: inAWeek() } : {}) });
  for (const warmed of [insert, create(true)]) await oneByOne(plan.quick ? 150 : 600, warmed);
  const timed = (call: () => Promise<unknown>) => () => unhurried(calls, ++seed, call);
  const of = async (name: string, due: boolean, must: number, aim: number): Promise<Measured> => ({
    figure: `create p50, ${name}`,
    baseline: 'B0, Express and an INSERT',
    unit: 'ms',
    rounds: await interleaved(plan, timed(create(due)), timed(insert)),
    goal: { must: { atMost: must }, aim: { atMost: aim } },
    note: `open loop at ${PER_SECOND}/s`,
  });
  const measured = [await of('without a reminder', false, 6, 3), await of('with one', true, 9, 5)];
  await Promise.all([person.close(), express.close()]);
  return measured;
};

/** As many as people keep open. */
const OWN_TASKS = 50;

/** A sentence in the chat beside the same command over REST. */
export const chatTurn = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const calls = plan.quick ? 20 : 60;
  let seed = 0;
  // Each time somebody new, whose list does not grow from round to round.
  const timed = (work: (person: Person, n: number) => Promise<unknown>) => async () => {
    const person = await signUp(stage.system.url);
    await oneByOne(OWN_TASKS, (n) => person.call('POST', '/api/tasks', { title: `water plant ${n}` }));
    const p50 = await unhurried(calls, ++seed, (n) => work(person, n));
    await person.close();
    return p50;
  };
  const say = timed((person, n) => person.call('POST', '/api/chat', { message: `add buy milk ${n}` }));
  const add = timed((person, n) => person.call('POST', '/api/tasks', { title: `buy milk ${n}` }));
  for (let n = 0; n < 4; n++) await say();
  const rounds = await interleaved(plan, say, add);
  return [
    {
      figure: 'offline chat turn p50',
      baseline: 'the same command over REST',
      unit: 'ms',
      rounds,
      goal: { must: { atMost: 2 }, aim: { atMost: 1.3 } },
      note: `open loop at ${PER_SECOND}/s; each turn opens a conversation of its own; ${OWN_TASKS} tasks and those added`,
    },
  ];
};

const WORDS = ['milk', 'dentist', 'report', 'plants', 'flights', 'invoice', 'garden', 'meeting', 'passport', 'bread'];

/** Fills the read model: `total` tasks, `own` of them the person's, a quarter of those done. */
const fill = async ({ system }: Stage, person: Person, own: number, total: number): Promise<void> => {
  await system.tasks.query(
    `INSERT INTO tasks (id, user_id, title, description, priority, tags, due_date, all_day, time_zone, recurrence_mode,
       reminders, reminder_policy, reminder_sent, completed, status, checklist, paused, skipped_dates, created_at, updated_at,
       version, sequence)
     SELECT gen_random_uuid(), CASE WHEN n <= $2 THEN $1::uuid ELSE md5((n % 997)::text)::uuid END,
       ($4::text[])[n % 10 + 1] || ' ' || ($4::text[])[n * 7 % 10 + 1] || ' ' || n, 'number ' || n,
       (ARRAY['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[n % 4 + 1], ARRAY['home'], now() + (n % 5000) * interval '1 hour', false,
       'UTC', 'schedule', '[]', '{"default_offsets": ["PT1H"], "all_day_time": "09:00", "quiet_hours": null}', false, n % 4 = 0,
       CASE WHEN n % 4 = 0 THEN 'COMPLETED' ELSE 'ACTIVE' END, '[]', false, '{}', now(), now(), 1, 1
     FROM generate_series(1, $3::int) AS n`,
    [person.id, own, total, WORDS],
  );
  await system.tasks.query('VACUUM ANALYZE tasks');
};

/** A page of a list and of a search, of a person with 10,000 tasks among a million. */
export const listAndSearch = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const [person, express] = [await signUp(stage.system.url), expressOf(stage)];
  const total = plan.quick ? 50_000 : 1_000_000;
  await fill(stage, person, 10_000, total);
  const calls = plan.quick ? 60 : 200;
  const timed = (work: (n: number) => Promise<unknown>) => async () => quantile(await oneByOne(calls, work), 0.95);
  const word = (n: number) => WORDS[n % WORDS.length]!;
  const note = `${total.toLocaleString('en')} tasks, 10,000 of them the person's`;
  const list = await interleaved(
    plan,
    timed(() => person.call('GET', '/api/tasks')),
    timed(() => express.call('GET', `/tasks?user=${person.id}`)),
  );
  const search = await interleaved(
    plan,
    timed((n) => person.call('GET', `/api/tasks?q=${word(n)}+${word(n + 3)}`)),
    timed((n) => express.call('GET', `/search?user=${person.id}&q=${word(n)}+${word(n + 3)}`)),
  );
  await Promise.all([person.close(), express.close()]);
  return [
    {
      figure: 'list p95',
      baseline: 'B5, Express and a SELECT',
      unit: 'ms',
      rounds: list,
      goal: { must: { atMost: 1.3 }, aim: { atMost: 1.1 } },
      note,
    },
    {
      figure: 'search p95',
      baseline: 'a bare tsquery, over Express',
      unit: 'ms',
      rounds: search,
      goal: { must: { atMost: 1.5 }, aim: { atMost: 1.2 } },
      note,
    },
  ];
};
