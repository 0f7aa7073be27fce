/**
 * The cluster's components and configuration, secrets in variables, under the whole product on real servers: each sidecar
 * loads what is scoped to it, the product works with no more than that, and nobody gets past an actor's turn lock.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { roles, type Role } from '../../app/config.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../../local/ports.ts';
import { signUp } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';
import { componentsOf, type Manifest } from './support/manifest.ts';
import { invoke } from './support/invoke.ts';
import { render } from './support/render.ts';

let folder: string;
let system: System;
let manifests: Manifest[];
/** Where sidecars are called by other sidecars; the audit's lets everybody in, for comparison. */
const internalPorts = new Map<Role, number>();

/** The rendered components, as a folder that a sidecar outside a cluster can load. */
const writeComponents = async (to: string): Promise<void> => {
  await mkdir(to);
  for (const [name, component] of componentsOf(manifests)) {
    const metadata = component.spec.metadata.map(({ secretKeyRef, ...setting }) =>
      secretKeyRef === undefined ? setting : { ...setting, envRef: secretKeyRef.key },
    );
    const scopes = component.scopes;
    const plain = { ...component, metadata: { name }, scopes, spec: { ...component.spec, metadata } };
    await writeFile(join(to, `${name}.yaml`), stringify(plain));
  }
};

/** The rendered configuration, but for what would open ports to other machines; with its access policy or without. */
const writeConfiguration = async (to: string, policy: boolean): Promise<void> => {
  const found = manifests.find(({ kind }) => kind === 'Configuration');
  const { accessControl, ...rest } = found?.['spec'] as { accessControl: object };
  // It is read after the configuration of a laptop, which has a policy as well: silence would leave that in force.
  const open = { defaultAction: 'allow', trustDomain: 'public' };
  const spec = { ...rest, accessControl: policy ? accessControl : open, metrics: { enabled: false } };
  const nameResolution = { component: 'nameformat', configuration: { format: '{appid}.localhost' } };
  await writeFile(to, stringify({ ...found, metadata: { name: 'appconfig' }, spec: { ...spec, nameResolution } }));
};

beforeAll(async () => {
  manifests = await render('local-cluster');
  folder = await mkdtemp(join(tmpdir(), 'duecourse-components-'));
  await writeComponents(join(folder, 'components'));
  await writeConfiguration(join(folder, 'appconfig.yaml'), true);
  await writeConfiguration(join(folder, 'unguarded.yaml'), false);
  for (const role of roles) internalPorts.set(role, await freePort(new Set(internalPorts.values())));
  const argsOf = (role: Role) => [
    ...['--config', join(folder, role === 'audit-service' ? 'unguarded.yaml' : 'appconfig.yaml')],
    ...['--dapr-internal-grpc-port', String(internalPorts.get(role))],
  ];
  system = await startSystem({
    broker: 'kafka',
    components: join(folder, 'components'),
    roles: Object.fromEntries(roles.map((role) => [role, { sidecar: { args: argsOf(role) } }])),
  });
}, 600_000);

afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

const loaded = z.object({ components: z.array(z.object({ name: z.string() })) });
const expected: Record<Role, string[]> = {
  'chat-api': ['feed', 'pubsub'],
  'task-actors': ['pubsub', 'statestore'],
  'notification-service': ['pubsub'],
  'recurring-task-service': ['pubsub'],
  'search-service': ['pubsub'],
  'audit-service': ['pubsub'],
};

test.each(roles)('the sidecar of %s has what is scoped to it', async (role) => {
  const { daprUrl, headers } = system.app(role);
  const answer = loaded.parse(await (await fetch(`${daprUrl}/v1.0/metadata`, { headers })).json());
  expect(answer.components.map(({ name }) => name).sort()).toEqual(expected[role]);
});

test('a recurring task is made, completed and followed by the next, and its history is written', async () => {
  const person = await signUp(system.url);
  const due = new Date(Date.now() + 60 * 60 * 1000).toISOString();
  const task = await person.add({ title: 'Water the plants', due_date: due, recurrence_rule: 'FREQ=DAILY' });
  const done = await person.call('POST', `/api/tasks/${task.id}/complete`, {}, { 'idempotency-key': task.id });
  expect(done.status).toBe(200);
  await eventually(
    async () => {
      const open = await person.list();
      return open.length === 1 && open[0]?.occurrence === 2;
    },
    { what: 'the next occurrence' },
  );
  await eventually(
    async () => {
      const { rows } = await system.tasks.query('SELECT event_type FROM events WHERE aggregate_id = $1', [task.id]);
      const types = rows.map((row: { event_type: string }) => row.event_type);
      return ['TASK_CREATED', 'TASK_COMPLETED', 'RECURRING_TRIGGERED'].every((type) => types.includes(type));
    },
    { what: 'the history' },
  );
});

test.each(roles)('whether another sidecar can have a route of %s called, past every lock', async (role) => {
  const said = await invoke(`127.0.0.1:${String(internalPorts.get(role))}`, 'healthz');
  if (role === 'audit-service') expect(said).toBe(200);
  else expect(said).toContain('access control policy has denied access');
});
