/** Annotations and component settings are those of the Dapr we pin: it would ignore a misspelt one without a word. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tree } from '../../local/paths.ts';
import { ignoredAnnotations, loadAnnotations, wrongSettings } from './rules/dapr.ts';
import type { Manifest } from './support/manifest.ts';
import { overlays, parse, render } from './support/render.ts';

let annotations: Map<string, RegExp>;
beforeAll(async () => {
  annotations = await loadAnnotations();
});

test.each(overlays)('the overlay %s annotates what the injector reads', async (overlay) => {
  expect(annotations.size).toBeGreaterThan(50);
  expect(ignoredAnnotations(await render(overlay), annotations)).toEqual([]);
});

test.each(overlays)('the overlay %s sets what its components have', async (overlay) => {
  expect(await wrongSettings(await render(overlay))).toEqual([]);
});

test.each(['local', 'kafka'])('so does components/%s', async (set) => {
  const folder = join(tree, 'components', set);
  const files = await readdir(folder);
  expect(files.length).toBeGreaterThan(2);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  expect(await wrongSettings(texts.flatMap(parse))).toEqual([]);
});

describe('noticed', () => {
  const annotated = (name: string, value: string): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', labels: {}, annotations: {} },
    spec: {
      template: {
        metadata: { annotations: { [name]: value } },
        spec: { containers: [{ name: 'app', image: 'app:1' }] },
      },
    },
  });
  test.each([
    ['dapr.io/app-prot', '3000'],
    ['dapr.io/app-port', 'app'],
    ['dapr.io/enable-app-health-check', 'yes'],
    ['dapr.io/sidecar-memory-limit', '384 MB'],
  ])('%s: %s', (name, value) => {
    expect(ignoredAnnotations([annotated(name, value)], annotations)).toHaveLength(1);
  });
  test('what is right is not', () => {
    expect(ignoredAnnotations([annotated('dapr.io/app-port', '3000')], annotations)).toEqual([]);
  });

  const component = (type: string, version: string, ...metadata: object[]): Manifest => ({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'pubsub', labels: {}, annotations: {} },
    spec: { type, version, metadata },
  });
  test.each([
    [{ name: 'initialOffset', value: 'first' }, 'cannot be first'],
    [{ name: 'consumerGrop', value: 'a' }, 'no setting consumerGrop'],
    [{ name: 'authType', value: 'passwort' }, 'cannot be passwort'],
  ])('%j', async (setting, problem) => {
    expect((await wrongSettings([component('pubsub.kafka', 'v1', setting)])).join()).toContain(problem);
  });
  test('a setting said twice', async () => {
    const brokers = { name: 'brokers', value: 'a' };
    expect((await wrongSettings([component('pubsub.kafka', 'v1', brokers, brokers)])).join()).toContain('twice');
  });
  test('a type that is none', async () => {
    await expect(wrongSettings([component('pubsub.kafkaa', 'v1')])).rejects.toThrow('no component pubsub.kafkaa');
  });
});
