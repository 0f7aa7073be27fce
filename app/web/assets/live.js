/** Keeps a stream of what happens open, and takes it up again where it broke off. */
import { session } from './api.js';
import { readEvents } from './events.js';

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const MOST_REMEMBERED = 500;

/** Listens, and listens again whenever the stream ends, until the returned function is called. What was missed comes first. */
export const listen = (handlers) => {
  const ending = new AbortController();
  const { signal } = ending;
  const seen = new Set();
  let last = null;

  const hear = ({ event, id, data }) => {
    if (id !== null) {
      last = id;
      // What is sent again after a pause overlaps a little with what has been heard.
      if (seen.has(id)) return;
      seen.add(id);
      if (seen.size > MOST_REMEMBERED) seen.delete(seen.values().next().value);
    }
    if (event === 'resync') handlers.onResync();
    else if (event !== 'ready') handlers.onEvent(event, data);
  };
  const listenOnce = async () => {
    const headers = { authorization: `Bearer ${session.token}` };
    if (last !== null) headers['last-event-id'] = last;
    const answer = await fetch('/api/stream', { headers, signal });
    if (!answer.ok || answer.body === null) throw new Error(`the stream answered ${answer.status}`);
    handlers.onOpen();
    await readEvents(answer, hear);
  };
  const loop = async () => {
    for (let failures = 0; !signal.aborted;) {
      const before = last;
      try {
        await listenOnce();
      } catch {
        failures += 1;
      }
      if (last !== before) failures = 0;
      if (signal.aborted) return;
      handlers.onLost();
      await pause(Math.min(15_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    }
  };
  void loop();
  return () => ending.abort();
};
