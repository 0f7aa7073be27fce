/** Where things are: the tree, the git-ignored folder of this installation, and the cache shared by all of a person's clones. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const treeAbove = (folder: string): string =>
  existsSync(join(folder, 'package-lock.json')) ? folder : treeAbove(dirname(folder));

/** The root of the tree, found from the source as well as from `dist`. */
export const tree = treeAbove(dirname(fileURLToPath(import.meta.url)));

/** What this installation keeps: data, logs, secrets. `DUECOURSE_DIR` moves it. */
export const stateFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(tree, env['DUECOURSE_DIR'] ?? '.duecourse');

/** Built and downloaded tools, outside the tree so that a fresh clone finds them. */
export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'duecourse');
