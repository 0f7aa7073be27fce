/** One step of a model: what it says and which functions it calls, streamed from any server that speaks the protocol. */
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { ChatCompletionFunctionTool, ChatCompletionMessageParam } from 'openai/resources/chat/completions';

export type Call = { tool: string; arguments: string };
export type Step = { text: string; calls: Call[] };

/** The model gave no step that can be used: it is away, slow, over its limits, or broke off. */
export class ModelFailed extends Error {
  override readonly name = 'ModelFailed';
}

export type Ask = {
  messages: readonly ChatCompletionMessageParam[];
  tools: readonly ChatCompletionFunctionTool[];
  /** Ends the step. */
  signal: AbortSignal;
  /** Hears the text as it comes: `more` of it, to stand at `at`. At 0 again, what came before was for nothing. */
  onText: (at: number, more: string) => void;
};

/** @throws {ModelFailed} when no whole step came */
export type Model = (ask: Ask) => Promise<Step>;

export type ModelOptions = {
  apiKey: string;
  baseUrl: string;
  model: string;
  /** How long the model may be silent, before its first word or between two. */
  silenceMs?: number;
};

const SILENCE_MS = 8_000;
const MOST_TOKENS = 4_000;
const MOST_CALLS = 64;
// What a step may hold, whatever a server sends after having been told a limit.
const MOST_CHARACTERS = 100_000;
const TRIES = 2;

export const createModel = ({ apiKey, baseUrl, model, silenceMs = SILENCE_MS }: ModelOptions): Model => {
  // Its own retries would sleep past our deadlines.
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    organization: null,
    project: null,
    logLevel: 'off',
  });

  const once: Model = async ({ messages, tools, signal: outer, onText }) => {
    const silence = new AbortController();
    const signal = AbortSignal.any([outer, silence.signal]);
    const timer = setTimeout(() => {
      silence.abort();
    }, silenceMs);
    try {
      const stream = await client.chat.completions.create(
        {
          model,
          messages: [...messages],
          tools: [...tools],
          stream: true,
          max_completion_tokens: MOST_TOKENS,
        },
        { signal },
      );
      const step = gathering(onText);
      for await (const chunk of stream) {
        timer.refresh();
        step.take(chunk);
      }
      return step.end();
    } finally {
      clearTimeout(timer);
    }
  };

  return async (ask) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await once(ask);
      } catch (error) {
        if (tried === TRIES || ask.signal.aborted || !isWorthAnother(error)) {
          throw new ModelFailed(error instanceof Error ? error.message : String(error), { cause: error });
        }
      }
    }
  };
};

/** A lost connection or a server's bad moment; not its limits, our mistake, or its silence, which cost too much time. */
const isWorthAnother = (error: unknown): boolean => {
  if (error instanceof APIUserAbortError) return false;
  if (error instanceof APIConnectionError || error instanceof BrokenOff) return true;
  return error instanceof APIError && typeof error.status === 'number' && error.status >= 500;
};

class BrokenOff extends Error {}

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

const gathering = (onText: Ask['onText']) => {
  const calls = new Map<number, Call>();
  let text = '';
  let characters = 0;
  let finish: string | null = null;
  return {
    take: (chunk: Chunk): void => {
      const choice = chunk.choices[0];
      if (choice === undefined) return;
      const { delta, finish_reason } = choice;
      const said = `${delta.content ?? ''}${delta.refusal ?? ''}`;
      const at = text.length;
      // A step's text is kept without the space around it, and places in it are counted so.
      text = `${text}${said}`.trimStart();
      if (text.length > at) onText(at, text.slice(at));
      characters += said.length;
      for (const part of delta.tool_calls ?? []) {
        const call = calls.get(part.index) ?? { tool: '', arguments: '' };
        const more = part.function?.arguments ?? '';
        characters += more.length;
        calls.set(part.index, { tool: call.tool + (part.function?.name ?? ''), arguments: call.arguments + more });
      }
      if (characters > MOST_CHARACTERS || calls.size > MOST_CALLS) throw new ModelFailed('the model does not stop');
      finish = finish_reason ?? finish;
    },
    end: (): Step => {
      if (finish === null) throw new BrokenOff('the stream broke off');
      // Half a call would be done as it was not meant.
      if (finish === 'length' && calls.size > 0) throw new ModelFailed('the model ran out of tokens');
      if (finish === 'content_filter') throw new ModelFailed('the model was stopped by a filter');
      const inOrder = [...calls].sort(([a], [b]) => a - b).map(([, call]) => call);
      if (text.trim() === '' && inOrder.length === 0) throw new ModelFailed('the model said nothing');
      return { text: text.trim(), calls: inOrder };
    },
  };
};
