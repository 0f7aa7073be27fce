/** Keeps a stream of what happens open (server-sent events, read with fetch so that the token travels in a header). */
import { session } from './api.js';

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const read = (block) => {
  const event = { event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (line.startsWith('event')) event.event = value;
    else if (line.startsWith('data')) event.data += value;
  }
  return event;
};

const listenOnce = async (signal, { onOpen, onEvent }) => {
  const answer = await fetch('/api/stream', { headers: { authorization: `Bearer ${session.token}` }, signal });
  if (!answer.ok || answer.body === null) throw new Error(`the stream answered ${answer.status}`);
  onOpen();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (pending + value).split('\n\n');
    pending = blocks.pop() ?? '';
    for (const block of blocks) {
      const { event, data } = read(block);
      if (data !== '') onEvent(event, JSON.parse(data));
    }
  }
};

/** Listens, and listens again whenever the stream ends, until the returned function is called. */
export const listen = (handlers) => {
  const ending = new AbortController();
  const { signal } = ending;
  const loop = async () => {
    for (let failures = 0; !signal.aborted;) {
      try {
        await listenOnce(signal, {
          ...handlers,
          onOpen: () => {
            failures = 0;
            handlers.onOpen();
          },
        });
      } catch {
        failures += 1;
      }
      if (signal.aborted) return;
      handlers.onLost();
      await pause(Math.min(15_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2), signal);
    }
  };
  void loop();
  return () => ending.abort();
};
