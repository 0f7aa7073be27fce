/** The overlays on a real API server with Dapr's own injector: what is admitted, what is refused, and the pods that come of it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { roles, type Role } from '../../../app/config.ts';
import { tree } from '../../../local/paths.ts';
import { until } from '../../../local/until.ts';
import { manifest, workloadOf, workloads } from '../support/manifest.ts';
import { overlays, render, type Overlay } from '../support/render.ts';
import { startDapr, type Dapr } from './dapr.ts';
import { startKubernetes, type Kubernetes } from './kubernetes.ts';

let folder: string;
let cluster: Kubernetes;
let dapr: Dapr;
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duecourse-cluster-'));
  cluster = await startKubernetes(join(folder, 'kubernetes'));
  started.push(cluster);
  dapr = await startDapr(cluster, join(folder, 'dapr'));
  started.push(dapr);
}, 3_600_000);

afterAll(async () => {
  for (const one of started.toReversed()) await one.stop();
  await rm(folder, { recursive: true, force: true });
});

const container = z.looseObject({
  name: z.string(),
  args: z.array(z.string()).default([]),
  env: z
    .array(z.looseObject({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() }))
    .default([]),
  restartPolicy: z.string().optional(),
  resources: z.unknown(),
  securityContext: z.unknown(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
});
const pod = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({ containers: z.array(container), initContainers: z.array(container).default([]) }),
});
const podList = z.looseObject({ items: z.array(pod) });

const podsOf = async (name: string) => {
  const text = await cluster.ask([
    '-n',
    'duecourse',
    'get',
    'pods',
    '-l',
    `app.kubernetes.io/name=${name}`,
    '-o',
    'json',
  ]);
  return podList.parse(JSON.parse(text)).items;
};

const apply = (overlay: Overlay, ...more: string[]) =>
  cluster.kubectl([
    'apply',
    '--server-side',
    '--field-manager=check',
    '-k',
    join(tree, 'k8s/overlays', overlay),
    ...more,
  ]);

/** `--name value` and `--name` of a command line. */
const flagsOf = (args: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    args.flatMap((arg, at) => {
      if (!arg.startsWith('--')) return [];
      const [name = '', value] = arg.split('=', 2);
      const next = args[at + 1];
      return [[name, value ?? (next === undefined || next.startsWith('--') ? 'true' : next)]];
    }),
  );

/** Makes a namespace with our own's demands, and waits until pods can be made in it. */
const enter = async (name: string) => {
  const namespace = parseYaml(await readFile(join(tree, 'k8s/base/namespace.yaml'), 'utf8')) as { metadata: object };
  const renamed = { ...namespace, metadata: { ...namespace.metadata, name } };
  await cluster.ask(['apply', '--server-side', '--field-manager=check', '-f', '-'], JSON.stringify(renamed));
  await until(
    'the default account',
    async () => (await cluster.kubectl(['-n', name, 'get', 'serviceaccount', 'default'])).code === 0,
    { timeout: 30_000 },
  );
};

describe.each(overlays)('the overlay %s', (overlay) => {
  beforeAll(async () => {
    await cluster.ask(['delete', 'namespace', 'duecourse', '--ignore-not-found', '--wait', '--timeout=60s']);
    // A dry run puts nothing there, so the namespace of the rest has to come first.
    await enter('duecourse');
  }, 120_000);

  test('is admitted, without a warning, first as a dry run and then for good', async () => {
    for (const more of [['--dry-run=server'], []]) {
      const { code, stderr } = await apply(overlay, ...more);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });

  test('applied again, changes nothing', async () => {
    const overlayFolder = join(tree, 'k8s/overlays', overlay);
    const said = await cluster.kubectl(['diff', '--server-side', '--field-manager=check', '-k', overlayFolder]);
    expect(said).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each(roles)('%s gets its pods, each with a sidecar that knows the role', async (role) => {
    const { spec } = workloadOf(await render(overlay), role);
    const pods = await until(
      `pods of ${role}`,
      async () => {
        const found = await podsOf(role);
        return found.length === (spec.replicas ?? 1) && found;
      },
      { timeout: 30_000 },
    );
    for (const { metadata, spec: inPod } of pods) {
      expect(metadata.labels).toMatchObject({ 'dapr.io/sidecar-injected': 'true', 'dapr.io/app-id': role });
      expect(inPod.containers.map(({ name }) => name)).toEqual(['app']);
      const [sidecar] = inPod.initContainers;
      expectSidecar(role, sidecar!);
      const env = Object.fromEntries(inPod.containers[0]!.env.map(({ name, value }) => [name, value]));
      expect(env).toMatchObject({ DAPR_HTTP_PORT: '3500', DAPR_GRPC_PORT: '50001' });
    }
  });

  test('the pods beside the roles are admitted too, without a sidecar', async () => {
    const others = workloads(await render(overlay)).filter(({ kind }) => kind !== 'Deployment');
    expect(others.length).toBeGreaterThan(0);
    for (const { metadata } of others) {
      const [one] = await until(
        `a pod of ${metadata.name}`,
        async () => {
          const found = await podsOf(metadata.name);
          return found.length > 0 && found;
        },
        { timeout: 30_000 },
      );
      expect(one?.spec.initContainers).toEqual([]);
    }
  });

  test('no annotation puzzled the injector', () => {
    expect(dapr.complaints()).toEqual([]);
  });
});

const expectSidecar = (role: Role, sidecar: z.infer<typeof container>) => {
  expect(sidecar).toMatchObject({
    name: 'daprd',
    restartPolicy: 'Always',
    resources: { requests: { memory: '96Mi' }, limits: { memory: '384Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  });
  expect(flagsOf(sidecar.args)).toMatchObject({
    '--app-id': role,
    '--app-port': '3000',
    '--app-protocol': 'http',
    '--config': 'appconfig',
    '--mode': 'kubernetes',
    '--enable-app-health-check': 'true',
    '--app-health-check-path': '/healthz',
    '--app-health-probe-interval': '1',
    '--app-health-probe-timeout': '900',
    '--app-health-threshold': '3',
    '--dapr-graceful-shutdown-seconds': '10',
    '--disable-builtin-k8s-secret-store': 'true',
    '--enable-api-logging': 'false',
    '--enable-mtls': 'true',
    '--log-as-json': 'true',
    '--metrics-port': '9090',
    '--dapr-listen-addresses': '[::1],127.0.0.1',
  });
  const secretOf = (variable: string) => sidecar.env.find(({ name }) => name === variable)?.valueFrom;
  expect(secretOf('DAPR_API_TOKEN')).toEqual({ secretKeyRef: { name: 'dapr-api-token', key: 'token' } });
  expect(secretOf('APP_API_TOKEN')).toEqual({ secretKeyRef: { name: 'app-api-token', key: 'token' } });
  // Its identity, and nothing of the cluster's own API.
  expect(sidecar.volumeMounts.map(({ name }) => name)).toEqual(['dapr-identity-token']);
};

describe('refused', () => {
  beforeAll(() => enter('refusals'));
  const labels = { a: 'b' };
  const confined = {
    securityContext: { runAsNonRoot: true, runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'app',
        image: 'example.invalid/app:1',
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  };
  const named = (kind: string, apiVersion: string, more: object) =>
    manifest.parse({ apiVersion, kind, metadata: { name: 'bad', namespace: 'refusals' }, ...more });
  const deployment = (spec: object) => named('Deployment', 'apps/v1', { spec });
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };

  test('what is right is not', async () => {
    const good = deployment({ selector: { matchLabels: labels }, template: { metadata: { labels }, spec: confined } });
    expect(await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(good))).toMatchObject({
      code: 0,
    });
  });

  test.each([
    [
      'pods that the selector does not find',
      deployment({ selector: { matchLabels: { a: 'c' } }, template: { metadata: { labels }, spec: confined } }),
      'selector',
    ],
    [
      'a scaler with more at least than at most',
      named('HorizontalPodAutoscaler', 'autoscaling/v2', { spec: { scaleTargetRef, minReplicas: 6, maxReplicas: 5 } }),
      'maxReplicas',
    ],
    [
      'a budget that says both',
      named('PodDisruptionBudget', 'policy/v1', {
        spec: { minAvailable: 1, maxUnavailable: 1, selector: { matchLabels: labels } },
      }),
      'maxUnavailable',
    ],
    ['a job that never ends', named('Job', 'batch/v1', { spec: { template: { spec: confined } } }), 'restartPolicy'],
    [
      'a component without a version',
      named('Component', 'dapr.io/v1alpha1', { spec: { type: 'pubsub.kafka', metadata: [] } }),
      'spec.version',
    ],
    [
      'a pod that could be root',
      named('Pod', 'v1', { spec: { containers: [{ name: 'app', image: 'example.invalid/app:1' }] } }),
      'violates PodSecurity',
    ],
    [
      'a sidecar with no proper name',
      named('Pod', 'v1', {
        metadata: {
          ...{ name: 'bad', namespace: 'refusals' },
          annotations: { 'dapr.io/enabled': 'true', 'dapr.io/app-id': 'Not A Name' },
        },
        spec: confined,
      }),
      'sidecar-injector.dapr.io',
    ],
  ])('%s', async (_, bad, why) => {
    const { code, stderr } = await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(bad));
    expect(code).not.toBe(0);
    expect(stderr).toContain(why);
  });

  test('an annotation that puzzles the injector is at least complained of', async () => {
    const annotations = { 'dapr.io/enabled': 'true', 'dapr.io/app-id': 'bad', 'dapr.io/app-port': 'app' };
    const metadata = { name: 'bad', namespace: 'refusals', annotations };
    await cluster.kubectl(
      ['create', '--dry-run=server', '-f', '-'],
      JSON.stringify(named('Pod', 'v1', { metadata, spec: confined })),
    );
    await until('a complaint', () => dapr.complaints().some((line) => line.includes('dapr.io/app-port')), {
      timeout: 10_000,
    });
  });
});
