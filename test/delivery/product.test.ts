/** The manifests and the program agree: roles, ports, variables, components, topics and secrets are each said in two places at least. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { loadConfig, roles, type Role } from '../../app/config.ts';
import { components } from '../../app/dapr/component-names.ts';
import { tree } from '../../local/paths.ts';
import { topics } from '../../local/topics.ts';
import { componentsOf, workloadOf, workloads, type Component, type Manifest } from './support/manifest.ts';
import { overlays, parse, render, type Overlay } from './support/render.ts';

const run = promisify(execFile);
const read = (path: string) => readFile(join(tree, path), 'utf8');

const rendered = new Map<Overlay, Manifest[]>();
beforeAll(async () => {
  for (const overlay of overlays) rendered.set(overlay, await render(overlay));
});
const manifestsOf = (overlay: Overlay) => rendered.get(overlay)!;

/** Secrets of a form of their own. */
const standIns: Readonly<Record<string, string>> = {
  DUECOURSE_SMTP_URL: 'smtp://secret@mail.example.org/',
  DUECOURSE_MAIL_FROM: 'secret@example.org',
};

/** What a pod's process would find in its environment, secrets standing for themselves. */
const environmentOf = (overlay: Overlay, role: Role): Record<string, string> =>
  Object.fromEntries(
    workloadOf(manifestsOf(overlay), role).spec.template.spec.containers[0]!.env.map(({ name, value }) => [
      name,
      value ??
        standIns[name] ??
        (name.endsWith('_URL') ? `postgres://secret@${name.toLowerCase()}/x` : `secret ${name}`.padEnd(32, '.')),
    ]),
  );

describe.each(overlays)('the overlay %s', (overlay) => {
  test('has one Deployment for each role, and no other', () => {
    const deployed = manifestsOf(overlay).filter(({ kind }) => kind === 'Deployment');
    expect(deployed.map(({ metadata }) => metadata.name).sort()).toEqual([...roles].sort());
  });

  test.each(roles)('%s starts as itself, beside a sidecar of that name', (role) => {
    const { template } = workloadOf(manifestsOf(overlay), role).spec;
    expect(template.spec.containers.map(({ args }) => args)).toEqual([[role]]);
    expect(template.metadata.annotations).toMatchObject({ 'dapr.io/enabled': 'true', 'dapr.io/app-id': role });
    expect(template.spec.serviceAccountName).toBe(role);
  });

  test.each(roles)('%s gets variables it knows, and listens where it is looked for', (role) => {
    const { template } = workloadOf(manifestsOf(overlay), role).spec;
    const env = environmentOf(overlay, role);
    const config = loadConfig([role], env);
    for (const [name, value] of Object.entries(env)) {
      expect(JSON.stringify(config), `${name} changes nothing`).toContain(value);
    }
    const [container] = template.spec.containers;
    const portOf = (name: unknown) => container?.ports.find((port) => port.name === name)?.containerPort;
    expect(portOf('app')).toBe(config.app.port);
    expect(template.metadata.annotations['dapr.io/app-port']).toBe(String(config.app.port));
    // Not loopback: probes come from outside the pod. Hence never without the token.
    expect(config.app).toMatchObject({ host: '0.0.0.0', token: env['APP_API_TOKEN'] });
    expect(container?.livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'app' });
    expect(template.metadata.annotations['dapr.io/app-health-check-path']).toBe('/healthz');
    expect(container?.readinessProbe?.httpGet).toEqual({ path: '/health', port: role === 'chat-api' ? 'edge' : 'app' });
    if (role === 'chat-api') {
      // People's addresses are taken from a header only where a proxy of ours writes it.
      const proxied = manifestsOf(overlay).some(({ kind }) => kind === 'Ingress');
      expect(config.edge).toEqual({ host: '0.0.0.0', port: portOf('edge'), trustProxy: proxied ? 1 : undefined });
    }
  });

  test('shows the sidecar and the app the same tokens', () => {
    for (const role of roles) {
      const { template } = workloadOf(manifestsOf(overlay), role).spec;
      const secretOf = (variable: string) =>
        template.spec.containers[0]!.env.find(({ name }) => name === variable)?.valueFrom?.secretKeyRef;
      const { annotations } = template.metadata;
      expect(secretOf('DAPR_API_TOKEN')).toEqual({ name: annotations['dapr.io/api-token-secret'], key: 'token' });
      expect(secretOf('APP_API_TOKEN')).toEqual({ name: annotations['dapr.io/app-token-secret'], key: 'token' });
    }
  });

  test('has the components that the code names, for the roles that use them', () => {
    const found = componentsOf(manifestsOf(overlay));
    expect([...found.keys()].sort()).toEqual(Object.values(components).sort());
    expect(found.get(components.pubsub)?.scopes.toSorted()).toEqual(roles.toSorted());
    expect(found.get(components.feed)?.scopes).toEqual(['chat-api']);
    expect(found.get(components.stateStore)?.scopes).toEqual(['task-actors']);
  });

  test('gives sidecars a configuration that is there', () => {
    const named = workloads(manifestsOf(overlay)).map(
      ({ spec }) => spec.template.metadata.annotations['dapr.io/config'],
    );
    const configurations = manifestsOf(overlay).filter(({ kind }) => kind === 'Configuration');
    expect(new Set(named.filter((name) => name !== undefined))).toEqual(
      new Set(configurations.map((one) => one.metadata.name)),
    );
  });

  test('asks an app for its health as often as a laptop does', async () => {
    const { common } = parseYaml(await read('dapr.yaml')) as { common: Record<string, unknown> };
    for (const role of roles) {
      const { annotations } = workloadOf(manifestsOf(overlay), role).spec.template.metadata;
      expect({
        enableAppHealthCheck: annotations['dapr.io/enable-app-health-check'] === 'true',
        appHealthCheckPath: annotations['dapr.io/app-health-check-path'],
        appHealthProbeInterval: Number(annotations['dapr.io/app-health-probe-interval']),
        appHealthProbeTimeout: Number(annotations['dapr.io/app-health-probe-timeout']),
        appHealthThreshold: Number(annotations['dapr.io/app-health-threshold']),
      }).toEqual(Object.fromEntries(Object.entries(common).filter(([name]) => /appHealth/i.test(name))));
    }
  });

  test('leaves a pod more time to end than its sidecar takes', () => {
    for (const role of roles) {
      const { template } = workloadOf(manifestsOf(overlay), role).spec;
      const sidecar = Number(template.metadata.annotations['dapr.io/graceful-shutdown-seconds']);
      expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(2 * sidecar);
    }
  });
});

/** A component in the terms of a folder of components: which variable each secret stands for. */
const plain = ({ metadata, spec }: Component) => ({
  name: metadata.name,
  ...spec,
  metadata: spec.metadata.map(({ secretKeyRef, ...setting }) =>
    secretKeyRef === undefined ? setting : { ...setting, envRef: secretKeyRef.key },
  ),
});

test('the cluster has the components of components/kafka, secrets in the place of variables', async () => {
  for (const [name, component] of componentsOf(manifestsOf('local-cluster'))) {
    const [local] = componentsOf(parse(await read(`components/kafka/${name}.yaml`))).values();
    expect(plain(component)).toEqual(plain(local!));
    // A laptop loads what is not scoped for all roles; what it does scope is scoped here alike.
    if (local!.scopes.length > 0) expect(component.scopes).toEqual(local!.scopes);
  }
});

test('production differs from them only in how it signs in to Kafka', () => {
  const local = componentsOf(manifestsOf('local-cluster'));
  const signIn = ['authType', 'disableTls', 'saslMechanism', 'saslUsername', 'saslPassword', 'caCert'];
  for (const [name, { spec, ...rest }] of componentsOf(manifestsOf('production'))) {
    const others = ({ spec: { metadata } }: Component) => metadata.filter((setting) => !signIn.includes(setting.name));
    expect(others({ spec, ...rest })).toEqual(others(local.get(name)!));
    const settings = Object.fromEntries(
      spec.metadata.map(({ name: key, value, secretKeyRef }) => [key, value ?? secretKeyRef]),
    );
    if (spec.type === 'pubsub.kafka') expect(settings).toMatchObject({ authType: 'password', disableTls: 'false' });
  }
});

test('the topics are those of a laptop’s Kafka', async () => {
  const lines = (await read('k8s/components/kafka-topics/topics.txt')).split('\n').filter((line) => /^\w/.test(line));
  const listed = lines.map((line) => {
    const [name, partitions, days] = line.split(/\s+/);
    return { name, partitions: Number(partitions), retention: Number(days) * 24 * 60 * 60 * 1000 };
  });
  expect(listed).toEqual(topics);
});

/** `secret/key` for everything that pods and components read from secrets; what they can do without only if asked for. */
const secretsOf = (manifests: readonly Manifest[], { optional = false } = {}): Set<string> => {
  const keys = new Set<string>();
  for (const { spec } of workloads(manifests)) {
    for (const { env } of spec.template.spec.containers) {
      for (const { valueFrom } of env) {
        const from = valueFrom?.secretKeyRef;
        if (from !== undefined && (optional || from.optional !== true)) keys.add(`${from.name}/${from.key}`);
      }
    }
  }
  for (const { spec } of componentsOf(manifests).values()) {
    for (const { secretKeyRef } of spec.metadata)
      if (secretKeyRef) keys.add(`${secretKeyRef.name}/${secretKeyRef.key}`);
  }
  return keys;
};

test('the script for a cluster of one’s own makes every secret that is asked for, anew each time', async () => {
  const make = async () => parse((await run('sh', [join(tree, 'k8s/overlays/local-cluster/secrets.sh')])).stdout);
  const [first, second] = [await make(), await make()];
  const entries = first.flatMap((one) =>
    Object.keys(one['stringData'] as object).map((key) => `${one.metadata.name}/${key}`),
  );
  expect(new Set(entries)).toEqual(secretsOf(manifestsOf('local-cluster')));
  expect(first).not.toEqual(second);
  const edge = first.find(({ metadata }) => metadata.name === 'duecourse-edge')?.['stringData'];
  expect(loadConfig(['chat-api'], edge as Record<string, string>).tokenSecret).toHaveLength(48);
});

test('a model is asked only by the edge, and only where there is a secret for it', () => {
  const asking = workloads(manifestsOf('production')).flatMap(({ metadata, spec }) =>
    spec.template.spec.containers.flatMap(({ env }) =>
      env
        .filter(({ name }) => name.startsWith('OPENAI_'))
        .map(({ name, valueFrom }) => [metadata.name, name, valueFrom?.secretKeyRef]),
    ),
  );
  expect(asking).toEqual(
    ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'].map((key) => [
      'chat-api',
      key,
      { name: 'duecourse-model', key, optional: true },
    ]),
  );
});

test('the page on deploying names every secret that production asks for', async () => {
  const page = await read('docs/operations/deploy.md');
  for (const entry of secretsOf(manifestsOf('production'), { optional: true })) {
    const [secret, key] = entry.split('/') as [string, string];
    expect(page).toMatch(new RegExp(`\\| \`${secret}\` \\|.*\`${key}\``));
  }
});
