/** How late reminders are: beside a bare one (B3), beside job queues and pollers (B6, B7), ten thousand at once, and with many pending. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureInbox, graphileWorker, inboxLateness, pgBoss, poller, type JobQueue } from '../baselines/job-queues.ts';
import { until } from '../../local/until.ts';
import type { Measured, Plan, Round } from '../figure.ts';
import { oneByOne } from '../load/closed-loop.ts';
import { arrivals, openLoop } from '../load/open-loop.ts';
import { createTask, createTasks, inParallel, rename, type Stage } from '../stage.ts';
import { median, quantile } from '../statistics.ts';

const inFuture = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Milliseconds. How late something was is read from the store, so looking seldom changes no figure. */
const PATIENCE = { timeout: 120_000, interval: 100 };

/** Tasks that each remind once, at the instants given. */
const remindAt = async (stage: Stage, instants: readonly string[]): Promise<Map<string, string>> => {
  const at = new Map<string, string>();
  await inParallel(instants.length, async (n) => {
    const instant = instants[n]!;
    at.set(await createTask(stage, { reminders: [{ at: instant }] }), instant);
  });
  return at;
};

/** When the transaction began that saved each of these tasks last, as the store says, in milliseconds since 1970. */
const savedAt = async ({ system }: Stage, ids: readonly string[]): Promise<Map<string, number>> => {
  const { rows } = await system.tasks.query<{ id: string; at: number }>(
    `SELECT split_part(key, '||', 3) AS id, extract(epoch FROM updated_at)::float8 * 1000 AS at FROM actor_state
     WHERE key = ANY (SELECT 'task-actors||TaskActor||' || id || '||task' FROM unnest($1::text[]) AS id)
       AND (convert_from(value, 'UTF8')::json #>> '{state,sequence}')::int > 1`,
    [ids],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
};

/** How late the save of each reminder's firing began; all of them, once the last has rung. */
const lateness = async (stage: Stage, due: ReadonlyMap<string, string>): Promise<number[]> => {
  let saved = new Map<string, number>();
  await until(
    'reminders to ring',
    async () => (saved = await savedAt(stage, [...due.keys()])).size === due.size,
    PATIENCE,
  );
  return [...due].map(([id, at]) => (saved.get(id) ?? Number.NaN) - Date.parse(at));
};

/** A bare reminder for each instant, all on actors of their own. @returns how late they were. */
const armBare = async (stage: Stage, instants: readonly string[]): Promise<() => Promise<number[]>> => {
  const all: number[] = [];
  await inParallel(instants.length, (n) =>
    stage.bare.call(randomUUID(), 'arm', JSON.stringify({ names: ['ring'], at: instants[n] })),
  );
  return async () => {
    await until(
      'bare reminders',
      async () => {
        all.push(...(JSON.parse(await stage.bare.call('collector', 'lateness', '{}')) as number[]));
        return all.length >= instants.length;
      },
      PATIENCE,
    );
    return all;
  };
};

const spread = (count: number, from: number, over: number): string[] =>
  Array.from({ length: count }, (_, n) => inFuture(from + (n * over) / count));

/** Lateness of reminders spread over some seconds, ours and bare ones by turns, and what one write takes at the time. */
const latenessRound = async (stage: Stage, plan: Plan): Promise<{ ours: number; bare: number; write: number }> => {
  const count = plan.quick ? 40 : 200;
  // Time to arm both, then as much for them to ring in.
  const [lead, over] = [plan.quick ? 2_000 : 4_000, plan.quick ? 2_000 : 5_000];
  const [mine, theirs] = [spread(count, lead, over), spread(count, lead, over)];
  const [due, bareLateness] = await Promise.all([remindAt(stage, mine), armBare(stage, theirs)]);
  const write = quantile(await oneByOne(30, (n) => stage.bare.call(`w${n}`, 'save', '{}')), 0.5);
  return {
    ours: quantile(await lateness(stage, due), 0.99),
    bare: quantile(await bareLateness(), 0.99),
    write,
  };
};

export const reminderLateness = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const rounds: Round[] = [];
  for (let round = 0; round <= plan.rounds; round++) {
    const one = await latenessRound(stage, plan);
    if (round > 0) rounds.push({ ours: one.ours, baseline: one.bare + one.write });
  }
  return [
    {
      figure: 'reminder lateness p99',
      baseline: 'B3 p99 and one write',
      unit: 'ms',
      rounds,
      goal: { must: { atMost: 3 }, aim: { atMost: 1.5 } },
      note: "from the planned instant until the firing as stored, stamped at its transaction's start",
    },
  ];
};

/** Until each is in an inbox, beside what other ways of waiting need for theirs. */
export const reminderQueues = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const { tasks: db, servers } = stage.system;
  await ensureInbox(db);
  const queues: { queue: JobQueue; goal?: Measured['goal'] }[] = [
    { queue: await graphileWorker(servers.addresses.tasks, db), goal: { must: { atMost: 0.2 }, aim: { atMost: 0.1 } } },
    { queue: await pgBoss(servers.addresses.tasks, db) },
    { queue: await poller(db, 5_000) },
    ...(plan.quick ? [] : [{ queue: await poller(db, 60_000) }]),
  ];
  const count = plan.quick ? 40 : 100;
  const ours: number[] = [];
  const theirs = new Map<string, number[]>();
  for (let round = 0; round < plan.rounds; round++) {
    const from = new Date();
    const instants = spread(count, 2_000, plan.quick ? 2_000 : 5_000);
    const due = await remindAt(stage, instants);
    for (const { queue } of queues) await inParallel(count, (n) => queue.schedule(new Date(instants[n]!)));
    ours.push(quantile(await inboxOf(stage, due), 0.99));
    for (const { queue } of queues) {
      let late: number[] = [];
      await until(queue.name, async () => (late = await inboxLateness(db, queue.name, from)).length >= count, PATIENCE);
      theirs.set(queue.name, [...(theirs.get(queue.name) ?? []), quantile(late, 0.99)]);
    }
    await rungOnce(stage, [...due.keys()]);
  }
  for (const { queue } of queues) await queue.stop();
  return queues.map(({ queue, goal }) => ({
    figure: 'reminder in the inbox, p99',
    baseline: queue.name,
    unit: 'ms',
    rounds: ours.map((own, round) => ({ ours: own, baseline: theirs.get(queue.name)?.[round] ?? Number.NaN })),
    ...(goal === undefined ? {} : { goal }),
    note: "our rows are stamped by the service just before its INSERT, the queues' by the database",
  }));
};

/** Looking at `count` reminders costs what there is to look at: seldom, where there is much. */
const patienceFor = (count: number) => ({ interval: 100 + count / 5, timeout: 120_000 + count * 50 });

type Told = { task_id: string; late: number; early: boolean };

/**
 * How late each of these reminders was in its owner's inbox, by the clock of the service that put it there. Throws when one
 * rang or was there early, or when a task has more than one.
 */
const inboxOf = async ({ system }: Stage, due: ReadonlyMap<string, string>): Promise<number[]> => {
  let rows: Told[] = [];
  await until(
    'the inbox',
    async () => {
      ({ rows } = await system.tasks.query<Told>(
        `SELECT task_id, extract(epoch FROM delivered_at - planned_at)::float8 * 1000 AS late,
           fired_at < planned_at OR delivered_at < planned_at AS early FROM notifications
         WHERE channel = 'inbox' AND delivered_at IS NOT NULL AND task_id = ANY ($1::uuid[])`,
        [[...due.keys()]],
      ));
      return new Set(rows.map(({ task_id }) => task_id)).size >= due.size;
    },
    patienceFor(due.size),
  );
  if (rows.length > due.size)
    throw new Error(`${rows.length - due.size} more are in the inbox than reminders were set`);
  const early = rows.filter((row) => row.early);
  if (early.length > 0) throw new Error(`${early.length} reminders were early`);
  return rows.map(({ late }) => late);
};

/**
 * Waits until the audit knows that the reminder of each of these tasks rang. Throws when one rang twice for the same instant,
 * which the inbox would not show: it takes the second for the first.
 */
const rungOnce = async ({ system }: Stage, ids: readonly string[]): Promise<void> => {
  let twice = 0;
  await until(
    'the rings in the audit',
    async () => {
      const { rows } = await system.tasks.query<{ tasks: number; twice: number }>(
        `SELECT count(DISTINCT aggregate_id)::int AS tasks, (count(*) - count(DISTINCT
           (aggregate_id, event #>> '{payload,reminder_id}', event #>> '{payload,reminder_time}')))::int AS twice
         FROM events WHERE aggregate_id = ANY ($1::uuid[]) AND event_type = 'REMINDER_DUE'`,
        [ids],
      );
      twice = rows[0]?.twice ?? 0;
      return (rows[0]?.tasks ?? 0) >= ids.length;
    },
    patienceFor(ids.length),
  );
  if (twice > 0) throw new Error(`${twice} reminders rang twice`);
};

/** When the last of these reminders rang, by the event that says so, in milliseconds since 1970. */
const lastFiredAt = async ({ system }: Stage, due: ReadonlyMap<string, string>): Promise<number> => {
  const { rows } = await system.tasks.query<{ at: number }>(
    'SELECT extract(epoch FROM max(fired_at))::float8 * 1000 AS at FROM notifications WHERE task_id = ANY ($1::uuid[])',
    [[...due.keys()]],
  );
  return rows[0]?.at ?? Number.NaN;
};

/** Waits until the audit has `commands` changes of these tasks: until then their events keep the processor busy. */
const heardOf = ({ system }: Stage, ids: readonly string[], commands: number): Promise<true> =>
  until(
    'the audit',
    async () => {
      const { rows } = await system.tasks.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM events WHERE aggregate_id = ANY ($1::uuid[]) AND sequence > 1',
        [ids],
      );
      return (rows[0]?.n ?? 0) >= commands;
    },
    PATIENCE,
  );

/** Waits until each of these tasks knows that its reminder was sent: a command each, which the next figure is not to feel. */
const marked = ({ system }: Stage, ids: readonly string[]): Promise<true> =>
  until(
    'the reminders to be marked as sent',
    async () => {
      const { rows } = await system.tasks.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM events WHERE aggregate_id = ANY ($1::uuid[]) AND event_type = 'REMINDER_SENT'",
        [ids],
      );
      return (rows[0]?.n ?? 0) >= ids.length;
    },
    { interval: 1_000, timeout: 120_000 + ids.length * 50 },
  );

/** The p99 of `call` while bare reminders ring at these instants: what such a burst does to anybody's commands. */
const amongBare = async (
  stage: Stage,
  instants: readonly string[],
  load: readonly number[],
  call: (n: number) => Promise<unknown>,
): Promise<number> => {
  const rung = await armBare(stage, instants);
  await pause(Math.max(0, Date.parse(instants[0]!) - Date.now() - 200));
  const latencies = await openLoop(load, call);
  await rung();
  return quantile(latencies, 0.99);
};

/** Thousands due in the same second: how fast they are done with, what commands feel of it, and that none is early, lost or twice. */
export const reminderBurst = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const count = plan.quick ? 1_000 : 10_000;
  const ids = await createTasks(stage, 64);
  const command = (n: number) => rename(stage, ids[n % ids.length]!);
  await inParallel(1_500, command);
  await heardOf(stage, ids, 1_500);
  // As many commands as reminders: over a few seconds the consumers would only fall behind, and leave the processor to the command.
  const began = performance.now();
  await inParallel(count, command);
  const rate = (count * 1_000) / (performance.now() - began);
  await heardOf(stage, ids, 1_500 + count);
  const perSecond = rate / 10;
  const idle = quantile(await openLoop(arrivals(perSecond, plan.quick ? 5 : 15, 1), command), 0.99);

  // Armed well ahead: as long as creating them takes, and half as long again.
  const lead = (count / rate) * 4_000 + 5_000;
  const withinASecond = (): string[] => spread(count, lead, 1_000);
  const seconds = Math.max(3, (count / rate) * 1.2);
  const bareCommand = (n: number) => stage.bare.call(`w${n % 64}`, 'save', '{}');
  await inParallel(64, bareCommand);
  const floor = await amongBare(stage, withinASecond(), arrivals(perSecond, seconds, 2), bareCommand);

  const instants = withinASecond();
  const at = instants[0]!;
  const due = await remindAt(stage, instants);
  await pause(Math.max(0, Date.parse(at) - Date.now() - 200));
  const [busy] = await Promise.all([openLoop(arrivals(perSecond, seconds, 2), command), inboxOf(stage, due)]);
  const drained = ((await lastFiredAt(stage, due)) - Date.parse(at)) / 1_000;
  await marked(stage, [...due.keys()]);
  await rungOnce(stage, [...due.keys()]);
  return [
    {
      figure: `${count.toLocaleString('en')} reminders in one second, drained`,
      baseline: 'the command rate',
      unit: '/s',
      rounds: [{ ours: count / drained, baseline: rate }],
      goal: { must: { atLeast: 0.7 }, aim: { atLeast: 1 } },
      note: 'none early, lost or rung twice; one burst; as many commands, 32 at once',
    },
    {
      figure: 'command p99 in that burst',
      baseline: 'idle',
      unit: 'ms',
      rounds: [{ ours: quantile(busy, 0.99), baseline: idle }],
      goal: { must: { atMost: 5 }, aim: { atMost: 2 } },
      note: `open loop at ${Math.round(perSecond)}/s; one burst`,
    },
    {
      figure: 'command p99 in that burst',
      baseline: 'a bare command in a burst of bare reminders',
      unit: 'ms',
      rounds: [{ ours: quantile(busy, 0.99), baseline: floor }],
      note: 'as many reminders that only note when they rang, and commands that save one key',
    },
  ];
};

/** What a hundred times as many pending reminders do to lateness and to commands. */
export const pendingGrowth = async (stage: Stage, plan: Plan): Promise<Measured[]> => {
  const [few, many] = plan.quick ? [1_000, 5_000] : [1_000, 100_000];
  const ids = await createTasks(stage, 64);
  const command = (n: number) => rename(stage, ids[n % ids.length]!);
  await inParallel(1_500, command);
  const far = inFuture(30 * 86_400_000);
  let armed = 0;
  const fill = async (to: number): Promise<void> => {
    const groups = Math.ceil((to - armed) / 20);
    await inParallel(groups, () =>
      stage.bare.call(
        randomUUID(),
        'arm',
        JSON.stringify({ names: Array.from({ length: 20 }, (_, n) => `far-${n}`), at: far }),
      ),
    );
    armed += groups * 20;
  };
  const look = async () => {
    const [late, commands]: number[][] = [[], []];
    for (let round = 0; round < plan.rounds; round++) {
      late!.push((await latenessRound(stage, plan)).ours);
      commands!.push(quantile(await openLoop(arrivals(60, plan.seconds * 2, round), command), 0.99));
    }
    return { late: late!, commands: commands! };
  };
  await fill(few);
  const before = await look();
  await fill(many);
  const after = await look();
  const goal = { must: { atMost: 1.5 }, aim: { atMost: 1.1 } };
  const growth = (name: string, a: readonly number[], b: readonly number[]): Measured => ({
    figure: `${name} with ${many.toLocaleString('en')} pending`,
    baseline: `with ${few.toLocaleString('en')}`,
    unit: 'ms',
    rounds: a.map((ours, round) => ({ ours, baseline: median(b.slice(round, round + 1)) })),
    goal,
    note: 'before and after, not interleaved',
  });
  return [
    growth('reminder lateness p99', after.late, before.late),
    growth('command p99', after.commands, before.commands),
  ];
};
