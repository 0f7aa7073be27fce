/** People, as rows of the tasks database; written by the edge alone. */
import { z } from 'zod';
import { uuid } from '../../actors/task/task.ts';
import { preferences, type Preferences } from '../operations/preferences.ts';
import { execute, instantColumn, select, type Queryable } from './database.ts';

export const user = z.strictObject({
  user_id: uuid,
  username: z.string(),
  email: z.string(),
  preferences,
  created_at: instantColumn,
  last_active: instantColumn,
  timezone: z.string(),
});
export type User = z.output<typeof user>;

const COLUMNS = 'user_id, username, email, preferences, created_at, last_active, timezone';

export const userById = async (db: Queryable, userId: string): Promise<User | null> =>
  (await select(db, user, BY_ID, [userId]))[0] ?? null;

const BY_ID = { name: 'user_by_id', text: `SELECT ${COLUMNS} FROM users WHERE user_id = $1` };

const credentials = user.extend({ password_hash: z.string() });

/** @param email in any case */
export const credentialsByEmail = async (
  db: Queryable,
  email: string,
): Promise<{ user: User; passwordHash: string } | null> => {
  const sql = `SELECT ${COLUMNS}, password_hash FROM users WHERE email = lower($1)`;
  const [row] = await select(db, credentials, sql, [email]);
  if (row === undefined) return null;
  const { password_hash: passwordHash, ...known } = row;
  return { user: known, passwordHash };
};

export type NewUser = Pick<User, 'user_id' | 'username' | 'email' | 'preferences' | 'timezone'> & {
  password_hash: string;
  now: Date;
};

/** @returns null when the name or the e-mail address is taken */
export const insertUser = async (db: Queryable, given: NewUser): Promise<User | null> =>
  (
    await select(
      db,
      user,
      `INSERT INTO users (user_id, username, email, password_hash, preferences, timezone, created_at, last_active)
       VALUES ($1, $2, lower($3), $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [given.user_id, given.username, given.email, given.password_hash, given.preferences, given.timezone, given.now],
    )
  )[0] ?? null;

/** Which of the two unique names somebody has already. */
export const takenNames = async (db: Queryable, username: string, email: string): Promise<('username' | 'email')[]> =>
  (
    await select(
      db,
      z.object({ field: z.enum(['username', 'email']) }),
      `SELECT 'username' AS field FROM users WHERE lower(username) = lower($1)
       UNION ALL SELECT 'email' FROM users WHERE email = lower($2)`,
      [username, email],
    )
  ).map(({ field }) => field);

/** Locks the row: changes of one user, and so the events about them, happen one after another. */
export const userForUpdate = async (tx: Queryable, userId: string): Promise<User | null> =>
  (await select(tx, user, `SELECT ${COLUMNS} FROM users WHERE user_id = $1 FOR UPDATE`, [userId]))[0] ?? null;

export const savePreferences = async (
  tx: Queryable,
  userId: string,
  changed: { preferences: Preferences; timezone: string; username: string },
): Promise<void> => {
  await execute(tx, 'UPDATE users SET preferences = $2, timezone = $3, username = $4 WHERE user_id = $1', [
    userId,
    changed.preferences,
    changed.timezone,
    changed.username,
  ]);
};

/** Notes that the person was here, at most once an hour. */
export const touchUser = async (db: Queryable, userId: string, now: Date): Promise<void> => {
  await execute(
    db,
    `UPDATE users SET last_active = $2 WHERE user_id = $1 AND last_active < $2::timestamptz - interval '1 hour'`,
    [userId, now],
  );
};
