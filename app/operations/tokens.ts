/** Proof of having logged in: a signed token (JWT, HS256) that names the user and expires. */
import { SignJWT, errors, jwtVerify } from 'jose';

const ISSUER = 'duecourse';
const AUDIENCE = 'duecourse-edge';
const LIFETIME_MS = 7 * 24 * 3_600_000;
// A page of a list takes hardly longer than checking a signature, and the same token comes with every request.
const MOST_KNOWN = 10_000;

export type Tokens = {
  issue: (userId: string) => Promise<string>;
  /** @returns the user's id, or null when the token is forged, foreign, malformed or expired */
  verify: (token: string) => Promise<string | null>;
};

/** @param secret at least 32 characters, the same on every replica */
export const createTokens = (secret: string, now: () => Date): Tokens => {
  if (secret.length < 32) throw new Error('the token secret needs at least 32 characters');
  const key = new TextEncoder().encode(secret);
  // Tokens whose signature was found good, and when they expire (ms since 1970); the one that came first is forgotten first.
  const known = new Map<string, { userId: string; expires: number }>();
  const remember = (token: string, userId: string, expires: number): void => {
    known.set(token, { userId, expires });
    const first = known.keys().next();
    if (known.size > MOST_KNOWN && first.done !== true) known.delete(first.value);
  };
  return {
    issue: (userId) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(now())
        .setExpirationTime(new Date(now().getTime() + LIFETIME_MS))
        .sign(key),
    verify: async (token) => {
      const before = known.get(token);
      if (before !== undefined && before.expires > now().getTime()) return before.userId;
      known.delete(token);
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: AUDIENCE,
          currentDate: now(),
          requiredClaims: ['sub', 'exp'],
        });
        const { sub, exp } = payload;
        if (sub === undefined || exp === undefined) return null;
        remember(token, sub, exp * 1_000);
        return sub;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
};
