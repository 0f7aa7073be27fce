/** PostgreSQL refuses to run as root: which account it runs as instead, and how that account reaches its files. */
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type Account = { uid: number; gid: number };

/** How to start a program under the account: the program itself, or one that passes rights on first. */
export type Runner = { command: string; args: string[] } & Partial<Account>;

/** The uid and gid of `name` in the text of /etc/passwd. */
export const accountIn = (passwd: string, name: string): Account | undefined => {
  const line = passwd.split('\n').find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

/** The account for a data folder, or undefined when this process is not root and simply runs it itself. */
export const accountFor = (dataFolder: string): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  const passwd = readFileSync('/etc/passwd', 'utf8');
  const account = accountIn(passwd, 'postgres') ?? accountIn(passwd, 'nobody');
  if (account === undefined) {
    throw new Error('PostgreSQL does not run as root, and there is no account `postgres` or `nobody`: create one');
  }
  return account;
};

/** True when others may pass through every folder above the path. */
const isOpen = (path: string): boolean =>
  path === dirname(path) || ((statSync(path).mode & 0o001) !== 0 && isOpen(dirname(path)));

/** Gives the folder to the account. */
export const hand = (folder: string, account: Account): void => {
  chownSync(folder, account.uid, account.gid);
};

const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/**
 * How to run `program` as `account` with `folders` in reach. Below a private folder such as /root the account keeps
 * the one right to pass through and read there.
 * @throws {Error} when the folders are out of reach and there is no way to lend that right.
 */
export const runnerFor = (program: string, account: Account | undefined, folders: readonly string[]): Runner => {
  if (account === undefined) return { command: program, args: [] };
  if (folders.every((folder) => isOpen(dirname(folder)))) return { command: program, args: [], ...account };
  if (setpriv === undefined) {
    throw new Error(
      `PostgreSQL does not run as root, and the account it runs as may not enter ${folders.join(' or ')}: ` +
        'run as an ordinary user, move the clone to a folder that others may enter, or install util-linux (setpriv)',
    );
  }
  const rights = '+dac_override,+dac_read_search';
  const { uid, gid } = account;
  return {
    command: setpriv,
    args: [
      ...[`--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups'],
      ...[`--inh-caps=${rights}`, `--ambient-caps=${rights}`, '--', program],
    ],
  };
};
