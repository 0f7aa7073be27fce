/** Asks running processes for the size of their heaps after a collection: what they keep, not what they have left lying. */
import { WebSocket } from 'undici';

type Answer = { id: number; result?: { result?: { value?: unknown } } };

/** Bytes of the JavaScript heap in use by the process that is inspected at `port` of loopback. */
export const heapOf = async (port: number): Promise<number> => {
  const targets = await fetch(`http://127.0.0.1:${port}/json`);
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => {
      reject(new Error(`cannot inspect the process at ${port}`));
    });
  });
  let last = 0;
  const ask = (method: string, params: object = {}): Promise<Answer> =>
    new Promise((resolve) => {
      const id = ++last;
      socket.addEventListener('message', ({ data }) => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id === id) resolve(answer);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask('HeapProfiler.enable');
  // What only weak references held is gone after the second.
  await ask('HeapProfiler.collectGarbage');
  await ask('HeapProfiler.collectGarbage');
  const { result } = await ask('Runtime.evaluate', {
    expression: 'process.memoryUsage().heapUsed',
    returnByValue: true,
  });
  socket.close();
  return Number(result?.result?.value);
};

/** Bytes in use on the heap of a Go process that serves its profiles at `port` of loopback. */
export const goHeapOf = async (port: number): Promise<number> => {
  const read = async () => (await fetch(`http://127.0.0.1:${port}/debug/pprof/heap?gc=1&debug=1`)).text();
  // What finalizers let go of is gone after the second.
  await read();
  return Number(/^# HeapAlloc = (\d+)$/m.exec(await read())?.[1]);
};
