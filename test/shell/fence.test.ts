/** Two hosts of one kind of actor, one of them frozen at the worst moment: nothing it held back may undo what came after. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskDocument } from '../../actors/document.ts';
import { createTaskActors } from '../../app/dapr/actor-client.ts';
import { createSidecarHttp, type SidecarHttp } from '../../app/dapr/sidecar-http.ts';
import type { TaskActors } from '../../app/operations/ports.ts';
import { openDatabase } from '../../app/queries/database.ts';
import { installFence } from '../../app/read-model/fence.ts';
import type { App } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem, type System } from '../support/system.ts';
import { create, envelope } from './commands.ts';

const command = [process.execPath, '--import', 'tsx', fileURLToPath(new URL('./apps/task-actors.ts', import.meta.url))];
const marks = mkdtempSync(join(tmpdir(), 'duecourse-marks-'));

type Host = { app: App; sidecar: SidecarHttp; tasks: TaskActors };
let system: System;
let hosts: [Host, Host];

beforeAll(async () => {
  system = await startSystem({
    roles: [],
    apps: { 'task-actors': { command, count: 2, env: { TEST_FOLDER: marks } } },
  });
  const hostOf = (index: number): Host => {
    const app = system.app('task-actors', index);
    const httpPort = Number(new URL(app.daprUrl).port);
    const sidecar = createSidecarHttp({ httpPort, token: system.servers.secrets.daprApi });
    return { app, sidecar, tasks: createTaskActors(sidecar.request) };
  };
  hosts = [hostOf(0), hostOf(1)];
});

afterAll(async () => {
  for (const { sidecar } of hosts) await sidecar.close();
  await system.stop();
  rmSync(marks, { recursive: true });
});

const storedOf = async (id: string): Promise<TaskDocument> => {
  const { rows } = await system.tasks.query<{ value: Buffer }>('SELECT value FROM actor_state WHERE key = $1', [
    `task-actors||TaskActor||${id}||task`,
  ]);
  return JSON.parse(rows[0]?.value.toString('utf8') ?? 'null') as TaskDocument;
};

/** Saves `document` through a sidecar, as its host would. */
const save = (sidecar: SidecarHttp, id: string, document: TaskDocument) =>
  sidecar.request({
    method: 'POST',
    path: `/v1.0/actors/TaskActor/${id}/state`,
    body: JSON.stringify([{ operation: 'upsert', request: { key: 'task', value: document } }]),
    timeoutMs: 5_000,
  });

/** The host on which an actor lives: the only one that may save for it. */
const homeOf = async (id: string): Promise<Host> => {
  const document = await storedOf(id);
  const [first, second] = hosts;
  const { body } = await save(first.sidecar, id, document);
  return body.includes('ERR_ACTOR_INSTANCE_MISSING') ? second : first;
};

describe('the fence', () => {
  it('refuses a save through the sidecar whose revision is not the next, whoever sends it', async () => {
    const { id, envelope: creation } = create(randomUUID());
    await hosts[0].tasks.execute(id, creation);
    await hosts[0].tasks.execute(id, envelope(`${id} b`, { type: 'UpdateTask', changes: { title: 'second' } }));
    const { sidecar } = await homeOf(id);
    const document = await storedOf(id);
    for (const revision of [0, 1, 2, 4, 100]) {
      const { status, body } = await save(sidecar, id, { ...document, revision });
      expect(status).toBe(500);
      expect(body).toContain('ERR_ACTOR_STATE_TRANSACTION_SAVE');
      expect(body).toContain('stale save');
    }
    expect(await storedOf(id)).toEqual(document);
    expect((await save(sidecar, id, { ...document, revision: 3 })).status).toBe(204);
  });

  it('is put up once, however often and by however many', async () => {
    const database = openDatabase(system.servers.addresses.tasks);
    expect(await Promise.all(Array.from({ length: 8 }, () => installFence(database)))).toEqual(Array(8).fill(true));
    const { rows } = await system.tasks.query("SELECT 1 FROM pg_trigger WHERE tgname = 'duecourse_refuse_stale_save'");
    expect(rows).toHaveLength(1);
    await database.end();
  });

  it('waits for the table of the sidecar', async () => {
    const elsewhere = openDatabase(system.servers.addresses.conversations);
    expect(await installFence(elsewhere)).toBe(false);
    await elsewhere.end();
  });

  it('leaves rows of others alone', async () => {
    const write = (value: string) =>
      system.tasks.query(
        `INSERT INTO actor_state (key, value) VALUES ('other-app||Other||1||state', convert_to($1, 'UTF8'))
         ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
        [value],
      );
    await write('"no document"');
    await write('"nor this"');
  });
});

describe('a host that is frozen with a save under way', () => {
  it('cannot undo what another host has done meanwhile', async () => {
    const { id, envelope: creation } = create(randomUUID(), { title: 'before' });
    await hosts[0].tasks.execute(id, creation);
    const frozen = await homeOf(id);
    const [other] = hosts.filter((host) => host !== frozen);
    if (other === undefined) throw new Error('no other host');

    const stale = envelope(`${id} stale`, { type: 'UpdateTask', changes: { title: 'freeze before saving' } });
    const lost = frozen.tasks.execute(id, stale).catch((error: unknown) => error);
    await eventually(() => existsSync(join(marks, `frozen-${id}`)));
    frozen.app.sidecar.freeze();

    const newer = envelope(`${id} newer`, { type: 'UpdateTask', changes: { description: 'done elsewhere' } });
    const reply = await eventually(() => other.tasks.execute(id, newer), { timeout: 90_000 });
    expect(reply).toMatchObject({ ok: true, answer: { sequence: 2, task: { title: 'before' } } });
    const moved = await storedOf(id);

    frozen.app.sidecar.thaw();
    frozen.app.app.thaw();
    await lost;
    await frozen.app.untilReady();
    await frozen.app.app.waitForLine('a turn failed');
    expect(await storedOf(id)).toEqual(moved);

    // The command was never acknowledged: its retry is done on what the other host made of the task.
    const retried = await eventually(() => other.tasks.execute(id, stale), { timeout: 30_000 });
    expect(retried).toMatchObject({
      ok: true,
      answer: { sequence: 3, task: { title: 'freeze before saving', description: 'done elsewhere' } },
    });
  });
});
