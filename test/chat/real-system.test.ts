/** Chat on the running installation: edges that die in mid-turn, a crowd on two of them, and a model beside the interpreter. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derivedCommandId, taskIdFor } from '../../actors/task/ids.ts';
import { startScriptedModel, type ScriptedModel } from '../model/scripted-model.ts';
import { listen } from '../support/events.ts';
import { eventually, holds } from '../support/eventually.ts';
import { call, signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { conversations, sensible } from './conversations.ts';

let model: ScriptedModel;
let system: System;
/** Two edges that understand by themselves, and one that has a model. */
const url = (index: number): string => system.app('chat-api', index).edgeUrl;
const AIDED = 2;

beforeAll(async () => {
  model = await startScriptedModel();
  const aided = { OPENAI_API_KEY: 'secret', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' };
  system = await startSystem({
    roles: {
      'search-service': {},
      'task-actors': {},
      'audit-service': {},
      'notification-service': {},
      'recurring-task-service': {},
      'chat-api': { count: 3, env: (index) => (index === AIDED ? aided : {}) },
    },
  });
});
afterAll(async () => {
  await system.stop();
  await model.close();
});

type Said = { message: string; conversation_id?: string };
const say = (index: number, { token }: Person, said: Said, key: string) =>
  call(url(index), 'POST', '/api/chat', said, { authorization: `Bearer ${token}`, 'idempotency-key': key });
/** The same again, under the same key, until there is an answer. */
const persist = (index: number, person: Person, said: Said, key: string) =>
  eventually(
    async () => {
      const answer = await say(index, person, said, key).catch(() => undefined);
      return answer !== undefined && answer.status < 500 ? answer : undefined;
    },
    { timeout: 60_000, what: 'an answer' },
  );

const historyOf = async (taskId: string): Promise<string[]> => {
  const { rows } = await system.tasks.query<{ sequence: number; event_type: string }>(
    'SELECT sequence, event_type FROM events WHERE aggregate_id = $1 ORDER BY sequence',
    [taskId],
  );
  return rows.map(({ sequence, event_type }) => `${sequence} ${event_type}`);
};
const messagesOf = async (conversationId: string) =>
  (
    await system.conversations.query<{
      message_id: string;
      sender_type: string;
      content: string;
      answers: string | null;
    }>('SELECT message_id, sender_type, content, answers FROM messages WHERE conversation_id = $1 ORDER BY position', [
      conversationId,
    ])
  ).rows;
const isStored = async (taskId: string): Promise<boolean> =>
  (await system.tasks.query('SELECT 1 FROM actor_state WHERE key LIKE $1', [`%${taskId}%`])).rowCount === 1;

/** Where the nth action of a message goes, as a retry computes it too. */
const taskOf = (person: Person, key: string, purpose: string): string =>
  taskIdFor(person.id, derivedCommandId(derivedCommandId(`${person.id}\n${key}`, 'message'), purpose));

/** Sends a message, kills its edge once the `first` of its tasks is stored and before the `last` is, and starts it again. */
const killBetween = async (index: number, person: Person, said: Said, key: string, [first, last]: [string, string]) => {
  // With the broker frozen each action waits for its publish, so that there is a time between two of them.
  system.servers.broker.freeze();
  const cutOff = say(index, person, said, key).catch(() => undefined);
  await eventually(() => isStored(first), { interval: 2, what: 'the first action' });
  await system.app('chat-api', index).app.kill('SIGKILL');
  const tooLate = await isStored(last);
  system.servers.broker.thaw();
  await cutOff;
  expect(tooLate).toBe(false);
  await system.app('chat-api', index).app.start();
  await system.app('chat-api', index).untilReady();
};

describe('an edge that dies in the middle of a turn', () => {
  it('has each action done once when the message is sent again, understood offline', async () => {
    const ann = await signUp(url(0));
    const key = randomUUID();
    const said = { message: 'wind clock; oil hinge; mend chair; patch roof' };
    const ids = [0, 1, 2, 3].map((n) => taskOf(ann, key, `act ${n}`));
    await killBetween(0, ann, said, key, [ids[0]!, ids[3]!]);
    const { status, body } = await persist(0, ann, said, key);
    expect([status, body.tasks.map(({ id }: { id: string }) => id)]).toEqual([200, ids]);
    for (const id of ids) {
      await holds(async () => {
        expect(await historyOf(id)).toEqual(['1 TASK_CREATED']);
      });
    }
    const messages = await messagesOf(body.conversation_id);
    expect(messages.map(({ sender_type, content }) => [sender_type, content])).toEqual([
      ['USER', said.message],
      ['ASSISTANT', body.reply],
    ]);
    expect((await say(1, ann, said, key)).body).toEqual(body);
    expect(await ann.list()).toHaveLength(4);
  });

  it('has each action done once with a model, between two calls and between two steps', async () => {
    const bea = await signUp(url(AIDED));
    const key = randomUUID();
    const said = { message: 'see to the garden' };
    const ids = ['step 0 call 0', 'step 0 call 1', 'step 0 call 2'].map((one) => taskOf(bea, key, one));
    const titles = ['rake leaves', 'prune roses', 'sow peas'];
    model.script({ calls: titles.map((title) => ['add_task', { title }]) });
    await killBetween(AIDED, bea, said, key, [ids[0]!, ids[2]!]);
    expect(model.asked).toHaveLength(1);

    // The second try does the rest of the first step, and dies while the model thinks about the second.
    model.script(() => new Promise<never>(() => undefined));
    const second = say(AIDED, bea, said, key).catch(() => undefined);
    await eventually(() => model.asked.length === 1, { what: 'the second step', interval: 5 });
    expect(model.asked[0]?.messages.filter(({ role }) => role === 'tool')).toHaveLength(3);
    await system.app('chat-api', AIDED).app.kill('SIGKILL');
    await second;
    await system.app('chat-api', AIDED).app.start();
    await system.app('chat-api', AIDED).untilReady();

    model.script({ calls: [['complete_task', { id: ids[0]! }], ['add_task', { title: 'mow lawn' }]] }, { say: 'Done.' }); // prettier-ignore
    const { status, body } = await persist(AIDED, bea, said, key);
    expect([status, body.reply]).toEqual([200, 'Done.']);
    expect(body.actions.map(({ tool }: { tool: string }) => tool)).toEqual([
      'add_task',
      'add_task',
      'add_task',
      'complete_task',
      'add_task',
    ]);
    expect(model.asked).toHaveLength(2);
    await holds(async () => {
      expect(await Promise.all(ids.map(historyOf))).toEqual([
        ['1 TASK_CREATED', '2 TASK_COMPLETED'],
        ['1 TASK_CREATED'],
        ['1 TASK_CREATED'],
      ]);
    });
    expect((await bea.list('?status=all')).map(({ title }) => title).sort()).toEqual([...titles, 'mow lawn'].sort());
    expect((await messagesOf(body.conversation_id)).map(({ sender_type }) => sender_type)).toEqual([
      'USER',
      'ASSISTANT',
    ]);
  });
});

describe('a message that cannot be answered', () => {
  it('is told of nevertheless, and answered once its actors are back', async () => {
    const dan = await signUp(url(0));
    const [said, key] = [{ message: 'oil the gate' }, randomUUID()];
    const host = system.app('task-actors');
    await host.app.kill('SIGKILL');
    expect((await say(0, dan, said, key)).status).toBe(503);
    const messageId = derivedCommandId(`${dan.id}\n${key}`, 'message');
    const told = () => system.tasks.query('SELECT 1 FROM events WHERE event_id = $1', [messageId]);
    await eventually(async () => (await told()).rowCount === 1, { what: 'the event of a message without an answer' });
    await host.app.start();
    await host.untilReady();
    expect((await persist(0, dan, said, key)).body.reply).toBe('Added “oil the gate”.');
  });
});

describe('a crowd', () => {
  it('of fifty messages to one conversation on two edges: in order, one at a time, none lost, none answered twice', async () => {
    const cleo = await signUp(url(0));
    const { body: begun } = await persist(0, cleo, { message: 'begin' }, randomUUID());
    const { conversation_id } = begun;
    const letters = 'abcdefghij';
    const said = Array.from({ length: 50 }, (_, n) => `fold shirt q${letters[Math.floor(n / 10)]!}${letters[n % 10]!}`);
    const answers = await Promise.all(
      said.map((message, n) => persist(n % 2, cleo, { message, conversation_id }, `${cleo.id}-${String(n)}`)),
    );
    expect(answers.map(({ body }) => body.reply)).toEqual(said.map((message) => `Added “${message}”.`));
    const messages = (await messagesOf(conversation_id)).slice(2);
    const asked = messages.filter(({ sender_type }) => sender_type === 'USER');
    const answered = messages.filter(({ sender_type }) => sender_type === 'ASSISTANT');
    expect(asked.map(({ content }) => content).sort()).toEqual([...said].sort());
    // Each answer once, in the order of the questions.
    expect(answered.map(({ answers: of }) => of)).toEqual(asked.map(({ message_id }) => message_id));
    expect(answered.map(({ content }) => content)).toEqual(asked.map(({ content }) => `Added “${content}”.`));
    // What was done follows one another, too: no task came to be before the one that was asked for before it.
    await holds(async () => {
      const { rows } = await system.tasks.query<{ title: string }>(
        `SELECT event->'payload'->'task'->>'title' AS title FROM events
         WHERE user_id = $1 AND event_type = 'TASK_CREATED' ORDER BY "timestamp", recorded_at`,
        [cleo.id],
      );
      expect(rows.map(({ title }) => title)).toEqual(['begin', ...asked.map(({ content }) => content)]);
    });
    expect(new Set(answers.map(({ body }) => body.message_id)).size).toBe(50);
  });
});

describe('a live page whose edge dies', () => {
  it('hears from another what it missed', async () => {
    const dan = await signUp(url(0));
    const page = await listen(`${url(0)}/api/stream`, dan.token);
    await page.heard('ready');
    await dan.add({ title: 'seen' });
    await page.heard('task');
    await system.app('chat-api', 0).app.kill('SIGKILL');
    await page.ended;
    const missed = await persist(1, dan, { message: 'missed' }, randomUUID());
    const back = await listen(`${url(1)}/api/stream`, dan.token, { headers: { 'last-event-id': page.last() } });
    await holds(() => {
      expect(back.events.map(({ data }) => data.task?.title)).toContain('missed');
    });
    expect(missed.status).toBe(200);
    expect(back.events.map(({ event }) => event)).toContain('ready');
    back.leave();
    await system.app('chat-api', 0).app.start();
    await system.app('chat-api', 0).untilReady();
  });
});

describe('the same conversations with the interpreter and with a model', () => {
  const outcome = async (person: Person) => {
    const [kept, gone, categories] = await Promise.all([
      person.list('?status=all&limit=200'),
      person.list('?status=deleted&limit=200'),
      person.call('GET', '/api/categories'),
    ]);
    const names = new Map<string, string>(
      categories.body.items.map(({ category_id, name }: Record<string, string>) => [category_id, name]),
    );
    const tasks = new Map([...kept, ...gone].map((task) => [task.id, task]));
    return [...tasks.values()]
      .map((task) => ({
        title: task.title,
        description: task.description,
        due: task.due_date,
        all_day: task.all_day,
        zone: task.time_zone,
        rule: task.recurrence_rule,
        mode: task.recurrence_mode,
        occurrence: task.occurrence,
        priority: task.priority,
        tags: [...task.tags].sort(),
        category: names.get(task.category_id ?? '') ?? null,
        status: task.status,
        outcome: task.outcome,
        completed: task.completed,
        deleted: task.deleted_at !== null,
        paused: task.paused,
        snoozed: task.snoozed_until,
        skipped: task.skipped_dates,
        reminders: task.reminders.map(({ offset, at }) => ({ offset, at })),
        checklist: task.checklist.map(({ text, done }) => ({ text, done })),
      }))
      .map((task) => JSON.stringify(task))
      .sort();
  };
  const have = async (index: number, person: Person, turns: readonly string[]): Promise<string[]> => {
    const replies: string[] = [];
    let conversation_id: string | undefined;
    for (const message of turns) {
      const said = { message, ...(conversation_id === undefined ? {} : { conversation_id }) };
      const { body } = await persist(index, person, said, randomUUID());
      conversation_id = body.conversation_id;
      replies.push(`${message} → ${String(body.reply)}`);
    }
    return replies;
  };

  beforeAll(() => {
    model.forever((asked) => sensible(asked) ?? { status: 500 });
  });

  it('are many', () => {
    expect(conversations.length).toBeGreaterThanOrEqual(25);
  });

  it.each(conversations.map((turns) => [turns[0]![0], turns.map(([said]) => said)] as const))(
    'that begin with “%s”',
    async (_, turns) => {
      const [alone, aided] = await Promise.all([signUp(url(1)), signUp(url(AIDED))]);
      const [plain, thought] = await Promise.all([have(1, alone, turns), have(AIDED, aided, turns)]);
      expect(thought.join('\n')).not.toMatch(/The model (?:stopped|does not answer)/);
      expect(plain).toHaveLength(turns.length);
      await holds(async () => {
        expect(await outcome(aided), [...plain, ...thought].join('\n')).toEqual(await outcome(alone));
      });
    },
  );
});
