/** The manifests as a cluster would get them: rendered by kustomize, not read from our files. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { tree } from '../../../local/paths.ts';
import { programs } from './go-modules.ts';
import { manifest, type Manifest } from './manifest.ts';

const run = promisify(execFile);

export const overlays = ['local-cluster', 'production'] as const;
export type Overlay = (typeof overlays)[number];

/** A command that renders a folder: kubectl with kustomize 5.3 or later, else our own build of kustomize. */
const findKustomize = async (): Promise<readonly [string, ...string[]]> => {
  try {
    const { stdout } = await run('kubectl', ['version', '--client', '--output', 'json']);
    const { kustomizeVersion } = JSON.parse(stdout) as { kustomizeVersion?: string };
    const [major = 0, minor = 0] = (kustomizeVersion ?? '').replace(/^v/, '').split('.').map(Number);
    if (major > 5 || (major === 5 && minor >= 3)) return ['kubectl', 'kustomize'];
  } catch {
    // Not installed, or too old to say.
  }
  return builtKustomize();
};

/** Our own build of the pinned kustomize. */
export const builtKustomize = async (): Promise<readonly [string, ...string[]]> => [
  join(await programs('kustomize', ['sigs.k8s.io/kustomize/kustomize/v5']), 'kustomize'),
  'build',
];

let kustomize: ReturnType<typeof findKustomize> | undefined;

/** The text that kustomize makes of an overlay. @throws {Error} with kustomize's own words when it refuses. */
export const renderText = async (overlay: Overlay, by?: readonly [string, ...string[]]): Promise<string> => {
  const [command, ...args] = by ?? (await (kustomize ??= findKustomize()));
  return (await run(command, [...args, join(tree, 'k8s/overlays', overlay)], { maxBuffer: 16 * 1024 * 1024 })).stdout;
};

/** Every document of `text`, parsed; a key said twice is an error. */
export const parse = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return manifest.parse(document.toJS());
  });

/** An overlay of ours with a component of ours that it leaves out. */
export const renderWith = async (overlay: Overlay, component: string): Promise<Manifest[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'duecourse-k8s-'));
  try {
    const to = (path: string) => relative(folder, join(tree, 'k8s', path));
    const kustomization = { resources: [to(`overlays/${overlay}`)], components: [to(`components/${component}`)] };
    await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization));
    const [command, ...args] = await (kustomize ??= findKustomize());
    return parse((await run(command, [...args, folder], { maxBuffer: 16 * 1024 * 1024 })).stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const rendered = new Map<Overlay, Promise<string>>();

/** The same text, rendered once for all who ask. */
export const textOf = (overlay: Overlay): Promise<string> => {
  const known = rendered.get(overlay) ?? renderText(overlay);
  rendered.set(overlay, known);
  return known;
};

/** An overlay of ours, rendered and parsed. */
export const render = async (overlay: Overlay): Promise<Manifest[]> => parse(await textOf(overlay));
