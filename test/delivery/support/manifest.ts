/** What the checks read of a manifest; everything else passes through untouched, for the schemas to judge. */
import { z } from 'zod';

const strings = z.record(z.string(), z.string());
export const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: strings.default({}),
  annotations: strings.default({}),
});

/** Any object of a cluster. */
export const manifest = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata });
export type Manifest = z.infer<typeof manifest>;

const port = z.union([z.string(), z.number()]);
const probe = z.looseObject({ httpGet: z.looseObject({ path: z.string().optional(), port }).optional() });
const keyRef = z.looseObject({ name: z.string(), key: z.string(), optional: z.boolean().optional() });

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.looseObject({ secretKeyRef: keyRef.optional(), configMapKeyRef: keyRef.optional() }).optional(),
      }),
    )
    .default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
  resources: z.looseObject({ requests: strings.default({}), limits: strings.default({}) }).optional(),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      capabilities: z.looseObject({ drop: z.array(z.string()).default([]) }).optional(),
    })
    .optional(),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
});
export type Container = z.infer<typeof container>;

const podSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .optional(),
  containers: z.array(container),
  volumes: z
    .array(
      z.looseObject({
        name: z.string(),
        configMap: z.looseObject({ name: z.string() }).optional(),
        secret: z.looseObject({ secretName: z.string(), optional: z.boolean().optional() }).optional(),
      }),
    )
    .default([]),
});

const workload = z.looseObject({
  kind: z.enum(['Deployment', 'StatefulSet', 'Job']),
  metadata,
  spec: z.looseObject({
    replicas: z.number().optional(),
    selector: z.looseObject({ matchLabels: strings }).optional(),
    volumeClaimTemplates: z.array(z.looseObject({ metadata })).default([]),
    template: z.looseObject({
      metadata: z.looseObject({ labels: strings.default({}), annotations: strings.default({}) }),
      spec: podSpec,
    }),
  }),
});
export type Workload = z.infer<typeof workload>;

/** Everything that makes pods. */
export const workloads = (manifests: readonly Manifest[]): Workload[] =>
  manifests.filter(({ kind }) => workload.shape.kind.safeParse(kind).success).map((one) => workload.parse(one));

/** The workload of the role called `name`. @throws {Error} when there is none. */
export const workloadOf = (manifests: readonly Manifest[], name: string): Workload => {
  const found = workloads(manifests).find((one) => one.metadata.name === name);
  if (found === undefined) throw new Error(`no workload is called ${name}`);
  return found;
};

const component = z.looseObject({
  metadata,
  scopes: z.array(z.string()).default([]),
  spec: z.looseObject({
    type: z.string(),
    version: z.string(),
    metadata: z.array(
      z.strictObject({
        name: z.string(),
        value: z.string().optional(),
        envRef: z.string().optional(),
        secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }).optional(),
      }),
    ),
  }),
});
export type Component = z.infer<typeof component>;

/** Dapr's components, by their names. */
export const componentsOf = (manifests: readonly Manifest[]): Map<string, Component> =>
  new Map(
    manifests
      .filter(({ kind }) => kind === 'Component')
      .map((one) => [one.metadata.name, component.parse(one)] as const),
  );
