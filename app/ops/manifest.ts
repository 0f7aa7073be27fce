/** What a backup says of itself: what it is of, what lies in its files, and by what to tell that they are whole. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { databaseDescription } from '../queries/backup.ts';

const FORMAT = 1;

const part = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  /** Gzipped text of Postgres' COPY. */
  file: z.string().regex(/^[\w.-]+$/),
  rows: z.int(),
  /** Of the file as it lies there, hex. */
  sha256: z.string(),
});
export type Part = z.output<typeof part>;

const content = z.object({
  format: z.literal(FORMAT),
  of: z.enum(['tasks', 'conversations']),
  database: databaseDescription,
  parts: z.array(part),
});
export type Manifest = z.output<typeof content>;
const signed = z.object({ sha256: z.string(), manifest: z.unknown() });

const NAME = 'manifest.json';
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Written last: a folder without it is no backup. */
export const writeManifest = async (folder: string, said: Omit<Manifest, 'format'>): Promise<void> => {
  const manifest = { format: FORMAT, ...said };
  const text = JSON.stringify({ sha256: digest(manifest), manifest }, null, 1);
  await writeFile(join(folder, NAME), `${text}\n`, { mode: 0o600 });
};

/** @throws {Error} when the folder holds no backup, a broken one, or one of a format this version does not know. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => {
    throw new Error(`${folder} holds no backup: there is no ${NAME} in it`);
  });
  let read;
  try {
    read = signed.parse(JSON.parse(text));
  } catch {
    throw new Error(`${join(folder, NAME)} is damaged`);
  }
  const { sha256, manifest } = read;
  if (digest(manifest) !== sha256) throw new Error(`${join(folder, NAME)} is damaged: its checksum is another`);
  const parsed = content.safeParse(manifest);
  if (!parsed.success) {
    throw new Error(
      `the backup in ${folder} has a format that this version does not know; use the version that made it`,
    );
  }
  return parsed.data;
};
