/** A model of a test's own: a real HTTP server that streams chat completions, and says what the test has it say. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Message = { role: string; content: string | null; tool_call_id?: string };
export type Asked = {
  model: string;
  stream: boolean;
  messages: Message[];
  tools: { function: { name: string; strict?: boolean; parameters: any } }[];
};

/** One step: words, calls (arguments as an object, or as the very text), or a way to fail. */
export type Scripted =
  /** `between` holds it in the middle of the text. */
  | { say: string; between?: Promise<unknown> }
  | { refuse: string }
  | { calls: [name: string, args: object | string][]; say?: string; finish?: string }
  | { status: number; headers?: Record<string, string> }
  | { drop: true }
  | { hang: true };

type Script = Scripted | ((asked: Asked) => Scripted | Promise<Scripted>);

export type ScriptedModel = {
  url: string;
  /** What was asked, in order. */
  asked: Asked[];
  authorization: Set<string | undefined>;
  /** What comes next; the last is repeated when `forever`. */
  script: (...steps: Script[]) => void;
  forever: (step: Script) => void;
  close: () => Promise<void>;
};

const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-test',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;

const halves = (text: string): string[] => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

const speak = async (res: ServerResponse, step: Scripted): Promise<void> => {
  if ('status' in step) {
    res.writeHead(step.status, { 'content-type': 'application/json', ...step.headers });
    res.end(JSON.stringify({ error: { message: 'scripted', type: 'scripted', code: null } }));
    return;
  }
  if ('hang' in step) return;
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(chunk({ role: 'assistant', content: '' }));
  if ('drop' in step) {
    res.write(
      chunk({ tool_calls: [{ index: 0, id: 'x', function: { name: 'add_task', arguments: '{"title":"ha' } }] }),
    );
    setImmediate(() => res.destroy());
    return;
  }
  if ('refuse' in step) res.write(chunk({ refusal: step.refuse }));
  if ('say' in step) {
    const [first, second] = halves(step.say ?? '');
    res.write(chunk({ content: first }));
    if ('between' in step) await step.between;
    res.write(chunk({ content: second }));
  }
  const calls = 'calls' in step ? step.calls : [];
  // In pieces, and all calls at once, as servers send them.
  for (const [index, [name]] of calls.entries()) {
    const started = { index, id: `srv_${String(index)}`, type: 'function', function: { name, arguments: '' } };
    res.write(chunk({ tool_calls: [started] }));
  }
  for (const [index, [, args]] of calls.entries()) {
    for (const half of halves(typeof args === 'string' ? args : JSON.stringify(args))) {
      res.write(chunk({ tool_calls: [{ index, function: { arguments: half } }] }));
    }
  }
  const usual = calls.length > 0 ? 'tool_calls' : 'stop';
  res.write(chunk({}, 'finish' in step ? (step.finish ?? usual) : usual));
  res.end('data: [DONE]\n\n');
};

export const startScriptedModel = async (): Promise<ScriptedModel> => {
  let steps: Script[] = [];
  let last: Script | null = null;
  const asked: Asked[] = [];
  const authorization = new Set<string | undefined>();
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (part: Buffer) => (text += part.toString()));
    req.on('end', () => {
      authorization.add(req.headers.authorization);
      const body = JSON.parse(text) as Asked;
      asked.push(body);
      const next = steps.shift() ?? last ?? { status: 500 };
      void Promise.resolve(typeof next === 'function' ? next(body) : next).then((step) => speak(res, step));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    asked,
    authorization,
    script: (...given) => {
      steps = given;
      last = null;
      asked.length = 0;
    },
    forever: (step) => {
      steps = [];
      last = step;
      asked.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
