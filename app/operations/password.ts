/** Passwords are kept as scrypt hashes that carry their own parameters, so that these can be raised without a flag day. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

type Parameters = { N: number; r: number; p: number };

// One of the equivalent settings of OWASP's password storage guidance: 32 MB, three passes.
const PRESENT: Parameters = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;
// Each run holds 32 MB; more at once than the machine has threads for only makes everyone wait.
const AT_ONCE = 4;

let running = 0;
const waiting: (() => void)[] = [];

const derive = async (password: string, salt: Buffer, { N, r, p }: Parameters, length: number): Promise<Buffer> => {
  // Whoever leaves hands its place to the first in line, so that nobody slips in between.
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      scrypt(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
        if (error) reject(error);
        else resolve(key);
      });
    });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
};

const encode = ({ N, r, p }: Parameters, salt: Buffer, key: Buffer): string =>
  ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');

/** @returns `scrypt$N$r$p$salt$key`, salt and key in base64url */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16);
  return encode(PRESENT, salt, await derive(password, salt, PRESENT, KEY_BYTES));
};

/** Compares in constant time. Without a stored hash it takes as long and says no, so that absence cannot be measured. */
export const verifyPassword = async (password: string, stored: string | null): Promise<boolean> => {
  const [scheme, N, r, p, salt, key] = (stored ?? ABSENT).split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) throw new Error('not a scrypt hash of ours');
  const expected = Buffer.from(key, 'base64url');
  const parameters = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), parameters, expected.length);
  return timingSafeEqual(derived, expected) && stored !== null;
};
const ABSENT = encode(PRESENT, Buffer.alloc(16), Buffer.alloc(KEY_BYTES));
