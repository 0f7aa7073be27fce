/**
 * How a document lies in the store: packed, because what a save costs sidecar and database grows with its size and with its
 * keys; with a head in the clear that repeats what is asked of documents in SQL. Figures: docs/decisions/speed.md.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { parted, type Memory } from './older-memory.ts';

/** What the head repeats, at the very paths where a document that is not packed has it. */
type Head = {
  revision: number;
  state: { sequence: number; task: { user_id: string } | null };
  outbox: readonly { sequence: number }[];
  pending: readonly { kind: string }[];
};

/** Level 1: as small as level 6 to within a twentieth, for two thirds of the time. */
const deflated = (value: unknown): string => deflateRawSync(JSON.stringify(value), { level: 1 }).toString('base64');

const inflated = (text: string): unknown => JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString('utf8'));

/** The stored value (JSON) of a document. */
export const pack = (document: Head & Pick<Memory, 'recent'> & { state: Pick<Memory, 'undo'> }): string => {
  const { revision, state, outbox, pending, recent } = document;
  const { older, fresh } = parted({ recent, undo: state.undo }, deflated);
  return JSON.stringify({
    revision,
    state: { sequence: state.sequence, task: state.task === null ? null : { user_id: state.task.user_id } },
    outbox: outbox.map(({ sequence }) => ({ sequence })),
    pending: pending.map(({ kind }) => ({ kind })),
    packed: deflated({ ...document, recent: fresh.recent, state: { ...state, undo: fresh.undo } }),
    ...(older === null ? {} : { older }),
  });
};

const list = z.array(z.unknown());
const count = z.int().min(0);
const packed = z.looseObject({
  revision: z.int(),
  packed: z.string(),
  older: z.object({ packed: z.string(), forgotten: z.object({ recent: count, undo: count }) }).optional(),
});
const inside = z.looseObject({ revision: z.int(), recent: list, state: z.looseObject({ undo: list }) });
const memory = z.object({ recent: list, undo: list });

/**
 * The document (its parsed JSON) that a stored value holds; documents were not packed at first, and are returned as they are.
 * @throws {Error} when it cannot be unpacked, or its head is another document's.
 */
export const unpack = (stored: unknown): unknown => {
  const outer = packed.safeParse(stored);
  if (!outer.success) return stored;
  const { revision, older } = outer.data;
  const document = inside.parse(inflated(outer.data.packed));
  if (document.revision !== revision) throw new Error('a packed document has the head of another revision');
  if (older === undefined) return document;
  const { recent, undo } = memory.parse(inflated(older.packed));
  const { state } = document;
  return {
    ...document,
    recent: [...recent.slice(older.forgotten.recent), ...document.recent],
    state: { ...state, undo: [...undo.slice(older.forgotten.undo), ...state.undo] },
  };
};
