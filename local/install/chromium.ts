/** A browser for the tests of the page: one that is installed, else Debian's. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../paths.ts';
import { say, step } from '../progress.ts';
import { run, which } from './command.ts';
import { locked } from './lock.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What Playwright downloaded for other projects. */
const playwrights = (): string[] => {
  const folder = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((one) => one.startsWith('chromium-'))
    .flatMap((one) => ['chrome-linux', 'chrome-linux64'].map((sub) => join(folder, one, sub, 'chrome')));
};

const found = (): string | undefined => {
  const asked = process.env['CHROME_PATH'];
  if (asked !== undefined) return asked;
  for (const name of names) {
    const file = which(name);
    if (file !== undefined) return file;
  }
  return [...places, ...playwrights()].find((file) => existsSync(file));
};

const canInstall = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && which('apt-get') !== undefined;

const installIt = (): Promise<void> =>
  step('Chromium, from Debian', async (detail) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    detail('apt-get update');
    await run({ command: 'apt-get', args: ['update', '-q'], env });
    detail('apt-get install');
    await run({ command: 'apt-get', args: ['install', '-qy', '--no-install-recommends', 'chromium'], env });
  });

/**
 * The browser's program. `CHROME_PATH` names another.
 * @throws {Error} that says what to install.
 */
export const provideChromium = async (): Promise<string> => {
  const have = found();
  if (have !== undefined) return have;
  if (!canInstall()) {
    throw new Error('the tests of the page need Chrome or Chromium: install one, or set CHROME_PATH to its program');
  }
  await locked(
    join(cacheFolder(), 'chromium.lock'),
    async () => {
      if (found() === undefined) await installIt();
    },
    (pid) => {
      say(`  chromium: another set-up (pid ${String(pid)}) is at it, waiting for it`);
    },
  );
  const now = found();
  if (now === undefined) throw new Error('apt-get installed chromium, yet there is no such program on the path');
  return now;
};
