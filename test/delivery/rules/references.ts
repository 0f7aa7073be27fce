/** What a schema cannot see: names in one manifest that must exist in another, or elsewhere in the same one. */
import { z } from 'zod';
import { workloads, type Container, type Manifest, type Workload } from '../support/manifest.ts';

const labels = z.record(z.string(), z.string());
const service = z.looseObject({
  spec: z.looseObject({
    selector: labels,
    ports: z.array(
      z.looseObject({ name: z.string().optional(), port: z.number(), targetPort: z.union([z.string(), z.number()]) }),
    ),
  }),
});
const budget = z.looseObject({ spec: z.looseObject({ selector: z.looseObject({ matchLabels: labels }) }) });
const scaler = z.looseObject({
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
    minReplicas: z.number(),
    maxReplicas: z.number(),
  }),
});
const selectorOf = z.looseObject({
  spec: z.looseObject({
    podSelector: z.looseObject({
      matchLabels: labels.default({}),
      matchExpressions: z
        .array(z.looseObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
        .default([]),
    }),
  }),
});
const ingress = z.looseObject({
  spec: z.looseObject({
    rules: z.array(
      z.looseObject({
        http: z.looseObject({
          paths: z.array(
            z.looseObject({
              backend: z.looseObject({
                service: z.looseObject({ name: z.string(), port: z.looseObject({ name: z.string() }) }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

type Labels = z.infer<typeof labels>;
const carries = (has: Labels, wanted: Labels) => Object.entries(wanted).every(([key, value]) => has[key] === value);
const ofKind = (all: readonly Manifest[], kind: string) => all.filter((one) => one.kind === kind);
const podsWith = (all: readonly Manifest[], wanted: Labels) =>
  workloads(all).filter(({ spec }) => carries(spec.template.metadata.labels, wanted));

const portExists = (containers: readonly Container[], port: string | number) =>
  containers.some(({ ports }) => ports.some(({ name, containerPort }) => port === name || port === containerPort));

const inPod = (one: Workload): string[] => {
  const { spec } = one.spec.template;
  const volumes = new Set(
    [...spec.volumes, ...one.spec.volumeClaimTemplates.map(({ metadata }) => metadata)].map(({ name }) => name),
  );
  const selector = one.spec.selector?.matchLabels;
  return [
    ...(selector !== undefined && !carries(one.spec.template.metadata.labels, selector)
      ? ['selects other pods than its own']
      : []),
    ...spec.containers.flatMap(({ volumeMounts, startupProbe, livenessProbe, readinessProbe, ports }) => [
      ...volumeMounts
        .filter(({ name }) => !volumes.has(name))
        .map(({ name }) => `mounts the volume ${name}, which is not there`),
      ...[startupProbe, livenessProbe, readinessProbe]
        .flatMap((probe) => (probe?.httpGet === undefined ? [] : [probe.httpGet.port]))
        .filter((port) => !ports.some(({ name, containerPort }) => port === name || port === containerPort))
        .map((port) => `probes the port ${port}, which no container has`),
    ]),
  ];
};

const acrossWorkloads = (all: readonly Manifest[], one: Workload): string[] => {
  const { serviceAccountName, volumes } = one.spec.template.spec;
  const named = (kind: string, name: string) => ofKind(all, kind).some(({ metadata }) => metadata.name === name);
  return [
    ...(serviceAccountName !== undefined && !named('ServiceAccount', serviceAccountName)
      ? [`runs as ${serviceAccountName}, an account that is not there`]
      : []),
    ...volumes
      .filter(({ configMap }) => configMap !== undefined && !named('ConfigMap', configMap.name))
      .map(({ name }) => `its volume ${name} is of a ConfigMap that is not there`),
  ];
};

/** Every broken reference of a rendered set, each with the object that has it. */
export const brokenReferences = (all: readonly Manifest[]): string[] => [
  ...workloads(all).flatMap((one) =>
    [...inPod(one), ...acrossWorkloads(all, one)].map((problem) => `${one.metadata.name} ${problem}`),
  ),
  ...ofKind(all, 'Service').flatMap((one) => {
    const { selector, ports } = service.parse(one).spec;
    const pods = podsWith(all, selector);
    if (pods.length !== 1) return [`Service ${one.metadata.name} selects the pods of ${pods.length} workloads`];
    return ports
      .filter(({ targetPort }) => !pods.every(({ spec }) => portExists(spec.template.spec.containers, targetPort)))
      .map(({ targetPort }) => `Service ${one.metadata.name} leads to the port ${targetPort}, which no container has`);
  }),
  ...ofKind(all, 'PodDisruptionBudget')
    .filter((one) => podsWith(all, budget.parse(one).spec.selector.matchLabels).length !== 1)
    .map((one) => `PodDisruptionBudget ${one.metadata.name} is not of one workload`),
  ...ofKind(all, 'HorizontalPodAutoscaler').flatMap((one) => {
    const { scaleTargetRef, minReplicas, maxReplicas } = scaler.parse(one).spec;
    const target = workloads(all).find(
      (it) => it.kind === scaleTargetRef.kind && it.metadata.name === scaleTargetRef.name,
    );
    return [
      ...(target === undefined ? [`${one.metadata.name} scales ${scaleTargetRef.name}, which is not there`] : []),
      ...(target?.spec.replicas === undefined
        ? []
        : [`${one.metadata.name} is scaled and has a fixed number of replicas too`]),
      ...(minReplicas > maxReplicas
        ? [`${one.metadata.name} scales to at least ${minReplicas} and at most ${maxReplicas}`]
        : []),
    ];
  }),
  ...ofKind(all, 'NetworkPolicy').flatMap((one) => {
    const { matchLabels, matchExpressions } = selectorOf.parse(one).spec.podSelector;
    const wanted = matchExpressions.flatMap(({ key, values }) =>
      values.map((value) => ({ ...matchLabels, [key]: value })),
    );
    return (wanted.length === 0 ? [matchLabels] : wanted)
      .filter((pods) => podsWith(all, pods).length === 0)
      .map((pods) => `NetworkPolicy ${one.metadata.name} is for pods that nobody makes: ${JSON.stringify(pods)}`);
  }),
  ...ofKind(all, 'Ingress').flatMap((one) =>
    ingress
      .parse(one)
      .spec.rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend.service))
      .filter(
        ({ name, port }) =>
          !ofKind(all, 'Service').some(
            (it) => it.metadata.name === name && service.parse(it).spec.ports.some((has) => has.name === port.name),
          ),
      )
      .map(({ name, port }) => `Ingress ${one.metadata.name} leads to ${name}:${port.name}, which is not there`),
  ),
];
