/** The rules of a rendered set that no schema knows; each rule is shown a set that breaks it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { looseEnds, quantity } from './rules/confinement.ts';
import { brokenGuarantees } from './rules/delivery-guarantee.ts';
import { brokenReferences } from './rules/references.ts';
import type { Manifest } from './support/manifest.ts';
import { overlays, parse, render, textOf, type Overlay } from './support/render.ts';

/** Kafka's image writes its settings beside its program when it starts; only the cluster for trying runs it. */
const writableRoot: Record<Overlay, string[]> = { 'local-cluster': ['kafka'], production: [] };

describe.each(overlays)('the overlay %s', (overlay) => {
  test('refers only to what is there', async () => {
    expect(brokenReferences(await render(overlay))).toEqual([]);
  });
  test('confines every pod', async () => {
    expect(looseEnds(await render(overlay), writableRoot[overlay])).toEqual([]);
  });
  test('lets every event be retried for as long as it takes', async () => {
    expect(brokenGuarantees(await render(overlay))).toEqual([]);
  });
});

test('no manifest holds the value of a secret', async () => {
  for (const overlay of overlays) {
    const manifests = await render(overlay);
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const text = await textOf(overlay);
    expect(text).not.toMatch(/:\/\/[^\s/:]+:[^\s@]+@/);
  }
});

describe('noticed', () => {
  let text: string;
  beforeAll(async () => {
    text = await textOf('production');
  });
  /** The production overlay with one thing changed, wherever it is said. */
  const changed = (from: string | RegExp, to: string): Manifest[] => {
    const result = text.replaceAll(from, to);
    if (result === text) throw new Error(`the manifests do not say ${String(from)}`);
    return parse(result);
  };

  test.each([
    ['a probe of a port that is not there', 'port: edge', 'port: egde', 'port egde'],
    ['a service to a port that is not there', 'targetPort: edge', 'targetPort: web', 'port web'],
    ['an ingress to nowhere', /name: chat-api\n(\s+)port:/g, 'name: chat-pia\n$1port:', 'chat-pia:http'],
    [
      'a volume that is not there',
      '      - mountPath: /tmp\n          name: tmp',
      '      - mountPath: /tmp\n          name: temp',
      'volume temp',
    ],
    ['an account that is not there', 'serviceAccountName: chat-api', 'serviceAccountName: chat', 'an account'],
    [
      'a scaler of nothing',
      /kind: Deployment\n {4}name: task-actors/g,
      'kind: Deployment\n    name: task-actor',
      'which is not there',
    ],
    [
      'a scaler of a fixed number',
      /(name: chat-api\n {2}namespace: duecourse\nspec:\n)( {2}progress)/g,
      '$1  replicas: 2\n$2',
      'fixed number',
    ],
  ] as const)('%s', (_, from, to, problem) => {
    expect(brokenReferences(changed(from, to)).join('\n')).toContain(problem);
  });

  test.each([
    ['a pod that may be root', 'runAsNonRoot: true', 'runAsNonRoot: false', 'as root'],
    ['a writable root', 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'root file system'],
    ['capabilities', 'drop:\n            - ALL', 'drop: []', 'capabilities'],
    ['a token of the cluster', 'automountServiceAccountToken: false', 'automountServiceAccountToken: true', 'token'],
    ['no limit of memory', /limits:\n\s+memory: \w+/g, 'limits: {}', 'limit of memory'],
    [
      'more asked for than allowed',
      /requests:\n(\s+)cpu: \w+\n\s+memory: \w+/g,
      'requests:\n$1cpu: 100m\n$1memory: 64Gi',
      'more memory',
    ],
    ['an image without a version', 'duecourse:0.1.0', 'duecourse', 'no version'],
  ] as const)('%s', (_, from, to, problem) => {
    expect(looseEnds(changed(from, to)).join('\n')).toContain(problem);
  });

  test.each([
    ['a policy that gives up', 'kind: Configuration', 'kind: Resiliency', 'Resiliency appconfig'],
    ['a dead-letter topic', 'name: clientID', 'name: deadLetterTopic', 'deadLetterTopic'],
  ] as const)('%s', (_, from, to, problem) => {
    expect(brokenGuarantees(changed(from, to)).join('\n')).toContain(problem);
  });
});

test('quantities', () => {
  expect(['100m', '2', '64Ki', '1Gi'].map(quantity)).toEqual([0.1, 2, 65_536, 2 ** 30]);
  expect(() => quantity('1GB')).toThrow('no quantity');
});
