/** The e-mail channel against a real SMTP server: what arrives, what does not, and what is made of it. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { holds } from '../support/eventually.ts';
import { read, startMailServer, type MailServer } from './mail-server.ts';
import { startWorld, type World } from './world.ts';

const from = 'Duecourse <reminders@due.example>';
let world: World;
let server: MailServer;
const mailing = (url = server.url) => world.delivery({ mail: { url, from } });
const email = async (task: string) => (await world.rows(task)).find(({ channel }) => channel === 'email');
const becomes = (task: string, expected: object): Promise<void> =>
  holds(async () => {
    expect(await email(task)).toMatchObject(expected);
  });

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.stop();
});
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await server.stop();
});

describe('a message', () => {
  test('says what rang, when it is due, and who it is from, in whatever letters', async () => {
    const ann = await world.person(['in_app', 'email']);
    const task = await world.remind(ann, mailing(), 'Café über 東京 für Zoë 🎂');
    await becomes(task, { state: 'delivered', attempts: 1, reason: null, next_attempt_at: null });
    const [mail] = server.mails;
    expect(server.mails).toHaveLength(1);
    expect(mail).toMatchObject({ from: 'reminders@due.example', to: [`p${ann.slice(0, 8)}@example.org`] });
    expect(mail?.raw.slice(0, mail.raw.indexOf('\r\n\r\n'))).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    const { headers, text } = read(mail?.raw ?? '');
    expect(headers.get('subject')).toBe(`🔔 REMINDER: Task 'Café über 東京 für Zoë 🎂' due in 60 minutes`);
    expect(headers.get('from')).toBe(from);
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('message-id')).toBe(`<${(await email(task))?.notification_id ?? ''}@due.example>`);
    expect(text).toContain(`Task 'Café über 東京 für Zoë 🎂' due in 60 minutes`);
    expect(text).toMatch(/Due: Tuesday,? 1 December 2026 at 11:00 \(Europe\/Berlin\)/);
  });

  test.each([
    ['a header', 'Pay\r\nBcc: eve@evil.example\r\nX-Evil: yes'],
    ['an end of the headers', 'Pay\r\n\r\n<b>another body</b>'],
    ['an end of the message', 'Pay\r\n.\r\nMAIL FROM:<eve@evil.example>'],
    ['other line ends', 'Pay\u2028Bcc: eve@evil.example\u0085\u0000x'],
  ])('takes %s in a title for text', async (_, title) => {
    const ann = await world.person(['email']);
    const out = mailing();
    const task = await world.remind(ann, out, 'x');
    await becomes(task, { state: 'delivered' });
    // However it came about: what is in the table is what is sent.
    await world.db.query(
      `UPDATE notifications SET text = $2, state = 'waiting', next_attempt_at = $3 WHERE task_id = $1 AND channel = 'email'`,
      [task, title.replace('\0', ''), world.clock.now],
    );
    out.look();
    await holds(() => {
      expect(server.mails).toHaveLength(2);
    });
    const { headers } = read(server.mails[1]?.raw ?? '');
    expect([...headers.keys()].filter((name) => ['bcc', 'x-evil', 'cc'].includes(name))).toEqual([]);
    expect(server.mails[1]?.to).toEqual([`p${ann.slice(0, 8)}@example.org`]);
    expect(headers.get('subject')).toMatch(/^Pay /);
  });
});

describe('whoever runs the server', () => {
  test('may refuse a recipient, for good or for now', async () => {
    await server.stop();
    const answers = [
      { code: 451, text: 'greylisted, come back later' },
      { code: 550, text: 'no such mailbox' },
    ];
    server = await startMailServer({ refuse: () => answers.shift() });
    const out = mailing();
    const task = await world.remind(await world.person(['email']), out);
    await becomes(task, { state: 'waiting', attempts: 1, reason: expect.stringContaining('greylisted') });
    world.later(15_000);
    out.look();
    await becomes(task, { state: 'failed', attempts: 2, next_attempt_at: null, delivered_at: null });
    expect((await email(task))?.reason).toContain('no such mailbox');
    world.later(86_400_000);
    out.look();
    expect(server.attempts()).toBe(2);
    expect(await out.registry.metrics()).toContain('duecourse_deliveries_total{channel="email",outcome="failed"} 1');
  });

  test('may take it down and up again: the same message comes later, and an alarm is set for it', async () => {
    const { url, port } = server;
    await server.stop();
    const out = mailing(url);
    const task = await world.remind(await world.person(['email']), out);
    await becomes(task, { state: 'waiting', attempts: 1, reason: expect.stringContaining('ECONNREFUSED') });
    await expect(out.checkMail?.()).rejects.toThrow(/ECONNREFUSED/);
    const due = (await email(task))?.next_attempt_at?.toISOString();
    expect(due).toBe(new Date(Date.parse(world.clock.now) + 15_000).toISOString());
    await holds(() => {
      expect(world.alarms.at(-1)).toEqual({ path: '/v1.0/jobs/deliver-email', dueTime: due });
    });
    world.later(14_999);
    out.look();
    server = await startMailServer({}, port);
    world.later(1);
    out.look();
    await becomes(task, { state: 'delivered', attempts: 2, reason: null });
    expect(server.mails).toHaveLength(1);
    await expect(out.checkMail?.()).resolves.toBeUndefined();
    expect(read(server.mails[0]?.raw ?? '').headers.get('message-id')).toContain(
      (await email(task))?.notification_id ?? 'none',
    );
  });

  test('may keep it down for more than a day: then there is an end to it', async () => {
    const { url } = server;
    await server.stop();
    const out = mailing(url);
    const task = await world.remind(await world.person(['email']), out);
    const waits: number[] = [];
    for (let n = 1; n <= 100; n++) {
      // An attempt under way has a claim in the same column.
      await holds(async () => {
        const noted = /email",outcome="(retry|failed)"} (\d+)/g;
        const counts = [...(await out.registry.metrics()).matchAll(noted)].map(([, , count]) => Number(count));
        expect(counts.reduce((x, y) => x + y, 0)).toBe(n);
      });
      const row = await email(task);
      if (row?.state !== 'waiting' || row.next_attempt_at === null) break;
      waits.push((row.next_attempt_at.getTime() - Date.parse(world.clock.now)) / 1_000);
      world.clock.now = row.next_attempt_at.toISOString();
      out.look();
    }
    expect(waits.slice(0, 7)).toEqual([15, 45, 135, 405, 1215, 3600, 3600]);
    expect(waits.reduce((a, b) => a + b)).toBeLessThanOrEqual(86_400);
    expect(waits.reduce((a, b) => a + b)).toBeGreaterThan(80_000);
    const row = await email(task);
    expect(row).toMatchObject({ state: 'failed', attempts: waits.length + 1, delivered_at: null });
    expect(row?.reason).toMatch(/^given up after \d+ attempts: .*ECONNREFUSED/);
    server = await startMailServer();
  });

  test('may want a login and encryption, and gets neither name nor message without the latter', async () => {
    await server.stop();
    const login = {
      authOptional: false,
      onAuth: (auth, _session, done) => {
        if (auth.username === 'due' && auth.password === 'p@ss') done(null, { user: 'due' });
        else done(new Error('wrong'));
      },
    } satisfies Parameters<typeof startMailServer>[0];
    server = await startMailServer({ ...login, disabledCommands: [] });
    const encrypted = `smtp://due:p%40ss@127.0.0.1:${server.port}?requireTLS=true&tls.rejectUnauthorized=false`;
    const task = await world.remind(await world.person(['email']), mailing(encrypted));
    await becomes(task, { state: 'delivered' });
    expect(server.mails).toMatchObject([{ secure: true, user: 'due' }]);
    await server.stop();

    let told = 0;
    const ears = {
      ...login,
      onAuth: () => {
        told++;
      },
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
    };
    server = await startMailServer(ears);
    const stripped = `smtp://due:p%40ss@127.0.0.1:${server.port}?requireTLS=true`;
    const other = await world.remind(await world.person(['email']), mailing(stripped));
    await becomes(other, { state: 'waiting', attempts: 1, reason: expect.stringMatching(/STARTTLS/i) });
    expect([told, server.mails]).toEqual([0, []]);
  });

  test('may leave it mute, which holds up no webhook and ends by itself', async () => {
    const held = new Set<Socket>();
    const mute: Server = createServer((socket) => void held.add(socket));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const url = `smtp://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const task = await world.remind(await world.person(['email', 'webhook']), mailing(url));
    const webhook = async () => (await world.rows(task)).find(({ channel }) => channel === 'webhook');
    await holds(async () => {
      expect(await webhook()).toMatchObject({ state: 'suppressed', reason: 'no webhook address is set' });
    });
    expect(await email(task)).toMatchObject({ state: 'waiting', attempts: 1, reason: null });
    await holds(async () => {
      expect((await email(task))?.reason).toMatch(/greeting/i);
    });
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });
});
