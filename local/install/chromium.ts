/** A browser for the tests of the page: one that is installed, else Debian's. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { which } from './command.ts';
import { provideFromDebian } from './debian.ts';

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

/**
 * The browser's program. `CHROME_PATH` names another.
 * @throws {Error} that says what to install.
 */
export const provideChromium = (): Promise<string> =>
  provideFromDebian({
    name: 'chromium',
    title: 'Chromium',
    found,
    byHand: 'the tests of the page need Chrome or Chromium: install one, or set CHROME_PATH to its program',
  });
