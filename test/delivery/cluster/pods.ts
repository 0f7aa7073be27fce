/** The pods that come of a Deployment once Dapr's injector has seen them, and what must be true of each sidecar. */
import { expect } from 'vitest';
import { z } from 'zod';
import type { Role } from '../../../app/config.ts';

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
/** What `kubectl get pods -o json` says. */
export const podList = z.looseObject({ items: z.array(pod) });

type Container = z.infer<typeof container>;

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

/** What every role's sidecar is, and what it is started with. */
export const expectSidecar = (role: Role, sidecar: Container): void => {
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
    '--app-protocol': role === 'task-actors' ? 'h2c' : 'http',
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
