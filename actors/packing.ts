/**
 * How a document lies in the store: packed, because what a save costs sidecar and database grows with its size and with its
 * keys; with a head in the clear that repeats what is asked of documents in SQL. Figures: docs/decisions/speed.md.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** What the head repeats, at the very paths where a document that is not packed has it. */
export type Head = {
  revision: number;
  state: { sequence: number; task: { user_id: string } | null };
  outbox: readonly { sequence: number }[];
  pending: readonly { kind: string }[];
};

/** The stored value (JSON) of a document whose own JSON is `text`. */
export const pack = ({ revision, state, outbox, pending }: Head, text: string): string =>
  JSON.stringify({
    revision,
    state: { sequence: state.sequence, task: state.task === null ? null : { user_id: state.task.user_id } },
    outbox: outbox.map(({ sequence }) => ({ sequence })),
    pending: pending.map(({ kind }) => ({ kind })),
    // Level 1: as small as level 6 to within a twentieth, for two thirds of the time.
    packed: deflateRawSync(text, { level: 1 }).toString('base64'),
  });

const packed = z.looseObject({ revision: z.int(), packed: z.string() });
const inside = z.looseObject({ revision: z.int() });

/**
 * The document (its parsed JSON) that a stored value holds; documents were not packed at first, and are returned as they are.
 * @throws {Error} when it cannot be unpacked, or its head is another document's.
 */
export const unpack = (stored: unknown): unknown => {
  const outer = packed.safeParse(stored);
  if (!outer.success) return stored;
  const text = inflateRawSync(Buffer.from(outer.data.packed, 'base64')).toString('utf8');
  const document = inside.parse(JSON.parse(text));
  if (document.revision !== outer.data.revision) throw new Error('a packed document has the head of another revision');
  return document;
};
