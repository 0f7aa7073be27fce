import { describe, expect, it } from 'vitest';
import { checkHealth } from './health.ts';

const up = () => Promise.resolve();

describe('health', () => {
  it('is healthy when every dependency is up', async () => {
    expect(await checkHealth({ postgres: up, sidecar: up })).toMatchObject({
      status: 'HEALTHY',
      dependencies: { postgres: { status: 'up' }, sidecar: { status: 'up' } },
    });
  });

  it('names the one that is down, and why', async () => {
    const health = await checkHealth({ postgres: () => Promise.reject(new Error('refused')), sidecar: up });
    expect(health.status).toBe('UNHEALTHY');
    expect(health.dependencies['postgres']).toMatchObject({ status: 'down', reason: 'refused' });
    expect(health.dependencies['sidecar']).toMatchObject({ status: 'up' });
  });

  it('is degraded without what it can do without', async () => {
    const mail = () => Promise.reject(new Error('refused'));
    expect((await checkHealth({ postgres: up }, undefined, { mail })).status).toBe('DEGRADED');
    expect((await checkHealth({ postgres: mail }, undefined, { mail: up })).status).toBe('UNHEALTHY');
  });

  it('takes a dependency that hangs for one that is down', async () => {
    const health = await checkHealth({ broker: () => new Promise(() => undefined) }, 20);
    expect(health.dependencies['broker']).toMatchObject({ status: 'down', reason: 'no answer within 20 ms' });
  });
});
