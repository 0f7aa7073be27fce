/**
 * What a task remembers of commands long done does not change any more: it is packed once and used for many saves, because
 * writing out fifty commands for each took half of a turn.
 */
import type { RecentCommand } from './document.ts';
import type { Undoable } from './task/state.ts';

export type Memory = { recent: readonly RecentCommand[]; undo: readonly Undoable[] };

/** A packed part, and how many of its first entries have been forgotten since. */
export type Older = { packed: string; forgotten: { recent: number; undo: number } };

type Kept = Memory & { packed: string };

/**
 * Found by its last command, which is the same object for as long as nothing about it changes. A part holds the commands that the
 * parts before it are found by, so these have to be taken out by hand: weakly held, they would keep each other for ever.
 */
const keptUpTo = new WeakMap<RecentCommand, Kept>();

/** The fresh part grows up to this, then all but the last few are packed anew: every twelfth save pays for that. */
const MOST_FRESH = 16;
const LEAST_FRESH = 4;

/** How many entries `list` begins with that are the end of `whole`, up to its last; null when it does not begin so. */
const sharedWith = <T>(whole: readonly T[], list: readonly T[]): number | null => {
  const last = whole.at(-1);
  if (last === undefined) return 0;
  const count = list.lastIndexOf(last) + 1;
  if (count === 0 || count > whole.length) return null;
  const skipped = whole.length - count;
  for (let n = 0; n < count; n++) if (whole[skipped + n] !== list[n]) return null;
  return count;
};

type Parted = { older: Older | null; fresh: Memory };

const partedBy = (kept: Kept, { recent, undo }: Memory): Parted | null => {
  const commands = sharedWith(kept.recent, recent);
  const changes = sharedWith(kept.undo, undo);
  if (commands === null || changes === null) return null;
  const forgotten = { recent: kept.recent.length - commands, undo: kept.undo.length - changes };
  return {
    older: { packed: kept.packed, forgotten },
    fresh: { recent: recent.slice(commands), undo: undo.slice(changes) },
  };
};

/** `memory` as the packed part of before, if it still holds, or a new one, and the rest. */
export const parted = (memory: Memory, pack: (older: Memory) => string): Parted => {
  const { recent, undo } = memory;
  if (recent.length <= MOST_FRESH) return { older: null, fresh: memory };
  for (const last of recent.slice(-MOST_FRESH - 1)) {
    const kept = keptUpTo.get(last);
    const found = kept === undefined ? null : partedBy(kept, memory);
    if (found !== null) return found;
  }
  const older = { recent: recent.slice(0, -LEAST_FRESH), undo: undo.slice(0, -LEAST_FRESH) };
  const packed = pack(older);
  const last = older.recent.at(-1);
  for (const command of older.recent) keptUpTo.delete(command);
  if (last !== undefined) keptUpTo.set(last, { ...older, packed });
  return {
    older: { packed, forgotten: { recent: 0, undo: 0 } },
    fresh: { recent: recent.slice(-LEAST_FRESH), undo: undo.slice(-LEAST_FRESH) },
  };
};
