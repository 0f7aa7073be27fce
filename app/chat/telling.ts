/** What happens in a turn, told while it happens to whoever listens, and told again to whoever comes back for the rest. */
import type { Listener } from '../operations/operation.ts';

/**
 * Where in its turn something happened: part 0 of a step is its text, up to `offset`; part n is its nth call (0), then
 * what came of it (1). A turn that is taken up again goes the same way, so a position means the same in any process.
 */
type Position = readonly [step: number, part: number, offset: number];
type Told = { position: Position; event: keyof typeof chatEvents; data: Record<string, unknown> };

/** Everything a streamed turn tells before its answer, by the name of the event. */
export const chatEvents = {
  accepted: 'The message is stored, and no crash of ours loses it any more: `conversation_id`, `message_id`',
  token: 'More of the text of `step`: `text`, to stand at `at` in place of whatever stood from there on. A draft: the answer decides', // prettier-ignore
  tool_call: 'Call `call` of `step` begins: `tool`, `arguments`',
  tool_result: 'What came of it: `ok`, `result` (the same as in the answer’s `actions`)',
  confirmation: 'Nothing of this is done until the person says yes: `question`, `calls` [{tool, arguments, named}]',
} as const;

/** How a turn tells of itself. */
export type Voice = {
  /** `text` of a step, from `at` on; whatever had been said of it from there on is void. */
  say: (step: number, at: number, text: string) => void;
  call: (step: number, n: number, call: { tool: string; arguments: unknown }) => void;
  result: (step: number, n: number, result: { tool: string; ok: boolean; result: unknown }) => void;
  confirmation: (asked: { question: string; calls: readonly { tool: string; arguments: unknown; named: string }[] }) => void; // prettier-ignore
  /** Nothing more comes. */
  end: () => void;
};

/** The steps of a turn that goes without a model, or goes on without it: after all that a model may take. */
export const UNAIDED = { doing: 100, answering: 101 } as const;
const LAST_STEP = 9_999;
const BEGINNING: Position = [0, 0, 0];

export const FIRST_ID = BEGINNING.join('.');

const positionOf = (id: string | null): Position => {
  const [, step, part, offset] = /^(\d{1,4})\.(\d{1,4})\.(\d{1,7})$/.exec(id ?? '') ?? [];
  return step === undefined ? BEGINNING : [Number(step), Number(part), Number(offset)];
};

/** A text is told again from where it begins to differ, so that it is news for as long as its step has come no further. */
const isNews = ({ event, position: [step, part, offset] }: Told, [seen, seenPart, seenOffset]: Position): boolean =>
  step !== seen ? step > seen : part !== seenPart ? part > seenPart : event === 'token' || offset > seenOffset;

/** The same as `told` and `more` one after the other; null when they are not of one text. */
const joined = (told: Told | undefined, more: Told): Told | null => {
  if (told?.event !== 'token' || more.event !== 'token' || told.position[0] !== more.position[0]) return null;
  const text = `${String(told.data['text']).slice(0, Number(more.data['at']))}${String(more.data['text'])}`;
  return { ...more, data: { ...more.data, at: 0, text } };
};

type Turn = { told: Told[]; listeners: Set<(told: Told) => void>; running: number };

/** The turns under way in this process, each known by its message. */
export const createTellings = () => {
  const turns = new Map<string, Turn>();
  const turnOf = (messageId: string): Turn => {
    const turn = turns.get(messageId) ?? { told: [], listeners: new Set(), running: 0 };
    turns.set(messageId, turn);
    return turn;
  };
  const forget = (messageId: string, turn: Turn): void => {
    if (turn.running === 0 && turn.listeners.size === 0) turns.delete(messageId);
  };

  return {
    /** Begins a turn, or takes it up again from its beginning. */
    voiceOf: (messageId: string): Voice => {
      const turn = turnOf(messageId);
      turn.running += 1;
      turn.told = [];
      const tell = (position: Position, event: Told['event'], data: Record<string, unknown>): void => {
        const told = { position, event, data };
        const whole = joined(turn.told.at(-1), told);
        if (whole !== null) turn.told.pop();
        turn.told.push(whole ?? told);
        for (const listener of turn.listeners) listener(told);
      };
      return {
        say: (step, at, text) => {
          tell([step, 0, at + text.length], 'token', { step, at, text });
        },
        call: (step, n, call) => {
          tell([step, n + 1, 0], 'tool_call', { step, call: n, ...call });
        },
        result: (step, n, result) => {
          tell([step, n + 1, 1], 'tool_result', { step, call: n, ...result });
        },
        confirmation: (asked) => {
          tell([LAST_STEP, 0, 0], 'confirmation', { ...asked });
        },
        end: () => {
          turn.running -= 1;
          forget(messageId, turn);
        },
      };
    },

    /** Tells `listener` what it has not seen of a turn, and what comes. @returns how to stop */
    listen: (messageId: string, { after, tell }: Listener): (() => void) => {
      const turn = turnOf(messageId);
      let seen = positionOf(after);
      const hear = (told: Told): void => {
        if (!isNews(told, seen)) return;
        seen = told.position;
        tell({ id: told.position.join('.'), event: told.event, data: told.data });
      };
      turn.told.forEach(hear);
      turn.listeners.add(hear);
      return () => {
        turn.listeners.delete(hear);
        forget(messageId, turn);
      };
    },
  };
};

export type Tellings = ReturnType<typeof createTellings>;
