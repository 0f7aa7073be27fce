/** Proof of having logged in: a signed token (JWT, HS256) that names the user and expires. */
import { SignJWT, errors, jwtVerify } from 'jose';

const ISSUER = 'duecourse';
const AUDIENCE = 'duecourse-edge';
const LIFETIME_MS = 7 * 24 * 3_600_000;

export type Tokens = {
  issue: (userId: string) => Promise<string>;
  /** @returns the user's id, or null when the token is forged, foreign, malformed or expired */
  verify: (token: string) => Promise<string | null>;
};

/** @param secret at least 32 characters, the same on every replica */
export const createTokens = (secret: string, now: () => Date): Tokens => {
  if (secret.length < 32) throw new Error('the token secret needs at least 32 characters');
  const key = new TextEncoder().encode(secret);
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
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: AUDIENCE,
          currentDate: now(),
          requiredClaims: ['sub', 'exp'],
        });
        return payload.sub ?? null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
};
