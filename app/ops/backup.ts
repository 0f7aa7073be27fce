/** Copies one database into a folder: one snapshot, and the few events that were on their way to the audit when it was taken. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { CopyToStreamQuery } from 'pg-copy-streams';
import { countPresent, withEvents, withSnapshot, type EventPlace } from '../queries/backup.ts';
import type { Database } from '../queries/database.ts';
import { writeManifest, type Manifest, type Part } from './manifest.ts';

/** A third of the processor time of the usual level, for files a tenth larger. */
const COMPRESSION = 3;
/** How often an event that is on its way is asked for before it is given up. */
const PATIENCE = 60;

export const checksum = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

const keep = async (
  folder: string,
  file: string,
  { name, columns }: { name: string; columns: string[] },
  rows: CopyToStreamQuery,
): Promise<Part> => {
  const path = join(folder, file);
  await pipeline(rows, createGzip({ level: COMPRESSION }), createWriteStream(path, { mode: 0o600, flush: true }));
  return { table: name, columns, file, rows: rows.rowCount, sha256: await checksum(path) };
};

export type BackedUp = {
  rows: number;
  /** Events that had not reached the audit when its patience ended. The backup has their tasks, and a gap in their histories. */
  missing: EventPlace[];
};

const untilPresent = async (
  db: Database,
  places: readonly EventPlace[],
  settle: () => Promise<void>,
): Promise<number> => {
  let present = await countPresent(db, places);
  for (let tries = 0; present < places.length && tries < PATIENCE; tries++) {
    await settle();
    present = await countPresent(db, places);
  }
  return places.length - present;
};

/**
 * Backs `of` up into `folder`, which must not exist. Work goes on meanwhile. `settle` is the pause between two looks for
 * events on their way, of which there are up to 60.
 * @throws {Error} when the folder is there, or the disk or the database fails: then there is no folder.
 */
export const backUp = async (options: {
  db: Database;
  of: Manifest['of'];
  folder: string;
  settle: () => Promise<void>;
}): Promise<BackedUp> => {
  const { db, of, settle } = options;
  const folder = resolve(options.folder);
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder, { mode: 0o700 });
  try {
    const taken = await withSnapshot(db, async ({ description, rowsOf, eventsUnderWay }) => {
      const parts: Part[] = [];
      for (const table of description.tables) {
        parts.push(await keep(folder, `${table.name}.copy.gz`, table, rowsOf(table.name, table.columns)));
      }
      return { description, parts, underWay: await eventsUnderWay() };
    });
    const { description, parts, underWay } = taken;
    const events = description.tables.find(({ name }) => name === 'events');
    let missing = 0;
    if (underWay.length > 0 && events !== undefined) {
      missing = await untilPresent(db, underWay, settle);
      const later = { name: events.name, columns: events.columns };
      parts.push(
        await withEvents(db, underWay, events.columns, (rows) => keep(folder, 'events.later.copy.gz', later, rows)),
      );
    }
    await writeManifest(folder, { of, database: description, parts });
    return {
      rows: parts.reduce((sum, { rows }) => sum + rows, 0),
      missing: missing === 0 ? [] : underWay,
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
};
