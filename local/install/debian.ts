/** What Debian has and npm has not, for tests alone: installed where that is possible, asked for where it is not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../paths.ts';
import { say, step } from '../progress.ts';
import { run, which } from './command.ts';
import { locked } from './lock.ts';

const canInstall = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && which('apt-get') !== undefined;

const install = (name: string, title: string): Promise<void> =>
  step(`${title}, from Debian`, async (detail) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    detail('apt-get update');
    await run({ command: 'apt-get', args: ['update', '-q'], env });
    detail('apt-get install');
    await run({ command: 'apt-get', args: ['install', '-qy', '--no-install-recommends', name], env });
  });

export type DebianPackage = {
  /** As apt-get knows it. */
  name: string;
  /** As people know it. */
  title: string;
  /** Where it is, if it is there. */
  found: () => string | undefined;
  /** What to do where it cannot be installed for you. */
  byHand: string;
};

/**
 * The file that `found` finds, after an installation if need be.
 * @throws {Error} that says what to install.
 */
export const provideFromDebian = async ({ name, title, found, byHand }: DebianPackage): Promise<string> => {
  const have = found();
  if (have !== undefined) return have;
  if (!canInstall()) throw new Error(byHand);
  await locked(
    join(cacheFolder(), `${name}.lock`),
    async () => {
      if (found() === undefined) await install(name, title);
    },
    (pid) => {
      say(`  ${name}: another set-up (pid ${String(pid)}) is at it, waiting for it`);
    },
  );
  const now = found();
  if (now === undefined) throw new Error(`apt-get installed ${name}, yet what was looked for is not there`);
  return now;
};
