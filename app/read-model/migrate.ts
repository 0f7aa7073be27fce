/** Brings a database's schema to where this version of the code needs it, or back: one migration at a time, one process at a time. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runner, type RunnerOption } from 'node-pg-migrate';
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
    databaseUrl: url,
    direction,
    dir: join(import.meta.dirname, 'migrations', set),
    migrationsTable: 'schema_migrations',
    // Compiled, the folder also holds source maps.
    ignorePattern: String.raw`\..*|.*\.map|.*\.d\.ts`,
    singleTransaction: false,
    advisoryLockMode: 'wait',
    migrationLoaderStrategies: [{ extensions: ['.ts', '.js'], loader: load }],
    logger: log,
    ...(count === undefined ? {} : { count }),
  });
  return ran.map(({ name }) => name);
};

// The platform's own import: the library's default compiles each file anew and wants a writable cache folder.
const load = async (paths: string[]) =>
  Promise.all(
    paths.map(async (path) => {
      const loaded: unknown = await import(pathToFileURL(path).href);
      return { id: path, filePaths: [path], actions: migrationModule.parse(loaded) };
    }),
  );
