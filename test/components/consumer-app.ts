/** A consumer that does what each event tells it: try again so many times, or hang the first time, as if it had crashed. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

type Entry = { entryId: string; event: { id: string; data: { retries?: number; hangs?: boolean } } };

const tries = new Map<string, number>();

const answer = async (entry: Entry): Promise<{ entryId: string; status: 'SUCCESS' | 'RETRY' }> => {
  const { id, data } = entry.event;
  const attempt = (tries.get(id) ?? 0) + 1;
  tries.set(id, attempt);
  const isOver = attempt > (data.retries ?? 0);
  console.log(JSON.stringify({ id, attempt, done: isOver }));
  if (data.hangs === true && process.env['HANG'] === '1') await new Promise(() => undefined);
  return { entryId: entry.entryId, status: isOver ? 'SUCCESS' : 'RETRY' };
};

const bulkSubscribe = { enabled: true, maxMessagesCount: 100, maxAwaitDurationMs: 5 };
const subscriptions = [{ pubsubname: 'pubsub', topic: 'task-events', routes: { default: '/events' }, bulkSubscribe }];

const reply = async (url: string, body: string): Promise<unknown> => {
  if (url === '/dapr/subscribe') return subscriptions;
  if (url !== '/events') return {};
  const { entries } = JSON.parse(body) as { entries: Entry[] };
  return { statuses: await Promise.all(entries.map(answer)) };
};

createServer((request, response) => {
  void text(request)
    .then((body) => reply(request.url ?? '', body))
    .then((value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)));
}).listen(Number(process.env['APP_PORT']), '127.0.0.1');
