/** Reads server-sent events from an answer to fetch, by which the token can travel in a header. */

const read = (block) => {
  const found = { event: 'message', id: null, data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const name = line.slice(0, colon);
    if (name === 'event' || name === 'id') found[name] = value;
    else if (name === 'data') found.data += value;
  }
  return found;
};

/** Calls `onEvent({event, id, data})` for each event, until the answer ends. */
export const readEvents = async (answer, onEvent) => {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (pending + value).split('\n\n');
    pending = blocks.pop() ?? '';
    for (const block of blocks) {
      const found = read(block);
      if (found.data !== '') onEvent({ ...found, data: JSON.parse(found.data) });
    }
  }
};
