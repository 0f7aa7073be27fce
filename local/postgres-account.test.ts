import { describe, expect, it } from 'vitest';
import { accountIn } from './postgres-account.ts';

describe('the account that PostgreSQL runs as', () => {
  const passwd =
    'root:x:0:0:root:/root:/bin/bash\npostgres2:x:9:9::/:\npostgres:x:101:104:PostgreSQL,,,:/var/lib:/bin/bash\n';
  it('is found by its whole name', () => {
    expect(accountIn(passwd, 'postgres')).toEqual({ uid: 101, gid: 104 });
    expect(accountIn(passwd, 'nobody')).toBeUndefined();
  });
});
