// The way in of `npm start` and `npm test`, also on a fresh clone: dependencies, then the build, then the command itself.
// Plain JavaScript without dependencies, because there are none yet. What it says goes to standard error: the command owns
// standard output.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './build.mjs';

const tree = dirname(dirname(fileURLToPath(import.meta.url)));
const wantedNode = [20, 19];

const requireNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedNode[0] || (major === wantedNode[0] && minor >= wantedNode[1])) return;
  throw new Error(`Duecourse needs Node.js ${wantedNode.join('.')} or newer; this is ${process.versions.node}`);
};

const packagesOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined);

/** True when what npm wrote down at the end of its last install is what the lock file asks for. */
const hasDependencies = () => {
  const wanted = packagesOf(join(tree, 'package-lock.json'));
  const have = packagesOf(join(tree, 'node_modules', '.package-lock.json'));
  if (have === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    // Packages for other platforms are optional and absent.
    return have[path] === undefined ? optional === true : have[path].version === version;
  });
};

/** Runs a program quietly, with a line every few seconds; its own words come only when it fails. */
const run = (what, command, args, env) =>
  new Promise((done, failed) => {
    const began = Date.now();
    const seconds = () => Math.round((Date.now() - began) / 1000);
    let output = '';
    console.error(`  ${what} ...`);
    const ticker = setInterval(() => console.error(`  ${what}: ${seconds()} s`), 15_000);
    const child = spawn(command, args, { cwd: tree, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk) => (output += chunk);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', failed);
    child.on('close', (code) => {
      clearInterval(ticker);
      if (code !== 0) return failed(new Error(`${what} failed:\n${output}`));
      console.error(`  ${what}: done in ${seconds()} s`);
      done();
    });
  });

const installDependencies = () => {
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const env = { ...process.env };
  delete env.NODE_ENV;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  return run('installing dependencies (npm ci)', command, [...first, ...args], env);
};

const main = async () => {
  const [command = 'start', ...args] = process.argv.slice(2);
  requireNode();
  if (!hasDependencies()) await installDependencies();
  if (!isBuilt()) await run('building', process.execPath, [join(tree, 'local', 'build.mjs')], process.env);
  const { main: begin } = await import(join(tree, 'dist', 'local', `${command}.js`));
  await begin(args);
};

main().catch((error) => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
