/** The Dockerfile says what it should; whether it does it is for image.slow.ts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { tree } from '../../local/paths.ts';
import { stagesOf } from './support/dockerfile.ts';
import { isIgnored } from './support/image.ts';
import { workloads } from './support/manifest.ts';
import { render } from './support/render.ts';

const text = await readFile(join(tree, 'Dockerfile'), 'utf8');
const stages = stagesOf(text);
const last = stages.at(-1)!;

test('a linter has nothing to say, though it can', () => {
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('WORKDIR', 'WORKDIRR'))).not.toEqual([]);
});

test('every stage is of one exact version of Node, one that the project runs on', async () => {
  const { engines } = JSON.parse(await readFile(join(tree, 'package.json'), 'utf8')) as { engines: { node: string } };
  const images = new Set(stages.map(({ image }) => image));
  expect(images.size).toBe(1);
  const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-\w+-slim$/.exec([...images].join()) ?? [];
  const [, needed, neededMinor] = />=(\d+)\.(\d+)/.exec(engines.node) ?? [];
  expect(major).toBe(needed);
  expect(Number(minor)).toBeGreaterThanOrEqual(Number(neededMinor));
});

test('the image runs the roles, as a numbered user that is not root', async () => {
  const entrypoints = last.steps.filter(({ kind }) => kind === 'ENTRYPOINT');
  expect(entrypoints).toEqual([{ kind: 'ENTRYPOINT', command: ['node', 'dist/app/main.js'] }]);
  const users = last.steps.flatMap((step) => (step.kind === 'USER' ? [step.user] : []));
  const pods = workloads(await render('production')).filter(({ kind }) => kind === 'Deployment');
  const inPods = pods.map(({ spec }) => spec.template.spec.securityContext);
  for (const context of inPods) expect(users).toEqual([`${context?.runAsUser}:${String(context?.['runAsGroup'])}`]);
});

test('the image opens the ports of the pods', async () => {
  const exposed = last.steps.flatMap((step) => (step.kind === 'EXPOSE' ? step.ports : []));
  const pods = workloads(await render('production')).filter(({ kind }) => kind === 'Deployment');
  const ports = pods.flatMap(({ spec }) => spec.template.spec.containers.flatMap((one) => one.ports));
  expect(new Set(exposed)).toEqual(new Set(ports.map(({ containerPort }) => containerPort)));
});

describe('the build', () => {
  test.each([
    'node_modules/zod/index.js',
    '.git/config',
    '.duecourse/secrets',
    'dist/app/main.js',
    '.env',
    'test/x.ts',
  ])('never sees %s', async (path) => {
    expect((await isIgnored())(path)).toBe(true);
  });
  test('sees what it copies', async () => {
    const ignored = await isIgnored();
    expect(['package-lock.json', 'app/main.ts', 'actors/task/task.ts'].filter(ignored)).toEqual([]);
  });
});
