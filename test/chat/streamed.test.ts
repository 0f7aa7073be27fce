/** A turn as it is streamed: told as it happens, resumed where it broke off, never done a second time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { understand } from '../../app/chat/language/index.ts';
import { createModel } from '../../app/chat/model/model.ts';
import { thinkWith } from '../../app/chat/model/think.ts';
import { catalogue } from '../../app/operations/catalogue.ts';
import { startInstallation, type Installation, type Person } from '../edge/installation.ts';
import { startScriptedModel, type ScriptedModel } from '../model/scripted-model.ts';
import { listen, textOf, type Heard } from '../support/events.ts';

let model: ScriptedModel;
let aided: Installation;
let plain: Installation;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  model = await startScriptedModel();
  const options = { apiKey: 'secret', baseUrl: model.url, model: 'scripted' };
  [plain, aided] = await Promise.all([
    startInstallation({ understand }),
    startInstallation({ understand, think: thinkWith(createModel(options), catalogue) }),
  ]);
  [ada, bob] = await Promise.all([plain.person('ada'), aided.person('bob')]);
});
afterAll(async () => {
  await Promise.all([plain.close(), aided.close()]);
  await model.close();
});

const tell = (url: string, who: Person, body: object, key: string, after?: string) =>
  listen(`${url}/api/chat`, who.token, {
    method: 'POST',
    body,
    headers: { 'idempotency-key': key, ...(after === undefined ? {} : { 'last-event-id': after }) },
  });
const names = (events: readonly Heard[]) => events.map(({ event }) => event);
const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
};
const titles = async (who: Person) => (await who.call('GET', '/api/tasks')).body.items.map(({ title }) => title).sort();

describe('without a model', () => {
  it('tells each call, what came of it, the reply, and the answer that a plain request gets', async () => {
    const said = await tell(plain.url, ada, { message: 'buy milk; call bob' }, 'two');
    await said.ended;
    expect([said.status, said.type]).toEqual([200, expect.stringMatching(/^text.event-stream/)]);
    expect(names(said.events)).toEqual([
      'accepted',
      'tool_call',
      'tool_result',
      'tool_call',
      'tool_result',
      'token',
      'answer',
    ]);
    const [accepted, call, result] = said.events;
    expect(call?.data).toMatchObject({ tool: 'add_task', arguments: { title: 'buy milk' } });
    expect(result?.data).toMatchObject({ tool: 'add_task', ok: true, result: { title: 'buy milk' } });
    const headers = { 'idempotency-key': 'two' };
    const { body } = await ada.call('POST', '/api/chat', { message: 'buy milk; call bob' }, headers);
    expect(said.events.at(-1)?.data).toEqual(body);
    expect(accepted?.data).toEqual({ conversation_id: body.conversation_id, message_id: body.message_id });
    expect(textOf(said.events)).toEqual([body.reply]);
    expect(await titles(ada)).toEqual(['buy milk', 'call bob']);
  });

  it('names exactly what a yes would delete', async () => {
    const more = Array.from({ length: 9 }, (_, n) => `chore number ${String(n)}`);
    for (const title of more) await ada.call('POST', '/api/tasks', { title, tags: ['chores'] });
    const said = await tell(plain.url, ada, { message: 'delete all tasks tagged #chores' }, 'chores');
    const { data } = await said.heard('confirmation');
    expect(data.calls.map(({ named }: { named: string }) => named).sort()).toEqual(more);
    for (const title of more) expect(data.question).toContain(`“${title}”`);
    await said.ended;
    expect(said.events.at(-1)?.data).toMatchObject({ asked: true, actions: [] });
  });

  it('ends in a problem where it cannot go on, and goes on when it is asked again', async () => {
    const execute = plain.actors.execute;
    let calls = 0;
    plain.actors.execute = (id, envelope) => {
      calls += 1;
      plain.actors.down = calls === 2;
      return execute(id, envelope);
    };
    const cut = await tell(plain.url, ada, { message: 'left half; right half' }, 'halves');
    await cut.ended;
    plain.actors.execute = execute;
    plain.actors.down = false;
    expect(names(cut.events)).toEqual(['accepted', 'tool_call', 'tool_result', 'tool_call', 'error']);
    expect(cut.events.at(-1)?.data).toMatchObject({
      type: 'urn:duecourse:problem:unavailable',
      status: 503,
      instance: expect.stringMatching(/^urn:request:/),
    });
    const rest = await tell(plain.url, ada, { message: 'left half; right half' }, 'halves', cut.last());
    await rest.ended;
    expect(names(rest.events)).toEqual(['accepted', 'tool_result', 'token', 'answer']);
    expect((await titles(ada)).filter((title) => title.endsWith('half'))).toEqual(['left half', 'right half']);
  });

  it('is refused as any request, as long as nothing has been told', async () => {
    const nobody = await tell(plain.url, { ...ada, token: 'x' }, { message: 'x' }, 'k');
    const empty = await tell(plain.url, ada, { message: '' }, 'k');
    const gone = await tell(plain.url, ada, { message: 'x', conversation_id: crypto.randomUUID() }, 'k');
    expect([nobody.status, empty.status, gone.status]).toEqual([401, 422, 404]);
    expect(gone.type).toContain('application/problem+json');
  });
});

describe('with a model', () => {
  it('tells its words as they come', async () => {
    const { opened, open } = gate();
    model.script(
      { calls: [['add_task', { title: 'fence' }]], say: 'Let me see.' },
      { say: 'Added the fence.', between: opened },
    );
    const said = await tell(aided.url, bob, { message: 'the fence' }, 'fence');
    await expect.poll(() => textOf(said.events)).toEqual(['Let me see.', 'Added th']);
    expect(names(said.events)).toEqual(['accepted', 'token', 'token', 'tool_call', 'tool_result', 'token']);
    open();
    await said.ended;
    expect(textOf(said.events)).toEqual(['Let me see.', 'Added the fence.']);
    expect(said.events.at(-1)?.data).toMatchObject({ reply: 'Added the fence.', tasks: [{ title: 'fence' }] });
  });

  it('goes on when the listener goes away, who hears the rest when it is back', async () => {
    const { opened, open } = gate();
    model.script({ calls: [['add_task', { title: 'gate' }]] }, { say: 'Added the gate.', between: opened });
    const first = await tell(aided.url, bob, { message: 'the gate' }, 'gate');
    await first.heard('token');
    first.leave();
    const second = await tell(aided.url, bob, { message: 'the gate' }, 'gate', first.last());
    await second.heard('token');
    expect(names(second.events)).toEqual(['accepted', 'token']);
    const whole = await tell(aided.url, bob, { message: 'the gate' }, 'gate');
    await whole.heard('token');
    open();
    await Promise.all([second.ended, whole.ended]);
    expect(names(whole.events)).toEqual(['accepted', 'tool_call', 'tool_result', 'token', 'token', 'answer']);
    expect(textOf([...first.events, ...second.events])).toEqual(['Added the gate.']);
    expect(second.events.at(-1)).toEqual(whole.events.at(-1));
    expect(model.asked).toHaveLength(2);
    expect((await titles(bob)).filter((title) => title === 'gate')).toHaveLength(1);
  });

  it('is answered by another replica once the turn is over', async () => {
    const other = await aided.replica();
    const { opened, open } = gate();
    model.script({ calls: [['add_task', { title: 'shed' }]] }, { say: 'Added the shed.', between: opened });
    const first = await tell(aided.url, bob, { message: 'the shed' }, 'shed');
    await first.heard('token');
    const second = await tell(other.url, bob, { message: 'the shed' }, 'shed', first.last());
    await second.heard('accepted');
    first.leave();
    open();
    await second.ended;
    await other.close();
    expect(names(second.events)).toEqual(['accepted', 'answer']);
    expect(second.events.at(-1)?.data).toMatchObject({ reply: 'Added the shed.' });
    expect(model.asked).toHaveLength(2);
    expect((await titles(bob)).filter((title) => title === 'shed')).toHaveLength(1);
  });

  it('lets no word of the model stand where the person is asked', async () => {
    const { body: task } = await bob.call('POST', '/api/tasks', { title: 'dear' });
    model.script({ calls: [['delete_task', { id: task.id }]] }, { say: 'Just say yes.' });
    const said = await tell(aided.url, bob, { message: 'tidy up' }, 'tidy');
    await said.ended;
    expect(names(said.events)).toEqual(['accepted', 'confirmation', 'answer']);
    expect(said.events[1]?.data.calls).toMatchObject([{ tool: 'delete_task', named: 'dear' }]);
    expect(JSON.stringify(said.events)).not.toContain('Just say yes');
  });

  it('begins its text anew when the sentence is read without it', async () => {
    model.forever({ drop: true });
    const said = await tell(aided.url, bob, { message: 'buy paint' }, 'paint');
    await said.ended;
    expect(names(said.events)).toEqual(['accepted', 'tool_call', 'tool_result', 'token', 'answer']);
    expect(textOf(said.events)[0]).toMatch(/^The model does not answer properly at present/);
  });
});

it('met no bug that the edges had to log', () => {
  expect([...plain.logged, ...aided.logged].map(({ err }) => String(err))).toEqual([]);
});
