/** What the driver said and was told: the only memory of a run that does not come from the product itself. */
import { performance } from 'node:perf_hooks';

export type Kind = 'create' | 'bell' | 'update' | 'complete' | 'snooze' | 'delete' | 'chat' | 'list' | 'search';

export type Answer = { status: number; body: any };

/** One request that means to change something, under its own idempotency key. */
export type Command = {
  readonly key: string;
  readonly user: string;
  readonly kind: Kind;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Milliseconds on the driver's own monotonic clock. */
  readonly sentAt: number;
  answeredAt: number | null;
  /** Null: unknown, the answer never came or said that nobody can tell (5xx). */
  answer: Answer | null;
};

/** An acknowledged or refused command said once more under its key, and what came back; null when nothing ever did. */
export type Retry = { key: string; first: Answer; again: Answer | null };

export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export const outcomeOf = ({ answer }: Command): Outcome => {
  if (answer === null) return 'unknown';
  return answer.status < 300 ? 'acknowledged' : 'refused';
};

/** Answers that settle what became of a command. Too many requests, an outage or silence do not. */
const isDefinite = ({ status }: Answer): boolean => status < 500 && status !== 429;

export type Recorder = {
  readonly commands: readonly Command[];
  /** Every byte that was answered and that holds another person's mark: nobody should ever see one. */
  readonly leaks: readonly string[];
  /** Instants (milliseconds, monotonic) at which a request was answered well: what is refused is no service. */
  readonly answeredAt: readonly number[];
  /** How many requests, reads included, got no definite answer. */
  failures(): number;
  /** The commands under way that have waited for at least so many milliseconds. */
  heldUp(ms: number): Command[];
  /** Sends, notes, and answers what came; null when nothing definite did. */
  send(command: Omit<Command, 'sentAt' | 'answeredAt' | 'answer'>): Promise<Answer | null>;
  /** A question: checked for leaks, counted, not kept. */
  ask(user: string, path: string): Promise<Answer | null>;
  /** Says a noted command again. */
  again(command: Command): Promise<Answer | null>;
};

type Speak = (user: string, method: string, path: string, body: unknown, key?: string) => Promise<Answer>;

/** @param marks a text of each user's own, which is in all that is theirs and in nothing else */
export const createRecorder = (speak: Speak, marks: ReadonlyMap<string, string>): Recorder => {
  const commands: Command[] = [];
  const leaks: string[] = [];
  const answeredAt: number[] = [];
  const underWay = new Set<Command>();
  let failed = 0;

  const say = async (
    user: string,
    method: string,
    path: string,
    body: unknown,
    key?: string,
  ): Promise<Answer | null> => {
    try {
      const answer = await speak(user, method, path, body, key);
      const text = JSON.stringify(answer.body);
      for (const [other, mark] of marks) {
        if (other !== user && text.includes(mark)) leaks.push(`${method} ${path} as ${user} holds ${mark}`);
      }
      if (isDefinite(answer)) {
        if (answer.status < 300) answeredAt.push(performance.now());
        return answer;
      }
    } catch {
      // No answer: nobody can tell.
    }
    failed += 1;
    return null;
  };

  return {
    commands,
    leaks,
    answeredAt,
    failures: () => failed,
    heldUp: (ms) => [...underWay].filter(({ sentAt }) => performance.now() - sentAt >= ms),
    send: async (said) => {
      const command: Command = { ...said, sentAt: performance.now(), answeredAt: null, answer: null };
      commands.push(command);
      underWay.add(command);
      command.answer = await say(said.user, said.method, said.path, said.body, said.key);
      underWay.delete(command);
      if (command.answer !== null) command.answeredAt = performance.now();
      return command.answer;
    },
    ask: (user, path) => say(user, 'GET', path, undefined),
    again: ({ user, method, path, body, key }) => say(user, method, path, body, key),
  };
};
