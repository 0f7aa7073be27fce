/** Brings a database back from a backup: checked first, then in one transaction, then the read model up to the audit. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import type { Database } from '../queries/database.ts';
import {
  clear,
  complete,
  countOthers,
  inOneTransaction,
  resumeSequences,
  rowsInto,
  tablesInUse,
} from '../queries/restore.ts';
import { RESTORED, rememberUpkeep } from '../queries/upkeep.ts';
import { migrateWithin } from '../read-model/migrate.ts';
import { checksum } from './backup.ts';
import { readManifest, type Manifest, type Part } from './manifest.ts';
import { rebuild } from './rebuild.ts';

/** @throws {Error} naming the first file that is not as it was written. */
const check = async (folder: string, parts: readonly Part[]): Promise<void> => {
  for (const { file, sha256 } of parts) {
    const found = await checksum(join(folder, file)).catch(() => null);
    if (found !== sha256) throw new Error(`${join(folder, file)} is ${found === null ? 'missing' : 'damaged'}`);
  }
};

const load = async (client: pg.ClientBase, folder: string, { table, columns, file, rows }: Part): Promise<void> => {
  const into = rowsInto(client, table, columns);
  await pipeline(createReadStream(join(folder, file)), createGunzip(), into);
  if (into.rowCount !== rows) throw new Error(`${file} held ${into.rowCount} rows, not ${rows}`);
};

const refill = async (client: pg.ClientBase, folder: string, { of, database, parts }: Manifest): Promise<void> => {
  await clear(client);
  const made = await migrateWithin(client, of, database.migrations.length);
  if (made.join() !== database.migrations.join()) {
    throw new Error(
      'the backup is of a schema that this version does not have; use the version that made it, or a later one',
    );
  }
  await complete(client, database);
  for (const part of parts) await load(client, folder, part);
  await resumeSequences(client, database.sequences);
  await migrateWithin(client, of);
  // The first reconciliation finds it and sets every reminder anew: the Scheduler may know none, or others.
  if (of === 'tasks') await rememberUpkeep(client, RESTORED, database.at);
};

/**
 * Restores the backup in `folder` into `db`, which no role may be using.
 * @returns when the backup was taken (an instant) and how many rows came back.
 * @throws {Error} when the backup is damaged or of something else, when somebody is connected, or when there is anything in
 * the database and `replace` was not said: then it is as it was.
 */
export const restore = async (
  db: Database,
  of: Manifest['of'],
  folder: string,
  { replace = false }: { replace?: boolean } = {},
): Promise<{ at: string; rows: number }> => {
  const manifest = await readManifest(folder);
  if (manifest.of !== of) throw new Error(`the backup in ${folder} is of ${manifest.of}, not of ${of}`);
  await check(folder, manifest.parts);
  await inOneTransaction(db, async (client) => {
    const others = await countOthers(client);
    if (others > 0) throw new Error(`${others} others are connected to the database: stop the roles first`);
    const used = await tablesInUse(client);
    if (used.length > 0 && !replace) {
      throw new Error(`the database is not empty (${used.join(', ')}); --replace throws away what is there`);
    }
    await refill(client, folder, manifest);
  });
  // What the projector had not seen yet when the snapshot was taken is in the audit, and the broker may not say it again.
  if (of === 'tasks') await rebuild(db);
  return { at: manifest.database.at, rows: manifest.parts.reduce((sum, { rows }) => sum + rows, 0) };
};
