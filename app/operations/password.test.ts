import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

describe('a password', () => {
  it('is verified against its own hash and no other, whatever the parameters were', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await hashPassword('correct horse')).not.toBe(stored);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('correct horsf', stored)).toBe(false);
    // The same password, hashed when less work was usual: N=1024, r=8, p=1.
    const old = 'scrypt$1024$8$1$AAAAAAAAAAAAAAAAAAAAAA$Bx5tprF5yPq2bSk_gUzUuWmMcvy4GWG-5rHTvZBHSXE';
    expect(await verifyPassword('wrong', old)).toBe(false);
  });

  it('is the same however its accents are composed', async () => {
    expect(await verifyPassword('caf\u00e9 au lait', await hashPassword('cafe\u0301 au lait'))).toBe(true);
  });

  it('of nobody is wrong, and takes as long to say so', async () => {
    const begin = performance.now();
    expect(await verifyPassword('anything', null)).toBe(false);
    expect(performance.now() - begin).toBeGreaterThan(20);
  });
});
