/** Before any system test: dist/ must be what the sources say, because the roles are started from there as they ship. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { tree } from '../../local/paths.ts';

const build = (): void => {
  const run = spawnSync(process.execPath, [join(tree, 'local', 'build.mjs')], { cwd: tree, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`dist/ could not be built:\n${run.stderr}`);
};

export default build;
