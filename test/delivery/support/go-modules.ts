/** Source text and programs that come as Go modules, pinned by a go.sum in the tree and kept outside it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { goProgram } from '../../../local/install/go-build.ts';
import { locked } from '../../../local/install/lock.ts';
import { install } from '../../../local/install/provide.ts';
import { cacheFolder, tree } from '../../../local/paths.ts';
import { say } from '../../../local/progress.ts';

const run = promisify(execFile);

/** The folders whose go.mod says which versions are meant. */
export const pins = {
  kubernetes: join(tree, 'test/delivery/go/kubernetes'),
  kustomize: join(tree, 'test/delivery/go/kustomize'),
  dapr: join(tree, 'local/runtime/dapr'),
} as const;
export type Pin = keyof typeof pins;

const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-mod=readonly' };

const go = async (pin: Pin, args: readonly string[]): Promise<string> => {
  const program = goProgram();
  if (program === undefined) {
    throw new Error('The manifests are checked with parts of Kubernetes and Dapr that come as Go modules: install Go');
  }
  return (await run(program, args, { cwd: pins[pin], env, maxBuffer: 64 * 1024 * 1024 })).stdout;
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
 * Builds the commands that `packages` name, each under the last part of its path, once for each content of go.sum.
 * @returns the folder they are in.
 */
export const programs = async (pin: Pin, packages: readonly string[], linker = ''): Promise<string> => {
  const args = ['build', '-trimpath', '-ldflags', `-s -w ${linker}`.trim()];
  const key = createHash('sha256')
    .update(JSON.stringify([await readFile(join(pins[pin], 'go.sum'), 'utf8'), args, packages]))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder(), `delivery-${pin}-${key}`);
  if (existsSync(folder)) return folder;
  return locked(
    `${folder}.lock`,
    async () => {
      if (existsSync(folder)) return folder;
      say(`  building ${packages.join(', ')} with Go, once; minutes, if they are large`);
      return install(folder, async (fresh) => {
        await go(pin, [...args, '-o', `${fresh}/`, ...packages]);
      });
    },
    (pid) => {
      say(`  another run (pid ${pid}) is building ${pin}, waiting for it`);
    },
  );
};
