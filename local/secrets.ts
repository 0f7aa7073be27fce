/** Passwords and tokens of one installation: drawn once, kept in its git-ignored folder, readable by its owner alone. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const secret = z.string().min(32);
const secrets = z.object({
  /** PostgreSQL's password. */
  postgres: secret,
  /** What an app shows its sidecar, and the sidecar the app. */
  daprApi: secret,
  appApi: secret,
  /** Signs the tokens of people who log in. */
  token: secret,
});
export type Secrets = z.infer<typeof secrets>;

const draw = (): string => randomBytes(32).toString('base64url');

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * The secrets kept in `folder`, drawn now if there are none.
 * @throws {Error} when the file is there but broken: new secrets would not fit the data.
 */
export const secretsIn = (folder: string): Secrets => {
  const file = join(folder, 'secrets.json');
  try {
    return secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!isMissing(error))
      throw new Error(`${file} is broken; restore it, or remove ${folder} to begin anew`, { cause: error });
  }
  const drawn: Secrets = { postgres: draw(), daprApi: draw(), appApi: draw(), token: draw() };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(drawn, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return drawn;
};
