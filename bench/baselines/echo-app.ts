/** What Dapr and the broker take by themselves (B4): an app that publishes through its sidecar and hears itself. */
import { createServer, type IncomingMessage } from 'node:http';
import { Pool } from 'undici';
import { arrivals, openLoop } from '../load/open-loop.ts';

const TOPIC = 'bench-echo';
const sidecar = new Pool(`http://127.0.0.1:${process.env['DAPR_HTTP_PORT'] ?? ''}`, { connections: 64 });
const token = process.env['DAPR_API_TOKEN'] ?? '';
const heard = new Map<string, (ms: number) => void>();
let published = 0;

const read = async (request: IncomingMessage): Promise<any> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

/** Resolves when what was published has come back. */
const echo = async (): Promise<void> => {
  const id = String(++published);
  const back = new Promise<number>((resolve) => heard.set(id, resolve));
  const { statusCode, body } = await sidecar.request({
    method: 'POST',
    path: `/v1.0/publish/pubsub/${TOPIC}?metadata.partitionKey=${published % 16}`,
    headers: { 'content-type': 'application/json', 'dapr-api-token': token },
    body: JSON.stringify({ id, text: 'x'.repeat(2_000) }),
  });
  await body.dump();
  if (statusCode >= 300) throw new Error(`publish answered ${statusCode}`);
  await back;
};

const server = createServer((request, response) => {
  const answer = (value: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const serve = async (): Promise<void> => {
    const body = await read(request);
    switch (request.url) {
      case '/dapr/config':
        answer({ entities: [] });
        return;
      case '/dapr/subscribe':
        answer([{ pubsubname: 'pubsub', topic: TOPIC, route: '/heard' }]);
        return;
      case '/heard':
        heard.get(body.data.id)?.(0);
        heard.delete(body.data.id);
        answer({ status: 'SUCCESS' });
        return;
      case '/measure':
        answer(await openLoop(arrivals(body.perSecond, body.seconds, body.seed), echo));
        return;
      default:
        answer({});
    }
  };
  serve().catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env['APP_PORT']), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close(() => void sidecar.close());
  server.closeAllConnections();
});
