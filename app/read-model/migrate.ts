/** Brings a database's schema to where this version of the code needs it, or back: one migration at a time, one process at a time. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runner, type RunnerOption } from 'node-pg-migrate';
import type pg from 'pg';
import { z } from 'zod';

/** One folder of migrations for each database. */
export type MigrationSet = 'tasks' | 'conversations';
export type Direction = 'up' | 'down';

type Log = { info: (message: string) => void; warn: (message: string) => void; error: (message: string) => void };
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const action = z.custom<NonNullable<MigrationAction['up']>>((value) => typeof value === 'function');
type MigrationAction = Awaited<
  ReturnType<Exclude<NonNullable<RunnerOption['migrationLoaderStrategies']>[number]['loader'], string>>
>[number]['actions'];
const migrationModule = z.object({ up: action, down: action });

/**
 * Applies (`up`: all that are missing) or takes back (`down`: the last `count`) the migrations of `set`, each in a
 * transaction, all under an advisory lock: a second process waits for the first and then finds nothing to do.
 * @returns the names of the migrations that ran, in order.
 * @throws {Error} of the driver when the database is away or a statement fails; what had run before stays consistent.
 */
export const migrate = async (
  url: string,
  direction: Direction,
  set: MigrationSet,
  { count, log = silent }: { count?: number; log?: Log } = {},
): Promise<string[]> => {
  const ran = await runner({
    ...common(set),
    databaseUrl: url,
    direction,
    singleTransaction: false,
    advisoryLockMode: 'wait',
    logger: log,
    ...(count === undefined ? {} : { count }),
  });
  return ran.map(({ name }) => name);
};

/**
 * Applies up to `count` of the missing migrations (all unless told) inside the transaction that `client` has open, so that
 * they stand or fall with what else is done in it. Who else may migrate is the caller's to keep out.
 * @returns the names of the migrations that ran, in order.
 */
export const migrateWithin = async (client: pg.ClientBase, set: MigrationSet, count?: number): Promise<string[]> => {
  const ran = await runner({
    ...common(set),
    dbClient: withoutTransactions(client),
    direction: 'up',
    singleTransaction: true,
    noLock: true,
    logger: silent,
    ...(count === undefined ? {} : { count }),
  });
  return ran.map(({ name }) => name);
};

/** The client to a library that would begin and end transactions of its own. */
const withoutTransactions = (client: pg.ClientBase): pg.ClientBase =>
  new Proxy(client, {
    get: (target, property) => {
      const query = async (text: string, values?: unknown[]): Promise<unknown> =>
        /^(BEGIN|COMMIT|ROLLBACK);?$/.test(text) ? { rows: [] } : target.query(text, values);
      const own: unknown = property === 'query' ? query : Reflect.get(target, property);
      return own;
    },
  });

const common = (set: MigrationSet) => ({
  dir: join(import.meta.dirname, 'migrations', set),
  migrationsTable: 'schema_migrations',
  // Compiled, the folder also holds source maps.
  ignorePattern: String.raw`\..*|.*\.map|.*\.d\.ts`,
  migrationLoaderStrategies: [{ extensions: ['.ts', '.js'], loader: load }],
});

// The platform's own import: the library's default compiles each file anew and wants a writable cache folder.
const load = async (paths: string[]) =>
  Promise.all(
    paths.map(async (path) => {
      const loaded: unknown = await import(pathToFileURL(path).href);
      return { id: path, filePaths: [path], actions: migrationModule.parse(loaded) };
    }),
  );
