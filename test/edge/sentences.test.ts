/** Real sentences through the whole edge: understood offline, carried out, and told back in the speaker's own time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { understand } from '../../app/chat/language/index.ts';
import { startInstallation, type Installation, type Person } from './installation.ts';

let edge: Installation;
let ada: Person;

beforeAll(async () => {
  edge = await startInstallation({ understand });
  // A Sunday noon in Berlin.
  edge.clock.now = new Date('2026-11-22T11:00:00.000Z');
  ada = await edge.person('ada', 'Europe/Berlin');
});
afterAll(() => edge.close());

const conversation = () => {
  let conversation_id: string | undefined;
  return async (message: string) => {
    const { status, body } = await ada.call('POST', '/api/chat', {
      message,
      ...(conversation_id ? { conversation_id } : {}),
    });
    expect([message, status, body.detail]).toEqual([message, 200, undefined]);
    conversation_id = body.conversation_id;
    return body;
  };
};

describe('a conversation', () => {
  it('adds a recurring task with its rule, first due date and tag', async () => {
    const say = conversation();
    const { tasks, reply } = await say('standup every weekday at 9:15 #team');
    expect(tasks).toMatchObject([
      {
        title: 'standup',
        recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
        due_date: '2026-11-23T08:15:00.000Z',
        tags: ['team'],
        time_zone: 'Europe/Berlin',
      },
    ]);
    expect(reply).toMatch(/standup/);
    expect(reply).toMatch(/09:15/);
    expect(reply).toMatch(/weekday/);
  });

  it('adds the example of the page', async () => {
    const { tasks } = await conversation()('pay rent every 1st !!! #home');
    expect(tasks).toMatchObject([
      {
        title: 'pay rent',
        priority: 'HIGH',
        tags: ['home'],
        recurrence_rule: 'FREQ=MONTHLY;BYMONTHDAY=1',
        all_day: true,
      },
    ]);
    expect(tasks[0]?.due_date).toBe('2026-11-30T23:00:00.000Z');
  });

  it('lists, completes what “it” means, takes that back, and deletes', async () => {
    const say = conversation();
    await say('call mum tomorrow at 6pm');
    expect((await say('what is due tomorrow?')).tasks.map(({ title }) => title)).toContain('call mum');
    const done = await say('mark call mum as done');
    expect(done.tasks).toMatchObject([{ title: 'call mum', completed: true }]);
    const undone = await say('undo');
    expect(undone.tasks).toMatchObject([{ title: 'call mum', completed: false }]);
    const moved = await say('move call mum to friday');
    expect(moved.tasks).toMatchObject([{ due_date: '2026-11-27T17:00:00.000Z' }]);
    const gone = await say('delete call mum');
    expect(typeof gone.tasks[0]?.deleted_at).toBe('string');
    expect((await say('show my tasks')).tasks.map(({ title }) => title)).not.toContain('call mum');
  });

  it('lists by a saved filter, and goes on with what it showed', async () => {
    await ada.call('POST', '/api/filters', { name: 'Errands', query: '#errand & !high' });
    const say = conversation();
    await say('add post the parcel #errand');
    await say('add renew the passport #errand !!!');
    const titlesOf = async (message: string) => (await say(message)).tasks.map(({ title }) => title);
    expect(await titlesOf('show my errands filter')).toEqual(['post the parcel']);
    expect((await say('mark it done')).tasks).toMatchObject([{ title: 'post the parcel', completed: true }]);
    expect((await say('which filters do I have?')).reply).toMatch(/Errands/);
    expect(await titlesOf('replace the water filter')).toEqual(['replace the water filter']);
  });

  it('asks before it deletes many, and takes the answer', async () => {
    const say = conversation();
    await say('add wash car #chores');
    await say('add sweep yard #chores');
    const asked = await say('delete all tasks tagged #chores');
    expect([asked.asked, asked.actions]).toEqual([true, []]);
    const answered = await say('yes');
    expect(answered.actions.map(({ tool }) => tool)).toEqual(['delete_task', 'delete_task']);
  });

  it('says so when there is nothing of that name, and changes nothing', async () => {
    const { actions, reply } = await conversation()('mark fly to the moon as done');
    expect(actions).toEqual([]);
    expect(reply.length).toBeGreaterThan(10);
  });

  it('tells what a due date in the past is refused for', async () => {
    const { actions } = await conversation()('file taxes on 1 March 2020');
    expect(actions.every(({ result }) => 'error' in result || 'title' in result)).toBe(true);
    expect((await ada.call('GET', '/api/tasks?due_before=2026-01-01')).body.items).toEqual([]);
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
