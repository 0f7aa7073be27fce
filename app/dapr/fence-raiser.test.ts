import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { createFenceRaiser } from './fence-raiser.ts';

const log = pino({ level: 'silent' });
const sidecarWith =
  (type: string | null): SidecarRequest =>
  () =>
    Promise.resolve({
      status: 200,
      body: JSON.stringify({
        id: 'task-actors',
        components: type === null ? [] : [{ name: 'statestore', type, version: 'v2' }],
      }),
    });

describe('the fence', () => {
  it('goes up when a sidecar with Postgres introduces itself, and not before', async () => {
    const install = vi.fn(() => Promise.resolve(true));
    const fence = createFenceRaiser({ request: sidecarWith('state.postgresql'), install, log });
    await expect(fence.check()).rejects.toThrow('no sidecar');
    fence.raise();
    await expect
      .poll(() =>
        fence.check().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(install).toHaveBeenCalledTimes(1);
    fence.close();
  });

  it('is put up again for a sidecar that comes anew, and by one at a time', async () => {
    const install = vi.fn(() => Promise.resolve(true));
    const fence = createFenceRaiser({ request: sidecarWith('state.postgresql'), install, log });
    fence.raise();
    fence.raise();
    await expect.poll(() => install.mock.calls.length).toBe(1);
    await fence.check();
    await expect
      .poll(() => {
        fence.raise();
        return install.mock.calls.length;
      })
      .toBeGreaterThan(1);
    fence.close();
  });

  it('is not needed where the store is another', async () => {
    const install = vi.fn(() => Promise.resolve(true));
    const fence = createFenceRaiser({ request: sidecarWith('state.redis'), install, log });
    fence.raise();
    await expect
      .poll(() =>
        fence.check().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(install).not.toHaveBeenCalled();
    fence.close();
  });

  it('is tried again while Postgres is away, or the table not there', async () => {
    const answers = [
      () => Promise.reject(new Error('refused')),
      () => Promise.resolve(false),
      () => Promise.resolve(true),
    ];
    const install = vi.fn(() => (answers.shift() ?? (() => Promise.resolve(true)))());
    const fence = createFenceRaiser({ request: sidecarWith('state.postgresql'), install, log });
    fence.raise();
    await vi.waitFor(async () => {
      await expect(fence.check()).rejects.toThrow('refused');
    });
    await expect
      .poll(
        () =>
          fence.check().then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true);
    expect(install).toHaveBeenCalledTimes(3);
    fence.close();
  });

  it('says when the sidecar has no store at all', async () => {
    const fence = createFenceRaiser({ request: sidecarWith(null), install: () => Promise.resolve(true), log });
    fence.raise();
    await vi.waitFor(async () => {
      await expect(fence.check()).rejects.toThrow('no component statestore');
    });
    fence.close();
  });
});
