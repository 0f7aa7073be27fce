/** A clock of its own for one process, for the tests of faults: libfaketime, loaded before the process's own C library. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { provideFromDebian } from './debian.ts';

/** Debian keeps it below the folder of the machine's kind, such as x86_64-linux-gnu. */
const found = (): string | undefined => {
  const asked = process.env['FAKETIME_LIBRARY'];
  if (asked !== undefined) return asked;
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  return ['', ...folders]
    .map((folder) => join('/usr/lib', folder, 'faketime', 'libfaketimeMT.so.1'))
    .find((file) => existsSync(file));
};

/**
 * The library to preload. `FAKETIME_LIBRARY` names another.
 * @throws {Error} that says what to install.
 */
export const provideFaketime = (): Promise<string> =>
  provideFromDebian({
    name: 'libfaketime',
    title: 'libfaketime',
    found,
    byHand: 'the tests of clocks need libfaketime: install it, or set FAKETIME_LIBRARY to libfaketimeMT.so.1',
  });
