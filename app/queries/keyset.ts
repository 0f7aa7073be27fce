/** Pages by keyset: a cursor names the last row seen, so a page costs the same however deep and never skips or repeats. */
import { z } from 'zod';

export type Page<T> = { items: T[]; next_cursor: string | null };

/** The cursor was not made by us for this list: the caller's mistake, a 422 on `cursor`. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  constructor() {
    super('is not a cursor of this list; leave it out to begin at the first page');
  }
}

/** What a list is ordered by: SQL expressions, all in one direction, ending in a unique one. */
export type Order = {
  readonly by: readonly { readonly sql: string; readonly type: KeyType }[];
  readonly direction: 'ASC' | 'DESC';
};
export type KeyType = 'timestamptz' | 'uuid' | 'text' | 'int' | 'real' | 'bigint';

const DATE = /^(-?infinity|\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})$/;
const keySchemas: Record<KeyType, z.ZodType<string>> = {
  timestamptz: z.string().regex(DATE),
  uuid: z.guid(),
  text: z
    .string()
    .max(1000)
    .refine((text) => !text.includes('\0')),
  int: z.string().regex(/^-?\d{1,9}$/),
  real: z.string().regex(/^\d{1,10}(\.\d{1,12})?(e[+-]?\d{1,2})?$/),
  bigint: z.string().regex(/^\d{1,18}$/),
};

/** The order's own part of the SQL. `keys` are columns for the select list; Postgres writes them, so they read back exactly. */
export const orderSql = (order: Order) => ({
  sorts: order.by.map(({ sql }, n) => `${sql} AS sort_${n}`).join(', '),
  keys: order.by.map((_, n) => `sort_${n}::text AS key_${n}`).join(', '),
  within: order.by.map(({ sql }) => `${sql} ${order.direction}`).join(', '),
  outside: order.by.map((_, n) => `sort_${n} ${order.direction}`).join(', '),
});

/** A row comparison that is true for what comes after the cursor; its values start at parameter `first`. */
export const afterSql = (order: Order, first: number): string => {
  const left = order.by.map(({ sql }) => sql).join(', ');
  const right = order.by.map(({ type }, n) => `$${first + n}::${type}`).join(', ');
  return `(${left}) ${order.direction === 'ASC' ? '>' : '<'} (${right})`;
};

/** `list` tells lists and orders apart, so that a cursor cannot be used where it means something else. */
export const encodeCursor = (list: string, keys: readonly string[]): string =>
  Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');

/** @throws {InvalidCursor} when the text is not a cursor of this list and order. */
export const decodeCursor = (list: string, order: Order, cursor: string): string[] => {
  const parsed = z.array(z.string()).safeParse(jsonOf(cursor));
  if (!parsed.success) throw new InvalidCursor();
  const [name, ...keys] = parsed.data;
  const valid =
    name === list &&
    keys.length === order.by.length &&
    order.by.every(({ type }, n) => keySchemas[type].safeParse(keys[n]).success);
  if (!valid) throw new InvalidCursor();
  return keys;
};

const jsonOf = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
};

const keysOf = (order: Order, row: Readonly<Record<string, unknown>>): string[] =>
  order.by.map((_, n) => z.string().parse(row[`key_${n}`]));

/** Cuts `rows`, one more of which than `limit` says that there is a next page. */
export const pageOf = <Row extends Readonly<Record<string, unknown>>, T>(
  list: string,
  order: Order,
  limit: number,
  rows: readonly Row[],
  item: (row: Row) => T,
): Page<T> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(item), next_cursor: more ? encodeCursor(list, keysOf(order, last)) : null };
};
