// Builds the product into dist/: compiled sources, the files beside them that are read at run time, and nothing that has
// no source any more. Plain JavaScript without dependencies, because it runs before anything else exists.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const tree = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(tree, 'dist');
const stamp = join(dist, '.sources');
const parts = ['actors', 'app', 'local'];
const config = join('.config', 'tsconfig.build.json');

const filesBelow = (folder) =>
  existsSync(join(tree, folder))
    ? readdirSync(join(tree, folder), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => relative(tree, join(one.parentPath ?? one.path, one.name)))
        .sort()
    : [];

const isTest = (file) => file.endsWith('.test.ts');
const isSource = (file) => file.endsWith('.ts') && !isTest(file);
const isAsset = (file) => !/\.(ts|md|mjs)$/.test(file) && !file.startsWith(join('local', 'runtime'));

const sources = () => [
  ...parts.flatMap(filesBelow).filter((file) => isSource(file) || isAsset(file)),
  ...['tsconfig.json', config, 'package-lock.json'],
];

/** Names, sizes and times of everything that is built from. */
const fingerprint = (files) => {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(tree, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
};

export const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(sources());

/** True when the file in dist comes from one that is still there. */
const hasSource = (file) => {
  const compiled = /^(.*)\.js(\.map)?$/.exec(file)?.[1];
  return existsSync(join(tree, file)) || (compiled !== undefined && existsSync(join(tree, `${compiled}.ts`)));
};

/** Builds; throws with the compiler's words when it does not. */
export const build = () => {
  const files = sources();
  const before = fingerprint(files);
  mkdirSync(dist, { recursive: true });
  rmSync(stamp, { force: true });
  const tsc = join(tree, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { cwd: tree, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the build failed:\n${run.stdout}${run.stderr}`);
  for (const file of files.filter((one) => parts.includes(one.split('/')[0]) && isAsset(one))) {
    cpSync(join(tree, file), join(dist, file));
  }
  for (const part of parts) {
    for (const file of filesBelow(join('dist', part))) {
      if (!hasSource(relative('dist', file))) rmSync(join(tree, file));
    }
  }
  writeFileSync(stamp, before);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (!isBuilt()) build();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
