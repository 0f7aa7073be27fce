/** `npm test`: every check there is, cheapest first, then one summary. Words after `--` choose checks or name test files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from './install/chromium.ts';
import { provideKafka } from './install/kafka-jars.ts';
import { provide } from './install/provide.ts';
import { daprRuntime, natsServer, toxiproxy } from './install/tools.ts';
import { tree } from './paths.ts';
import { startProcess } from './process.ts';
import { say, step } from './progress.ts';

type Check = {
  name: string;
  what: string;
  /** A program of node_modules and its arguments. */
  run: readonly [bin: string, ...args: string[]];
  /** Takes the names of test files. */
  takesFiles?: boolean;
  /** Shows what it prints as it comes. */
  isLoud?: boolean;
  prepare?: () => Promise<unknown>;
};

const bins: Readonly<Record<string, string>> = {
  tsc: 'typescript/bin/tsc',
  prettier: 'prettier/bin/prettier.cjs',
  eslint: 'eslint/bin/eslint.js',
  knip: 'knip/bin/knip.js',
  vitest: 'vitest/vitest.mjs',
};

const vitest = (project: string): Check['run'] => [
  'vitest',
  ...['run', '--config', '.config/vitest.config.ts', '--project', project, '--passWithNoTests'],
  // Vitest leaves a core free, which is half of them on the smallest machine; system tests go one by one all the same.
  '--maxWorkers=100%',
];

/** The programs that system tests start; here, so that their set-up shows and does not count as a test's time. */
const prepareSystem = async (): Promise<void> => {
  await provide(natsServer);
  await provide(daprRuntime);
  await provide(toxiproxy);
  await provideKafka();
  await provideChromium();
};

const checks: readonly Check[] = [
  { name: 'format', what: 'prettier', run: ['prettier', '--check', '.', '--log-level', 'warn'] },
  { name: 'types', what: 'tsc', run: ['tsc', '--noEmit', '-p', 'tsconfig.json', '--pretty', 'false'] },
  { name: 'lint', what: 'eslint', run: ['eslint', '-c', '.config/eslint.config.js', '--max-warnings', '0', '.'] },
  { name: 'unused', what: 'knip', run: ['knip', '--config', '.config/knip.json'] },
  { name: 'unit', what: 'unit tests', run: vitest('unit'), takesFiles: true, isLoud: true },
  { name: 'proofs', what: 'simulation, oracle, language', run: vitest('proofs'), takesFiles: true, isLoud: true },
  {
    name: 'system',
    what: 'system tests',
    run: vitest('system'),
    takesFiles: true,
    isLoud: true,
    prepare: prepareSystem,
  },
];

/**
 * Which checks the words ask for, and the test files they name: none means all; names of checks mean those; files alone
 * mean the checks that take files.
 */
export const choose = (words: readonly string[]): { checks: readonly Check[]; files: readonly string[] } => {
  const named = checks.filter((one) => words.includes(one.name));
  const files = words.filter((word) => !checks.some((one) => one.name === word));
  if (named.length > 0) return { checks: named, files };
  return { checks: files.length > 0 ? checks.filter((one) => one.takesFiles === true) : checks, files };
};

const execute = async (check: Check, files: readonly string[]): Promise<boolean> => {
  const [bin, ...args] = check.run;
  const program = join(tree, 'node_modules', bins[bin] ?? bin);
  if (!existsSync(program)) throw new Error(`${program} is missing; run npm ci`);
  const one = await startProcess({
    name: check.name,
    command: process.execPath,
    args: [program, ...args, ...(check.takesFiles === true ? files : [])],
    cwd: tree,
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    onLine: check.isLoud === true ? say : undefined,
  });
  const exit = await one.exited;
  const isOk = exit.code === 0;
  if (!isOk && check.isLoud !== true) say(one.lines().join('\n'));
  return isOk;
};

type Result = { name: string; isOk: boolean; seconds: number };

const runCheck = async (check: Check, files: readonly string[]): Promise<Result> => {
  const began = performance.now();
  const done = (isOk: boolean): Result => ({ name: check.name, isOk, seconds: (performance.now() - began) / 1000 });
  try {
    await check.prepare?.();
    const work = () => execute(check, files);
    if (check.isLoud === true) say(`\n${check.what}`);
    return done(await (check.isLoud === true ? work() : step(check.what, work)));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return done(false);
  }
};

const summary = (results: readonly Result[]): string =>
  results
    .map(({ name, isOk, seconds }) => `  ${isOk ? 'ok    ' : 'FAILED'}  ${name.padEnd(8)} ${seconds.toFixed(1)} s`)
    .join('\n');

/** Runs what `words` ask for; the exit code is 1 when anything failed. */
export const main = async (words: readonly string[]): Promise<void> => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => process.exit(130));
  const chosen = choose(words);
  const results: Result[] = [];
  for (const check of chosen.checks) results.push(await runCheck(check, chosen.files));
  say(`\n${summary(results)}`);
  process.exit(results.every((one) => one.isOk) ? 0 : 1);
};
