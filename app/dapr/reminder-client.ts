/**
 * Registers and drops actor reminders over gRPC, because only there can a reminder be given a failure policy: without one
 * the Scheduler deletes a reminder after three failed deliveries.
 */
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { fromJSON, type MethodDefinition } from '@grpc/proto-loader';
import { Unavailable } from '../operations/ports.ts';

// The part of dapr/proto/runtime/v1 that is used here; the SDK's own stubs lack `failure_policy`.
const runtime = fromJSON(
  {
    nested: {
      'dapr.proto.runtime.v1': {
        nested: {
          Dapr: {
            methods: {
              RegisterActorReminder: {
                requestType: 'RegisterActorReminderRequest',
                responseType: 'Empty',
                comment: '',
              },
              UnregisterActorReminder: {
                requestType: 'UnregisterActorReminderRequest',
                responseType: 'Empty',
                comment: '',
              },
            },
          },
          Empty: { fields: {} },
          RegisterActorReminderRequest: {
            fields: {
              actor_type: { type: 'string', id: 1 },
              actor_id: { type: 'string', id: 2 },
              name: { type: 'string', id: 3 },
              due_time: { type: 'string', id: 4 },
              data: { type: 'bytes', id: 6 },
              overwrite: { type: 'bool', id: 8 },
              failure_policy: { type: 'FailurePolicy', id: 9 },
            },
          },
          UnregisterActorReminderRequest: {
            fields: {
              actor_type: { type: 'string', id: 1 },
              actor_id: { type: 'string', id: 2 },
              name: { type: 'string', id: 3 },
            },
          },
          FailurePolicy: { fields: { constant: { type: 'ConstantPolicy', id: 2 } } },
          ConstantPolicy: { fields: { interval: { type: 'Duration', id: 1 } } },
          Duration: { fields: { seconds: { type: 'int64', id: 1 } } },
        },
      },
    },
  },
  { keepCase: true },
);

type Method = MethodDefinition<object, object>;

const methodOf = (name: string): Method => {
  const service = runtime['dapr.proto.runtime.v1.Dapr'];
  if (service === undefined || 'format' in service) throw new Error('the reminder service is not described');
  const method: Method | undefined = service[name];
  if (method === undefined) throw new Error(`the reminder service has no ${name}`);
  return method;
};

/** A reminder that rings once. */
export type OneShot = {
  actorId: string;
  name: string;
  /** RFC 3339; an instant that has passed rings at once. */
  at: string;
  /** Milliseconds from now by the sidecar's clock, in place of `at`. */
  inMs?: number;
  data: unknown;
};

export type ReminderClient = {
  /** Arms, or replaces the one of that name. @throws {Unavailable} when the Scheduler did not confirm it in time. */
  register: (reminder: OneShot) => Promise<void>;
  /** Dropping one that is not there is no error. @throws {Unavailable} when it was not confirmed in time. */
  unregister: (actorId: string, name: string) => Promise<void>;
  close: () => void;
};

/** Until delivered, every two seconds: the net below the host's own re-arming. `max_retries` unset means for ever. */
const FAILURE_POLICY = { constant: { interval: { seconds: 2 } } };

/** Connects, lazily, to the sidecar on loopback; every call has a deadline (milliseconds). */
export const createReminderClient = (options: {
  grpcPort: number;
  token?: string | undefined;
  actorType: string;
  deadlineMs?: number;
}): ReminderClient => {
  const client = new Client(`127.0.0.1:${options.grpcPort}`, credentials.createInsecure(), {
    // A sidecar that restarts should be found again at once, not after the default minutes of back-off.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
  });
  const deadlineMs = options.deadlineMs ?? 3_000;
  const metadata = new Metadata();
  if (options.token !== undefined) metadata.set('dapr-api-token', options.token);

  const call = (method: Method, message: object): Promise<void> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        message,
        metadata,
        { deadline: Date.now() + deadlineMs },
        (error: ServiceError | null) => {
          if (error === null || error.code === status.NOT_FOUND) resolve();
          else reject(new Unavailable('scheduler', error));
        },
      );
    });

  const registerMethod = methodOf('RegisterActorReminder');
  const unregisterMethod = methodOf('UnregisterActorReminder');
  return {
    register: ({ actorId, name, at, inMs, data }) =>
      call(registerMethod, {
        actor_type: options.actorType,
        actor_id: actorId,
        name,
        due_time: inMs === undefined ? at : `${Math.ceil(inMs)}ms`,
        data: Buffer.from(JSON.stringify(data)),
        overwrite: true,
        failure_policy: FAILURE_POLICY,
      }),
    unregister: (actorId, name) => call(unregisterMethod, { actor_type: options.actorType, actor_id: actorId, name }),
    close: () => {
      client.close();
    },
  };
};
