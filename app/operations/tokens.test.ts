import { describe, expect, it } from 'vitest';
import { createTokens } from './tokens.ts';

const DAY_MS = 24 * 3_600_000;
const at = { ms: Date.parse('2026-11-27T12:00:00Z') };
const now = () => new Date(at.ms);
const tokens = createTokens('a secret of at least thirty-two characters', now);

describe('a token', () => {
  it('names its user, the second time as the first', async () => {
    const token = await tokens.issue('ann');
    expect(await tokens.verify(token)).toBe('ann');
    expect(await tokens.verify(token)).toBe('ann');
  });

  it('is good for seven days, also one that was seen before', async () => {
    const token = await tokens.issue('ann');
    expect(await tokens.verify(token)).toBe('ann');
    at.ms += 7 * DAY_MS - 1_000;
    expect(await tokens.verify(token)).toBe('ann');
    at.ms += 2_000;
    expect(await tokens.verify(token)).toBeNull();
    expect(await tokens.verify(token)).toBeNull();
  });

  it('is no good when a letter of it is another, or the secret is', async () => {
    const token = await tokens.issue('ann');
    expect(await tokens.verify(token)).toBe('ann');
    expect(await tokens.verify(`${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`)).toBeNull();
    const others = createTokens('another secret of at least thirty-two characters', now);
    expect(await tokens.verify(await others.issue('ann'))).toBeNull();
  });
});
