/** Manifests that a real API server must refuse, with a word of why; and one that it must not. */
import { manifest, type Manifest } from '../support/manifest.ts';

const labels = { a: 'b' };
export const confined = {
  securityContext: { runAsNonRoot: true, runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'example.invalid/app:1',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
};
export const named = (kind: string, apiVersion: string, more: object) =>
  manifest.parse({ apiVersion, kind, metadata: { name: 'bad', namespace: 'refusals' }, ...more });
const deployment = (spec: object) => named('Deployment', 'apps/v1', { spec });
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };

export const good = deployment({
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: confined },
});

export const refusals: readonly [what: string, bad: Manifest, why: string][] = [
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
];
