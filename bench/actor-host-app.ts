/** One bare actor, hosted by the SDK or by us (`sdk` | `ours`), for bench/actor-host.ts to call. */
import { AbstractActor, CommunicationProtocolEnum, DaprServer } from '@dapr/dapr';
import express from 'express';
import { pino } from 'pino';
import type { ActorDefinition } from '../actors/actor.ts';
import { createActorHost } from '../actors/host.ts';
import { createAppServer } from '../app/dapr/app-server.ts';
import { createSidecarHttp } from '../app/dapr/sidecar-http.ts';

const [, , kind] = process.argv;
const appPort = Number(process.env['APP_PORT']);
const token = process.env['DAPR_API_TOKEN'];
const httpPort = Number(process.env['DAPR_HTTP_PORT']);
// About as large as a task with its recent commands.
const document = { n: 0, text: 'x'.repeat(2_000) };

// The SDK takes the name of the class for the actor's type.
class Benchsdk extends AbstractActor {
  nothing(): Promise<unknown> {
    return Promise.resolve({ ok: true });
  }
  async save(): Promise<unknown> {
    await this.getStateManager().setState('task', { ...document, n: Math.random() });
    await this.getStateManager().saveState();
    return { ok: true };
  }
}

if (kind === 'sdk') {
  const app = express();
  app.get('/healthz', (_request, response) => {
    response.json({});
  });
  const server = new DaprServer({
    serverHost: '127.0.0.1',
    serverPort: String(appPort),
    serverHttp: app,
    clientOptions: {
      ...(token === undefined ? {} : { daprApiToken: token }),
      daprHost: '127.0.0.1',
      daprPort: String(httpPort),
      communicationProtocol: CommunicationProtocolEnum.HTTP,
    },
  });
  await server.actor.init();
  await server.actor.registerActor(Benchsdk);
  await server.start();
} else {
  const sidecar = createSidecarHttp({ httpPort, token });
  const actor: ActorDefinition<string> = {
    type: 'Benchours',
    activate: (id) => id,
    methods: {
      nothing: () => Promise.resolve({ ok: true }),
      save: async (id) => {
        const value = JSON.stringify({ ...document, n: Math.random() });
        const { status } = await sidecar.request({
          method: 'POST',
          path: `/v1.0/actors/Benchours/${id}/state`,
          body: `[{"operation":"upsert","request":{"key":"task","value":${value}}}]`,
          timeoutMs: 5_000,
        });
        if (status !== 204) throw new Error(`save answered ${status}`);
        return { ok: true };
      },
    },
    remind: () => Promise.resolve(),
  };
  const log = pino({ level: 'silent' });
  const host = createActorHost({ actor, log });
  await createAppServer({ log, checks: {}, handle: host.handle }).listen('127.0.0.1', appPort);
}
