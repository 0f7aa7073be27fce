/** PostgreSQL for one installation: initialised once, durable in its folder, both databases present when it is ready. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { accountFor, hand, runnerFor } from './postgres-account.ts';
import type { Account, Runner } from './postgres-account.ts';
import { postgresPrograms } from './postgres-program.ts';
import { processTable } from './process-table.ts';
import { startProcess, untilReady } from './process.ts';
import type { Running } from './process.ts';

const databases = ['duecourse', 'duecourse_conversations'];
const user = 'duecourse';

export type PostgresOptions = {
  /** The data folder; initialised when it holds no cluster yet. */
  folder: string;
  port: number;
  password: string;
  ledger?: string | undefined;
  logFile?: string | undefined;
};

const urlOf = (database: string, { port, password }: PostgresOptions): string =>
  `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${String(port)}/${database}`;

/** What differs from the server's defaults, and why. */
const settings = (port: number): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  port: String(port),
  // A socket file would need a folder that the server's account may write to, and nobody uses it.
  unix_socket_directories: '',
  // Six roles and six sidecars, each with a pool.
  max_connections: '200',
  log_min_messages: 'warning',
});

const initialise = async (options: PostgresOptions, programs: string, account: Account | undefined): Promise<void> => {
  // Made beside its place and renamed, so that a half-finished cluster is never taken for one.
  const fresh = `${options.folder}.new`;
  const secret = `${options.folder}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(secret, options.password, { mode: 0o600 });
  try {
    if (account !== undefined) {
      hand(fresh, account);
      hand(secret, account);
    }
    const runner = runnerFor(join(programs, 'initdb'), account, [fresh, programs]);
    const run = await startProcess({
      name: 'initdb',
      ...runner,
      args: [
        ...runner.args,
        ...['-D', fresh, '-U', user, '--auth=scram-sha-256', `--pwfile=${secret}`],
        // Letters of every script are told apart and folded the same way on every machine.
        ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
        ...(process.platform === 'linux' ? ['--lc-ctype=C.UTF-8'] : []),
        '--no-instructions',
      ],
      cwd: '/',
      ledger: options.ledger,
    });
    const exit = await run.exited;
    if (exit.code !== 0) throw new Error(`initdb failed:\n${run.lines().slice(-15).join('\n')}`);
    renameSync(fresh, options.folder);
  } finally {
    rmSync(secret, { force: true });
  }
};

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

const accepts = async (url: string): Promise<boolean> => {
  try {
    await (await connect(url)).end();
    return true;
  } catch (error) {
    // A wrong password never becomes a right one.
    if (error instanceof pg.DatabaseError && error.code === '28P01') throw error;
    return false;
  }
};

const createDatabases = async (options: PostgresOptions): Promise<void> => {
  const client = await connect(urlOf('postgres', options));
  try {
    for (const name of databases) {
      const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (found.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
    }
  } finally {
    await client.end();
  }
};

/** A pid that a killed server left in its lock file may be someone else's by now, and would then bar every start. */
const clearStaleLock = (folder: string): void => {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const owner = processTable().find((row) => row.pid === pid);
  if (owner?.command.includes('postgres') !== true) rmSync(file, { force: true });
};

/** Workers that outlive a killed server by a moment keep its memory, and a start must wait for them. */
const isPassing = (error: unknown): boolean =>
  error instanceof Error &&
  /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(error.message);

const launch = async (options: PostgresOptions, runner: Runner): Promise<Running> => {
  clearStaleLock(options.folder);
  const server = await startProcess({
    name: 'postgres',
    ...runner,
    args: [
      ...runner.args,
      ...['-D', options.folder],
      ...Object.entries(settings(options.port)).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: '/',
    // SIGTERM would wait for every client to leave; SIGINT rolls back what is open and ends.
    endSignal: 'SIGINT',
    ledger: options.ledger,
    logFile: options.logFile,
  });
  await untilReady(server, () => accepts(urlOf('postgres', options)));
  return server;
};

/**
 * Starts PostgreSQL on loopback and waits until it answers.
 * @throws {Error} with the server's last lines when it does not come up within 30 s.
 */
export const startPostgres = async (options: PostgresOptions): Promise<Running> => {
  const programs = postgresPrograms();
  const account = accountFor(options.folder);
  if (!existsSync(join(options.folder, 'PG_VERSION'))) await initialise(options, programs, account);
  const runner = runnerFor(join(programs, 'postgres'), account, [options.folder, programs]);
  const deadline = performance.now() + 15_000;
  for (;;) {
    try {
      const server = await launch(options, runner);
      await createDatabases(options);
      return server;
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
      await delay(250);
    }
  }
};
