/** A real browser for tests of the page, that speaks to nobody but the page. */
import { chromium, type Browser } from 'playwright-core';
import { provideChromium } from '../../local/install/chromium.ts';

export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await provideChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
