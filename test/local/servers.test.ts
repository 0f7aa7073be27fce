/** The servers of an installation, as `npm start` and every other system test use them: durable, and gone when stopped. */
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { startSystem } from '../support/system.ts';

const anEvent = { specversion: '1.0', id: 'e1', type: 'task.created', source: 'test', data: { n: 1 } };

describe('the local servers', () => {
  it('keep what they were told through a kill of everything, and leave nothing when stopped', async () => {
    const system = await startSystem({ roles: [] });
    const { nats } = system.servers.addresses;
    await system.tasks.query('CREATE TABLE kept (n int)');
    await system.tasks.query('INSERT INTO kept VALUES (7)');
    const connection = await connect({ servers: nats });
    await jetstream(connection).publish('task-events', JSON.stringify(anEvent));
    await connection.close();

    await system.killEverything();
    await expect(system.tasks.query('SELECT 1')).rejects.toThrow();
    await system.start();

    expect((await system.tasks.query('SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
    const reader = await system.topic('task-events');
    const found = await reader.waitFor((one) => one.event.id === 'e1');
    expect(found.event).toEqual(anEvent);
    await system.stop();
  });

  it('make one stream for each topic, with its retention, and forget duplicates soon', async () => {
    const system = await startSystem({ roles: [], parts: ['broker'] });
    const connection = await connect({ servers: system.servers.addresses.nats });
    const streams = await (await jetstreamManager(connection)).streams.list().next();
    await connection.close();
    const days = (nanos: number) => nanos / 1e9 / 86_400;
    expect(
      Object.fromEntries(streams.map(({ config }) => [config.name, [config.subjects, days(config.max_age)]])),
    ).toEqual({
      'task-events': [['task-events'], 7],
      'task-recurrence': [['task-recurrence'], 7],
      'task-reminders': [['task-reminders'], 1],
      'conversation-events': [['conversation-events'], 7],
      'user-events': [['user-events'], 7],
      'service-heartbeats': [['service-heartbeats'], 1],
    });
    for (const { config } of streams) expect(config.duplicate_window).toBeLessThan(10e9);
    await system.stop();
  });

  it('stand still while frozen and go on when thawed', async () => {
    const system = await startSystem({ roles: [], parts: ['postgres'] });
    const answer = () => system.tasks.query('SELECT 1').then(() => 'answered');
    const silence = (ms: number) => new Promise((done) => setTimeout(done, ms, 'silent'));
    await answer();
    system.servers.postgres.freeze();
    const asked = answer();
    expect(await Promise.race([asked, silence(500)])).toBe('silent');
    system.servers.postgres.thaw();
    expect(await asked).toBe('answered');
    await system.stop();
  });

  it('say so when something is left running', async () => {
    const system = await startSystem({ roles: [], parts: ['postgres'] });
    const { spawn } = await import('node:child_process');
    const stray = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', system.folder]);
    await expect(system.stop()).rejects.toThrow(new RegExp(`left running.*process ${stray.pid}`, 's'));
    stray.kill('SIGKILL');
  });
});
