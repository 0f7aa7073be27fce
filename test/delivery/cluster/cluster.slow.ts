/** The overlays on a real API server with Dapr's own injector: what is admitted, what is refused, and the pods that come of it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { roles } from '../../../app/config.ts';
import { tree } from '../../../local/paths.ts';
import { until } from '../../../local/until.ts';
import { workloadOf, workloads } from '../support/manifest.ts';
import { overlays, render, type Overlay } from '../support/render.ts';
import { startDapr, type Dapr } from './dapr.ts';
import { expectSidecar, podList } from './pods.ts';
import { confined, good, named, refusals } from './refusals.ts';
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

describe('refused', () => {
  beforeAll(() => enter('refusals'));
  test('what is right is not', async () => {
    const { code } = await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(good));
    expect(code).toBe(0);
  });

  test.each(refusals)('%s', async (_, bad, why) => {
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
