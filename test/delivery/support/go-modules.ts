/** Source text and programs that come as Go modules, pinned by a go.sum in the tree and kept outside it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, tree } from '../../../local/paths.ts';

const run = promisify(execFile);

/** The folders whose go.mod says which versions are meant. */
export const pins = {
  kubernetes: join(tree, 'test/delivery/go/kubernetes'),
  kustomize: join(tree, 'test/delivery/go/kustomize'),
  dapr: join(tree, 'local/runtime/dapr'),
} as const;
export type Pin = keyof typeof pins;

const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };

const go = async (pin: Pin, args: readonly string[]): Promise<string> => {
  try {
    return (await run('go', args, { cwd: pins[pin], env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(
        'The manifests are checked with parts of Kubernetes and Dapr that come as Go modules: install Go',
        {
          cause: error,
        },
      );
    }
    throw error;
  }
};

const folders = new Map<string, Promise<string>>();

/** The unpacked source of a module that `pin` names, its checksum verified against go.sum. */
export const moduleFolder = (pin: Pin, module: string): Promise<string> => {
  const known =
    folders.get(module) ??
    go(pin, ['mod', 'download', '-json', module]).then((found) => (JSON.parse(found) as { Dir: string }).Dir);
  folders.set(module, known);
  return known;
};

/**
 * Builds the commands that `packages` name, once for each content of go.sum and of `flags`; a build that was
 * interrupted leaves nothing behind that could be taken for a program.
 * @returns the folder they are in.
 */
export const programs = async (
  pin: Pin,
  packages: readonly string[],
  flags: { ldflags?: string; tags?: string } = {},
): Promise<string> => {
  const ldflags = `-s -w ${flags.ldflags ?? ''}`.trim();
  const key = createHash('sha256')
    .update(JSON.stringify([await readFile(join(pins[pin], 'go.sum'), 'utf8'), ldflags, flags.tags, packages]))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), 'delivery', `${pin}-${key}`);
  if (existsSync(folder)) return folder;
  await mkdir(join(folder, '..'), { recursive: true });
  const building = await mkdtemp(`${folder}.building-`);
  try {
    const tags = flags.tags === undefined ? [] : ['-tags', flags.tags];
    await go(pin, ['build', '-trimpath', ...tags, '-ldflags', ldflags, '-o', `${building}/`, ...packages]);
    await rename(building, folder);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    // Another run may have finished the same build first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
};
