/** What kustomize renders is what Kubernetes and Dapr accept, and what they would refuse is refused here. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig, roles } from '../../app/config.ts';
import { brokenReferences } from './rules/references.ts';
import { workloadOf, type Manifest } from './support/manifest.ts';
import { builtKustomize, overlays, parse, render, renderText, renderWith, textOf } from './support/render.ts';
import { loadSchemas, type Judge } from './support/schemas.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await loadSchemas();
});

describe.each(overlays)('the overlay %s', (overlay) => {
  test('has nothing that a cluster would refuse', async () => {
    const manifests = await render(overlay);
    expect(manifests.length).toBeGreaterThan(30);
    expect(manifests.flatMap(judge)).toEqual([]);
  });

  test('is in one namespace, each object named once', async () => {
    const manifests = await render(overlay);
    const places = manifests.map(({ kind, metadata }) => `${metadata.namespace ?? ''} ${kind} ${metadata.name}`);
    expect(new Set(places).size).toBe(places.length);
    const elsewhere = manifests.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'duecourse',
    );
    expect(elsewhere).toEqual([]);
  });

  test('is the same by an installed kubectl and by our own kustomize', async () => {
    expect(await textOf(overlay)).toBe(await renderText(overlay, await builtKustomize()));
  });
});

test('with traces, an overlay has nothing that a cluster would refuse, and every role and sidecar tells the one collector', async () => {
  const manifests = await renderWith('production', 'tracing');
  expect(manifests.flatMap(judge)).toEqual([]);
  expect(brokenReferences(manifests)).toEqual([]);
  const address = 'otel-collector.observability:4318';
  for (const role of roles) {
    const [container] = workloadOf(manifests, role).spec.template.spec.containers;
    const env = container?.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
    const secrets = {
      DUECOURSE_TOKEN_SECRET: 'x'.repeat(32),
      APP_API_TOKEN: 'from the secret that the sidecar has too',
    };
    const config = loadConfig([role], { ...Object.fromEntries(env ?? []), ...secrets });
    expect(config.tracesUrl, role).toBe(`http://${address}/v1/traces`);
  }
  const configuration = manifests.find(({ kind }) => kind === 'Configuration');
  expect(configuration?.['spec']).toMatchObject({
    accessControl: { defaultAction: 'deny' },
    tracing: { otel: { endpointAddress: address, protocol: 'http', isSecure: false } },
  });
});

const objectMeta = { name: 'bad', labels: {}, annotations: {} };
const pod = { containers: [{ name: 'app', image: 'app:1' }] };
const deployment = (spec: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: objectMeta,
  spec,
});
const component = (spec: object): Manifest => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: objectMeta,
  spec,
});

describe('refused', () => {
  const selector = { matchLabels: { a: 'b' } };
  const template = { metadata: { labels: { a: 'b' } }, spec: pod };
  test('a good one is not', () => {
    expect(judge(deployment({ selector, template }))).toEqual([]);
    expect(judge(component({ type: 'pubsub.kafka', version: 'v1', metadata: [{ name: 'a', value: 'b' }] }))).toEqual(
      [],
    );
  });

  const probe = { httpGet: { path: '/healthz', port: { name: 'app' } } };
  test.each([
    ['a misspelt field', deployment({ replicsa: 2, selector, template }), 'replicsa'],
    ['a text where a number belongs', deployment({ replicas: '2', selector, template }), '/spec/replicas'],
    ['a missing field', deployment({ template }), 'selector'],
    [
      'a misspelt field deep inside',
      deployment({ selector, template: { ...template, spec: { containers: [{ name: 'app', immage: 'x' }] } } }),
      'immage',
    ],
    [
      'a wrong port',
      deployment({
        selector,
        template: { ...template, spec: { containers: [{ name: 'app', livenessProbe: probe }] } },
      }),
      'livenessProbe/httpGet/port',
    ],
    [
      'a quantity that is none',
      deployment({
        selector,
        template: { ...template, spec: { containers: [{ name: 'app', resources: { requests: { memory: '1 GB' } } }] } },
      }),
      'requests/memory',
    ],
    [
      'a variable said twice',
      deployment({
        selector,
        template: { ...template, spec: { containers: [{ name: 'app', env: [{ name: 'A' }, { name: 'A' }] }] } },
      }),
      'twice',
    ],
    ['an unknown kind', { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: objectMeta }, 'apps/v1beta1'],
    [
      'a misspelt field of metadata',
      { ...deployment({ selector, template }), metadata: { ...objectMeta, lables: {} } },
      'lables',
    ],
    ['a component without a version', component({ type: 'pubsub.kafka', metadata: [] }), 'version'],
    ['a misspelt setting', component({ type: 'pubsub.kafka', version: 'v1', metadata: [{ nmae: 'a' }] }), 'nmae'],
    [
      'an unknown field of a component',
      { ...component({ type: 'a', version: 'v1', metadata: [] }), scope: ['a'] },
      'scope',
    ],
  ] as const)('%s', (_, manifest, place) => {
    expect(judge(manifest as Manifest).join('\n')).toContain(place);
  });

  test('a field said twice in one file', () => {
    expect(() => parse('apiVersion: v1\nkind: Pod\nkind: Pod\nmetadata: { name: a }')).toThrow(/unique/i);
  });
});
