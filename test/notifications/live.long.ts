/** The running system over Kafka: reminders leave it by mail and webhook, what waits survives a restart, and the register is true. */
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roles } from '../../app/config.ts';
import { listServices, type Service } from '../../app/queries/services.ts';
import { eventually, holds } from '../support/eventually.ts';
import { signUp, type Person } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { read, startMailServer, type MailServer } from './mail-server.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const WAIT = { timeout: 90_000 };
let system: System;
let mail: MailServer;
let hook: Receiver;
/** Read at every start of the role. */
const recurringEnv: Record<string, string> = {};
let wire: { port: number; aim: (url: string) => void; cut: () => void; stop: () => Promise<void> };

/** A wire to Postgres that can be cut, for one role alone. */
const startWire = async () => {
  let target: URL | null = null;
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    if (target === null) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    } // prettier-ignore
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    target = null;
    for (const one of sockets) one.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    aim: (url: string) => void (target = new URL(url)),
    cut,
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

beforeAll(async () => {
  mail = await startMailServer();
  let answers = 1;
  // The first attempt is refused: the second is the alarm's.
  hook = await startReceiver((response) => void response.writeHead(answers-- > 0 ? 503 : 204).end());
  wire = await startWire();
  system = await startSystem({
    broker: 'kafka',
    roles: Object.fromEntries(
      roles.map((role) => [role, role === 'recurring-task-service' ? { env: recurringEnv } : {}]),
    ),
    env: {
      DUECOURSE_SMTP_URL: mail.url,
      DUECOURSE_MAIL_FROM: 'Duecourse <reminders@due.example>',
      DUECOURSE_WEBHOOK_OPEN_HOSTS: hook.host,
    },
  });
});
afterAll(async () => {
  await system.stop();
  await Promise.all([mail.stop(), hook.stop(), wire.stop()]);
});

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const services = async (person: Person): Promise<Service[]> => (await person.call('GET', '/api/services')).body.items;

test('a reminder goes to the inbox, by mail and, after a failure and a restart, by webhook; the ledger tells all of it', async () => {
  const ann = await signUp(system.url);
  const refused = await ann.call('POST', '/api/me/webhook', { url: 'https://169.254.169.254/' });
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'url']);
  const set = await ann.call('POST', '/api/me/webhook', { url: hook.url }, { 'idempotency-key': 'hook-1' });
  expect([set.status, set.body.secret]).toEqual([201, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/)]);
  const again = await ann.call('POST', '/api/me/webhook', { url: hook.url }, { 'idempotency-key': 'hook-1' });
  expect(again.body.secret).toBe(set.body.secret);
  expect((await ann.call('GET', '/api/me/webhook')).body).toEqual({ url: hook.url, created_at: set.body.created_at });
  const chosen = await ann.call('PATCH', '/api/me', { preferences: { channels: ['in_app', 'email', 'webhook'] } });
  expect(chosen.status).toBe(200);

  const task = await ann.add({ title: 'Zähne putzen', due_date: inMinutes(25) });
  const ledger = async () => (await ann.call('GET', `/api/tasks/${task.id}/reminders`)).body.items[0];
  await holds(async () => {
    const { state, deliveries } = await ledger();
    expect(state).toBe('delivered');
    expect(deliveries.find((one: { channel: string }) => one.channel === 'webhook')).toMatchObject({
      state: 'waiting',
      attempts: 1,
      reason: 'the receiver answered 503',
    });
  }, WAIT);
  const notifier = system.app('notification-service');
  await notifier.app.kill('SIGKILL');
  await notifier.start();
  await holds(async () => {
    const { deliveries, explanation } = await ledger();
    expect(deliveries.map(({ channel, state }: Record<string, string>) => [channel, state])).toEqual([
      ['email', 'delivered'],
      ['inbox', 'delivered'],
      ['webhook', 'delivered'],
    ]);
    expect(explanation).toMatch(/^Rang .* E-mail: delivered .* Webhook: delivered .* at attempt 2\.$/);
  }, WAIT);
  expect(mail.mails).toHaveLength(1);
  expect(read(mail.mails[0]?.raw ?? '').headers.get('subject')).toMatch(
    /^🔔 REMINDER: Task 'Zähne putzen' due in 2[45] minutes$/,
  );
  expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect((await ann.inbox()).filter(({ task_id }) => task_id === task.id)).toHaveLength(1);
});

test('the register names every role with its topics, and the partitions that it is really given', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, () => signUp(system.url)));
  await Promise.all(people.map((one) => one.add({ title: 'spread over the partitions' })));
  const [bob] = people as [Person];
  await holds(async () => {
    const items = await services(bob);
    const audit = items.find(({ service_name }) => service_name === 'audit-service');
    expect(audit).toMatchObject({ status: 'HEALTHY', produces_topics: ['service-heartbeats'] });
    expect(audit?.consumes_topics).toContain('task-events');
    const given = audit?.partition_assignment['task-events'] ?? [];
    expect(given.length).toBeGreaterThan(1);
    expect(given.every((one) => [0, 1, 2].includes(one))).toBe(true);
    expect(audit?.partition_assignment['service-heartbeats']).toEqual([0]);
    const search = items.find(({ service_name }) => service_name === 'search-service');
    expect(search?.partition_assignment['task-events']).toEqual(given);
    expect(new Set(items.map(({ service_name }) => service_name)).size).toBe(6);
  }, WAIT);
});

test('a role that stops is offline a minute later, by the register’s clock; one without its database says so itself', async () => {
  const eve = await signUp(system.url);
  const recurring = system.app('recurring-task-service');
  await recurring.app.stop();
  const inAMinute = new Date(Date.now() + 60_000).toISOString();
  const later = await listServices(system.tasks, inAMinute);
  const of = (name: string) => later.filter(({ service_name }) => service_name === name).map(({ status }) => status);
  expect(of('recurring-task-service')).toEqual(['OFFLINE']);

  wire.aim(system.servers.addresses.tasks);
  const through = new URL(system.servers.addresses.tasks);
  through.port = String(wire.port);
  recurringEnv['DUECOURSE_DATABASE_URL'] = through.href;
  await recurring.start();
  const statuses = async () =>
    (await services(eve))
      .filter(({ service_name }) => service_name === 'recurring-task-service')
      .map((one) => one.status);
  await eventually(async () => (await statuses()).includes('HEALTHY'), WAIT);
  wire.cut();
  await eventually(async () => (await statuses()).includes('UNHEALTHY'), WAIT);
});
