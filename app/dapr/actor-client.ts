/** Reaches a task's actor through the sidecar, wherever it lives, within a deadline of the caller's own. */
import { z } from 'zod';
import { reply, snapshot } from '../../actors/task/answers.ts';
import type { SidecarRequest } from '../../actors/document-store.ts';
import { TASK_ACTOR } from '../../actors/document.ts';
import { Unavailable, type TaskActors } from '../operations/ports.ts';
import { during, inTrace, untraced, type Begin } from '../telemetry/trace.ts';

/** One try is given up after this; the deadline of a call has room for a second one after a host has gone. */
const ATTEMPT_MS = 3_000;
const DEADLINE_MS = 5_000;
/** 50, 100, 200, 400 ms between tries: long enough for an actor to move to another host, short enough for a person. */
const FIRST_PAUSE_MS = 50;
const MAX_TRIES = 5;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The actors as operations and consumers know them. A call that finds nobody home is tried again with the same
 * command id until the deadline (milliseconds): the actor answers a command it has seen with its first answer.
 */
export const createTaskActors = (
  request: SidecarRequest,
  options: { deadlineMs?: number; attemptMs?: number; begin?: Begin } = {},
): TaskActors => {
  const { begin = untraced } = options;
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const attemptMs = options.attemptMs ?? ATTEMPT_MS;

  const call = async (taskId: string, method: string, body: string, traceparent?: string): Promise<string> => {
    const path = `/v1.0/actors/${TASK_ACTOR}/${taskId}/method/${method}`;
    const until = performance.now() + deadlineMs;
    let rest = FIRST_PAUSE_MS;
    for (let tries = 1; ; tries++) {
      const timeoutMs = Math.min(attemptMs, until - performance.now());
      let failure: unknown;
      try {
        const response = await request({
          method: 'PUT',
          path,
          body,
          timeoutMs,
          ...(traceparent === undefined ? {} : { traceparent }),
        });
        if (response.status === 200) return response.body;
        failure = new Error(`actor call answered ${response.status}: ${response.body.slice(0, 300)}`);
      } catch (error) {
        failure = error;
      }
      if (tries === MAX_TRIES || performance.now() + rest >= until) throw new Unavailable('task-actors', failure);
      await pause(rest);
      rest *= 2;
    }
  };

  return {
    execute: (taskId, envelope) => {
      const span = {
        name: `${TASK_ACTOR}/execute`,
        kind: 'client' as const,
        parent: envelope.traceparent,
        attributes: { 'rpc.system.name': 'dapr', 'rpc.method': `${TASK_ACTOR}/execute`, 'duecourse.task_id': taskId },
      };
      return during(begin, span, async (traceparent) => {
        const body = JSON.stringify(inTrace(envelope, traceparent));
        return reply.parse(JSON.parse(await call(taskId, 'execute', body, traceparent)));
      });
    },
    read: async (taskId) => z.nullable(snapshot).parse(JSON.parse(await call(taskId, 'read', 'null'))),
  };
};
