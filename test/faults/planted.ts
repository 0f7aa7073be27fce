/** Bugs put into sound evidence, one for each check: a checker that misses its own would miss the real one too. */
import { violationsOf } from './checks.ts';
import type { TaskEvent } from '../../actors/task/events.ts';
import type { Evidence } from './evidence.ts';
import { outcomeOf, type Command } from './record.ts';

type Planted = {
  bug: string;
  /** The check that has to catch it. */ caughtBy: string;
  plant: (evidence: Evidence) => void;
};

/** @throws {Error} when the run did not do enough to plant the bug in. */
const need = <T>(one: T | undefined, what: string): T => {
  if (one === undefined) throw new Error(`the evidence has no ${what} to plant a bug in`);
  return one;
};

const acknowledged = ({ commands }: Evidence, kind: Command['kind']): Command =>
  need(commands.find((one) => one.kind === kind && outcomeOf(one) === 'acknowledged'), `acknowledged ${kind}`); // prettier-ignore

const longest = ({ histories }: Evidence) =>
  need(
    [...histories].find(([, history]) => history.length >= 2),
    'task with two events',
  );

const rung = ({ inbox, bells }: Evidence) =>
  need(
    inbox.find(({ task_id }) => bells.some(({ taskId }) => taskId === task_id)),
    'bell in the inbox',
  );

/** Takes a task's last event away from wherever it is kept, as if the save had never been. */
const forgetLast = (evidence: Evidence, id: string): void => {
  const history = need(evidence.histories.get(id), 'history');
  const gone = need(history.pop(), 'event');
  evidence.logged = evidence.logged.filter((one) => one !== gone.event_id);
};

const planted: readonly Planted[] = [
  {
    bug: 'a save that is acknowledged and lost',
    caughtBy: 'an acknowledged command is in the history exactly once',
    plant: (evidence) => {
      forgetLast(evidence, String(acknowledged(evidence, 'create').answer?.body.id));
    },
  },
  {
    bug: 'a retry that is carried out a second time',
    caughtBy: 'an acknowledged command is in the history exactly once',
    plant: (evidence) => {
      const { answer } = acknowledged(evidence, 'create');
      const history = need(evidence.histories.get(String(answer?.body.id)), 'history');
      const first = need(history[0], 'event');
      history.push({ ...first, command_id: 'another', sequence: 2 }, { ...first, sequence: 3 });
    },
  },
  {
    bug: 'a message carried out twice',
    caughtBy: 'an acknowledged message made its task exactly once',
    plant: (evidence) => {
      const said = (acknowledged(evidence, 'chat').body as { message: string }).message;
      const row = need([...evidence.rows.values()].find(({ title }) => said.includes(`"${title}"`)), 'task of a message'); // prettier-ignore
      evidence.rows.set('its double', row);
    },
  },
  {
    bug: 'a refusal that was carried out all the same',
    caughtBy: 'a refused command changed nothing',
    plant: (evidence) => {
      acknowledged(evidence, 'update').answer = { status: 409, body: { title: 'The version is another' } };
    },
  },
  {
    bug: 'a service that refuses what is right',
    caughtBy: 'nothing is refused that is right',
    plant: (evidence) => {
      acknowledged(evidence, 'snooze').answer = { status: 404, body: { title: 'There is no such task' } };
    },
  },
  {
    bug: 'a command that never gets an answer',
    caughtBy: 'every command ends with a definite answer',
    plant: (evidence) => {
      acknowledged(evidence, 'update').answer = null;
    },
  },
  {
    bug: 'a first answer that is forgotten',
    caughtBy: 'a retry gets the first result',
    plant: ({ retries }) => {
      const retry = need(retries[0], 'retry');
      retry.again = { ...retry.first, body: { ...retry.first.body, version: 99 } };
    },
  },
  {
    bug: 'a retry that is never answered',
    caughtBy: 'a retry gets the first result',
    plant: ({ retries }) => {
      need(retries[0], 'retry').again = null;
    },
  },
  {
    bug: 'an event lost in the middle',
    caughtBy: 'a history has no gap, no fork and an unbroken chain',
    plant: (evidence) => {
      longest(evidence)[1].shift();
    },
  },
  {
    bug: 'two saves over the same state',
    caughtBy: 'a history has no gap, no fork and an unbroken chain',
    plant: (evidence) => {
      const [, history] = longest(evidence);
      history.splice(1, 0, need(history[1], 'second event'));
    },
  },
  {
    bug: 'an audit row edited by hand',
    caughtBy: 'a history has no gap, no fork and an unbroken chain',
    plant: (evidence) => {
      const [, history] = longest(evidence);
      const first = need(history[0], 'event');
      history[0] = { ...first, correlation_id: first.event_id };
    },
  },
  {
    bug: 'an actor that a frozen host set back',
    caughtBy: 'fold(history) is the actor’s state',
    plant: (evidence) => {
      const [id] = longest(evidence);
      need(evidence.documents.get(id), 'document').state.sequence -= 1;
    },
  },
  {
    bug: 'a row that no projection brought up to date',
    caughtBy: 'the read model is the projection of the history',
    plant: (evidence) => {
      const [id] = longest(evidence);
      need(evidence.rows.get(id), 'row').title = 'as it was';
    },
  },
  {
    bug: 'a row that is missing',
    caughtBy: 'the read model is the projection of the history',
    plant: (evidence) => {
      evidence.rows.delete(longest(evidence)[0]);
    },
  },
  {
    bug: 'an occurrence made twice',
    caughtBy: 'each occurrence exists exactly once',
    plant: (evidence) => {
      const event = need([...evidence.histories.values()].flat().find(({ payload }) => (payload.task.occurrence ?? 1) > 1), 'successor'); // prettier-ignore
      const double = structuredClone(event);
      double.payload.task = { ...double.payload.task, id: 'its double' };
      evidence.histories.set('its double', [double]);
    },
  },
  {
    bug: 'an occurrence that never came to be',
    caughtBy: 'each occurrence exists exactly once',
    plant: (evidence) => {
      for (const [id, history] of evidence.histories) {
        if (history.some(({ payload }) => (payload.task.occurrence ?? 1) > 1)) evidence.histories.delete(id);
      }
    },
  },
  {
    bug: 'a reminder before its time',
    caughtBy: 'no reminder is early',
    plant: (evidence) => {
      const row = rung(evidence);
      row.fired_at = new Date(Date.parse(row.planned_at) - 1).toISOString();
    },
  },
  {
    bug: 'a reminder before its time, by a host whose clock is ahead',
    caughtBy: 'no reminder is early',
    plant: (evidence) => {
      const row = rung(evidence);
      row.delivered_at = new Date(Date.parse(row.planned_at) - 1).toISOString();
    },
  },
  {
    bug: 'a reminder that fires twice and is told once',
    caughtBy: 'no reminder fires twice',
    plant: ({ histories }) => {
      const firing = ({ event_type }: TaskEvent) => event_type === 'REMINDER_DUE';
      const history = need([...histories.values()].find((one) => one.some(firing)), 'firing'); // prettier-ignore
      history.push(need(history.find(firing), 'firing'));
    },
  },
  {
    bug: 'a reminder lost',
    caughtBy: 'each reminder has exactly one inbox row',
    plant: (evidence) => {
      const row = rung(evidence);
      evidence.inbox = evidence.inbox.filter((one) => one !== row);
    },
  },
  {
    bug: 'a reminder told twice',
    caughtBy: 'each reminder has exactly one inbox row',
    plant: (evidence) => {
      evidence.inbox.push({ ...rung(evidence) });
    },
  },
  {
    bug: 'another person’s task in an answer',
    caughtBy: 'no byte of one user’s data reaches another',
    plant: ({ leaks }) => {
      leaks.push('GET /api/tasks as one holds what is another’s');
    },
  },
  {
    bug: 'a task in another person’s list',
    caughtBy: 'no byte of one user’s data reaches another',
    plant: ({ listed, histories }) => {
      const { user, task } = need(listed.find((one) => histories.has(one.task)), 'listed task'); // prettier-ignore
      const other = need(listed.find((one) => one.user !== user), 'other person’s list'); // prettier-ignore
      listed.push({ user: other.user, task });
    },
  },
  {
    bug: 'a reminder in another person’s inbox',
    caughtBy: 'no byte of one user’s data reaches another',
    plant: (evidence) => {
      const row = rung(evidence);
      row.user_id = need(evidence.listed.find(({ user }) => user !== row.user_id), 'other person').user; // prettier-ignore
    },
  },
  {
    bug: 'an event that was saved and never published',
    caughtBy: 'the log topic carries every event of the history, and no other',
    plant: (evidence) => {
      const gone = evidence.logged[0];
      evidence.logged = evidence.logged.filter((one) => one !== gone);
    },
  },
  {
    bug: 'an event published and never saved',
    caughtBy: 'the log topic carries every event of the history, and no other',
    plant: ({ logged }) => {
      logged.push('nobody’s event');
    },
  },
  {
    bug: 'an outage taken for poison',
    caughtBy: 'an outage dead-letters nothing',
    plant: (evidence) => {
      evidence.deadLetters += 1;
    },
  },
  {
    bug: 'service that stays slow',
    caughtBy: 'service is back to what it was',
    plant: ({ rate }) => {
      rate.after = rate.before * 0.8;
    },
  },
];

/** Plants each bug in a copy of its own. @returns which checker was meant to catch it, and whether it did. */
export const plantAll = (sound: Evidence): { bug: string; caughtBy: string; caught: boolean }[] =>
  planted.map(({ bug, caughtBy, plant }) => {
    const copy = structuredClone(sound);
    plant(copy);
    return { bug, caughtBy, caught: violationsOf(copy).some(({ check }) => check === caughtBy) };
  });
