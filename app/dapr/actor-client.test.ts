import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { create } from '../../test/shell/commands.ts';
import { Unavailable } from '../operations/ports.ts';
import { createTaskActors } from './actor-client.ts';

const rejection = { ok: false as const, rejection: { code: 'conflict' as const, message: 'no' } };

/** A sidecar that gives one answer after the other, the last one for ever. */
const given = (...answers: (() => Promise<{ status: number; body: string }>)[]) => {
  const asked: Parameters<SidecarRequest>[0][] = [];
  const request: SidecarRequest = (call) => {
    asked.push(call);
    return (answers[asked.length - 1] ?? answers.at(-1) ?? (() => Promise.reject(new Error('no answer'))))();
  };
  return { asked, request };
};
const ok = (body: unknown) => () => Promise.resolve({ status: 200, body: JSON.stringify(body) });
const failed =
  (status = 500) =>
  () =>
    Promise.resolve({ status, body: '{"errorCode":"ERR_ACTOR_INVOKE_METHOD"}' });
const away = () => Promise.reject(new Unavailable('sidecar'));

describe('a call to a task', () => {
  it('is one request, and a rejection is an answer', async () => {
    const { asked, request } = given(ok(rejection));
    const { id, envelope } = create('a');
    expect(await createTaskActors(request).execute(id, envelope)).toEqual(rejection);
    expect(asked).toMatchObject([{ method: 'PUT', path: `/v1.0/actors/TaskActor/${id}/method/execute` }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual(envelope);
  });

  it('is tried again, the same command, when nobody was home', async () => {
    const { asked, request } = given(away, failed(), ok(rejection));
    const { id, envelope } = create('a');
    expect(await createTaskActors(request).execute(id, envelope)).toEqual(rejection);
    expect(new Set(asked.map(({ body }) => body)).size).toBe(1);
    expect(asked).toHaveLength(3);
  });

  it('gives up as unavailable after some tries, or when its time is over', async () => {
    const tries = given(failed());
    await expect(createTaskActors(tries.request).read(randomUUID())).rejects.toBeInstanceOf(Unavailable);
    expect(tries.asked).toHaveLength(5);

    const short = given(away);
    const began = performance.now();
    await expect(createTaskActors(short.request, { deadlineMs: 120 }).read(randomUUID())).rejects.toMatchObject({
      dependency: 'task-actors',
    });
    expect(performance.now() - began).toBeLessThan(300);
    expect(short.asked.length).toBeLessThan(4);
  });

  it('never waits longer for one try than is left of its time', async () => {
    const { asked, request } = given(failed(), ok(null));
    await createTaskActors(request, { deadlineMs: 1_000, attemptMs: 3_000 }).read(randomUUID());
    for (const { timeoutMs } of asked) expect(timeoutMs).toBeLessThanOrEqual(1_000);
  });

  it('throws, rather than trusts, an answer that is not one', async () => {
    const { id, envelope } = create('a');
    await expect(createTaskActors(given(ok({ ok: 'yes' })).request).execute(id, envelope)).rejects.toThrow();
  });

  it('reads null where there is nothing', async () => {
    expect(await createTaskActors(given(ok(null)).request).read(randomUUID())).toBeNull();
  });
});
