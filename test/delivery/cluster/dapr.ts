/** Dapr's control plane outside the cluster it serves: its authority and its injector, as processes of our own. */
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../local/ports.ts';
import { startProcess, untilReady, type Running } from '../../../local/process.ts';
import { answers, until } from '../../../local/until.ts';
import { moduleFolder, programs } from '../support/go-modules.ts';
import type { Kubernetes } from './kubernetes.ts';

const namespace = 'dapr-system';
const parts = ['injector', 'sentry'] as const;

export type Dapr = {
  /** What the injector has warned of since it was up. */
  complaints(): readonly string[];
  stop(): Promise<void>;
};

const named = (name: string) => ({ name, namespace });

/** What the chart would make, as far as processes outside the cluster need it; the injector is found on this machine. */
const objects = (port: { sentry: number; injector: number }): object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  // Empty: the authority fills them.
  { apiVersion: 'v1', kind: 'Secret', metadata: named('dapr-trust-bundle') },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: named('dapr-trust-bundle') },
  {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: named('daprsystem'),
    spec: {
      mtls: {
        enabled: true,
        controlPlaneTrustDomain: 'cluster.local',
        sentryAddress: `127.0.0.1:${port.sentry}`,
      },
    },
  },
  ...parts.flatMap((part) => [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named(`dapr-${part}`) },
    // Stands for the pod of the part: its token is bound to it.
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...named(`dapr-${part}-0`), annotations: { 'dapr.io/control-plane': part } },
      spec: { serviceAccountName: `dapr-${part}`, containers: [{ name: 'c', image: 'example.invalid/none:0' }] },
    },
  ]),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: named('dapr-sidecar-injector'),
    spec: { type: 'ExternalName', externalName: 'localhost' },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'dapr-sidecar-injector', labels: { app: 'dapr-sidecar-injector' } },
    webhooks: [
      {
        name: 'sidecar-injector.dapr.io',
        clientConfig: { service: { ...named('dapr-sidecar-injector'), path: '/mutate', port: port.injector } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
        failurePolicy: 'Fail',
        reinvocationPolicy: 'IfNeeded',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [namespace, 'kube-system'] },
          ],
        },
      },
    ],
  },
];

/** The injector mounts a token into sidecars only if it finds one of its own in this place, so it gets a /run to itself. */
const withOwnToken = (token: string, program: string): readonly [string, ...string[]] => [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  ...['--mount', '--propagation', 'private', 'sh', '-c'],
  `mount -t tmpfs tmpfs /run && mkdir -p /run/secrets/dapr.io/sentrytoken && printf %s '${token}' > /run/secrets/dapr.io/sentrytoken/token && exec "$0" "$@"`,
  program,
];

/** Starts it for `cluster`, with everything it writes in `folder`. Sidecars are injected when the promise resolves. */
export const startDapr = async (cluster: Kubernetes, folder: string): Promise<Dapr> => {
  const bin = await programs(
    'dapr',
    parts.map((part) => `github.com/dapr/dapr/cmd/${part}`),
  );
  await mkdir(join(folder, 'issuer'), { recursive: true });
  const crds = join(await moduleFolder('dapr', 'github.com/dapr/dapr'), 'charts/dapr/crds');
  await cluster.ask(['apply', '--server-side', ...readdirSync(crds).flatMap((file) => ['-f', join(crds, file)])]);
  await cluster.ask(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);

  const taken = new Set<number>();
  const port = async () => {
    const found = await freePort(taken);
    taken.add(found);
    return found;
  };
  const ports = {
    sentry: await port(),
    sentryHealth: await port(),
    injector: await port(),
    injectorHealth: await port(),
  };
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects(ports) });
  await until(
    'the objects of the control plane',
    async () => (await cluster.kubectl(['apply', '-f', '-'], list)).code === 0,
    {
      timeout: 30_000,
    },
  );

  const started: Running[] = [];
  const stop = async () => {
    for (const one of started.toReversed()) await one.stop();
  };
  const env = {
    ...process.env,
    NAMESPACE: namespace,
    DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK: 'true',
    KUBE_CLUSTER_DOMAIN: 'cluster.local',
    DAPR_TRUST_ANCHORS_FILE: join(folder, 'ca.crt'),
    DAPR_CONTROL_PLANE_TRUST_DOMAIN: 'cluster.local',
    DAPR_SENTRY_ADDRESS: `127.0.0.1:${ports.sentry}`,
    SIDECAR_IMAGE: 'docker.io/daprio/daprd:1.18.2',
    SIDECAR_RUN_AS_NON_ROOT: 'true',
    SIDECAR_READ_ONLY_ROOT_FILESYSTEM: 'true',
    // The one value of the chart that docs/operations/deploy.md asks for.
    SIDECAR_DROP_ALL_CAPABILITIES: 'true',
  };
  const start = async (name: string, [command, ...args]: readonly [string, ...string[]], health: number) => {
    const common = ['--kubeconfig', cluster.kubeconfig, '--listen-address', '127.0.0.1', '--enable-metrics=false'];
    const probes = ['--healthz-port', String(health), '--healthz-listen-address', '127.0.0.1'];
    const one = await startProcess({
      name,
      command,
      args: [...args, ...common, ...probes],
      env,
      logFile: join(folder, `${name}.log`),
    });
    started.push(one);
    await untilReady(one, () => answers(`http://127.0.0.1:${health}/healthz`), { timeout: 60_000 });
    return one;
  };

  try {
    const sentry = [join(bin, 'sentry'), '--mode', 'kubernetes', '--trust-domain', 'cluster.local'] as const;
    const issuer = ['--issuer-credentials', join(folder, 'issuer'), '--port', String(ports.sentry)];
    await start('sentry', [...sentry, ...issuer], ports.sentryHealth);
    const authority = ['-n', namespace, 'get', 'configmap', 'dapr-trust-bundle', '-o', 'jsonpath={.data.ca\\.crt}'];
    await writeFile(join(folder, 'ca.crt'), await cluster.ask(authority));
    const token = await cluster.ask([
      ...['create', 'token', 'dapr-injector', '-n', namespace, '--duration', '2h'],
      ...['--audience', `spiffe://cluster.local/ns/${namespace}/dapr-sentry`],
      ...['--bound-object-kind', 'Pod', '--bound-object-name', 'dapr-injector-0'],
    ]);
    const command = withOwnToken(token.trim(), join(bin, 'injector'));
    const injector = await start('injector', [...command, '--port', String(ports.injector)], ports.injectorHealth);
    const before = injector.lines().length;
    const isComplaint = (line: string) => /level=(warning|error|fatal)/.test(line);
    return { complaints: () => injector.lines().slice(before).filter(isComplaint), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
