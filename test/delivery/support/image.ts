/**
 * Makes what is in the image without a container engine: each stage a folder, its steps carried out there, on this
 * machine's Node instead of the base image's. What the base image itself brings is not part of it.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import dockerignore from '@balena/dockerignore';
import { tree } from '../../../local/paths.ts';
import { stagesOf, type Step } from './dockerfile.ts';

const run = promisify(execFile);

/** Too large to walk, and nothing of theirs may get in anyhow. */
const never = ['node_modules', '.git', 'dist', '.duecourse', 'coverage'];

/** True for a path that the build never sees. */
export const isIgnored = async (): Promise<(path: string) => boolean> => {
  const rules = dockerignore.default().add(await readFile(join(tree, '.dockerignore'), 'utf8'));
  return (path) => rules.ignores(path);
};

/** Copies what an engine would be sent into `to`. */
const copyContext = async (to: string): Promise<void> => {
  const ignored = await isIgnored();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(tree, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (never.includes(path)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (!ignored(path)) await cp(join(tree, path), join(to, path));
    }
  };
  await walk('');
};

/** What the image says about how it is run. */
export type Image = { root: string; folder: string; env: Record<string, string>; user: string; entrypoint: string[] };

/** Carries out the whole Dockerfile below `work`. @throws {Error} with the words of the step that failed. */
export const assemble = async (work: string): Promise<Image> => {
  const context = join(work, 'context');
  await copyContext(context);
  const roots = new Map<string, string>();
  let image: Image = { root: '', folder: '/', env: {}, user: '', entrypoint: [] };

  const carryOut = async (step: Step): Promise<void> => {
    const inside = (path: string) => join(image.root, path.startsWith('/') ? path : join(image.folder, path));
    switch (step.kind) {
      case 'COPY': {
        const from = step.from === undefined ? context : roots.get(step.from);
        if (from === undefined) throw new Error(`there is no stage ${String(step.from)}`);
        const intoFolder = step.sources.length > 1 || /(^|\/)\.?\/?$/.test(step.to);
        for (const source of step.sources) {
          const to = intoFolder ? join(inside(step.to), source) : inside(step.to);
          await cp(join(from, source), to, { recursive: true, verbatimSymlinks: true });
        }
        return;
      }
      case 'RUN':
        await run('sh', ['-c', step.command], {
          cwd: inside('.'),
          env: { ...process.env, ...image.env, NODE_ENV: image.env['NODE_ENV'] ?? '' },
          maxBuffer: 64 * 1024 * 1024,
        });
        return;
      case 'WORKDIR':
        image.folder = step.folder;
        await mkdir(inside('.'), { recursive: true });
        return;
      case 'ENV':
        image.env[step.name] = step.value;
        return;
      case 'USER':
        image.user = step.user;
        return;
      case 'ENTRYPOINT':
        image.entrypoint = step.command;
        return;
      case 'EXPOSE':
        return;
      default:
        step satisfies never;
    }
  };

  const text = await readFile(join(tree, 'Dockerfile'), 'utf8');
  for (const [at, stage] of stagesOf(text).entries()) {
    image = { root: join(work, `stage-${at}`), folder: '/', env: {}, user: '', entrypoint: [] };
    roots.set(stage.name, image.root);
    for (const step of stage.steps) await carryOut(step);
  }
  return image;
};

/** Every file of the image but those of packages, by its path inside. */
export const filesOf = async ({ root }: Image): Promise<string[]> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules/'))
    .sort();
};
