/** Every pod as confined as Pod Security's `restricted` asks, and a little more. */
import { workloads, type Container, type Manifest, type Workload } from '../support/manifest.ts';

const suffixes: Record<string, number> = { m: 1e-3, '': 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A quantity as a number: cores, or bytes. @throws {Error} for a form that these manifests do not use. */
export const quantity = (text: string): number => {
  const [, number, suffix] = /^([0-9.]+)(m|Ki|Mi|Gi|)$/.exec(text) ?? [];
  const factor = suffix === undefined ? undefined : suffixes[suffix];
  if (number === undefined || factor === undefined) throw new Error(`${text} is no quantity we know`);
  return Number(number) * factor;
};

const ofContainer = ({ securityContext, resources, image }: Container, writableRoot: boolean): string[] => {
  const { requests = {}, limits = {} } = resources ?? {};
  return [
    ...(securityContext?.allowPrivilegeEscalation === false ? [] : ['may gain privileges']),
    ...(securityContext?.readOnlyRootFilesystem === true || writableRoot ? [] : ['may write to its root file system']),
    ...(securityContext?.capabilities?.drop.includes('ALL') === true ? [] : ['keeps capabilities']),
    ...['cpu', 'memory'].filter((name) => requests[name] === undefined).map((name) => `asks for no ${name}`),
    ...(limits['memory'] === undefined ? ['has no limit of memory'] : []),
    ...Object.entries(requests)
      .filter(([name, asked]) => quantity(asked) > quantity(limits[name] ?? asked))
      .map(([name]) => `asks for more ${name} than it may have`),
    ...(/:[^:/]+$/.test(image) && !image.endsWith(':latest') ? [] : [`runs ${image}, which is no version`]),
  ];
};

const ofPod = ({ spec }: Workload['spec']['template']): string[] => [
  ...(spec.securityContext?.runAsNonRoot === true && (spec.securityContext.runAsUser ?? 0) > 0
    ? []
    : ['may run as root']),
  ...(spec.securityContext?.seccompProfile?.type === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
  ...(spec.automountServiceAccountToken === false ? [] : ['is given a token of the cluster']),
];

/** Every way in which a pod is less confined than it should be. `writableRoot` names workloads whose image needs to write. */
export const looseEnds = (all: readonly Manifest[], writableRoot: readonly string[] = []): string[] =>
  workloads(all).flatMap(({ metadata: { name }, spec: { template } }) => [
    ...ofPod(template).map((problem) => `${name} ${problem}`),
    ...template.spec.containers.flatMap((container) =>
      ofContainer(container, writableRoot.includes(name)).map((problem) => `${name}/${container.name} ${problem}`),
    ),
  ]);
