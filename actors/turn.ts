/**
 * One turn of a task: load → seen? → decide → evolve → arm reminders → save once → publish → reply. The order never varies; a
 * crash after any step is finished by the same command sent again, or by a wake.
 */
import { emptyDocument, type TaskDocument } from './document.ts';
import { advance } from './advance.ts';
import { bodyHash, recall } from './recent.ts';
import { settle, type SettlePorts } from './settle.ts';
import { decide } from './task/decide.ts';
import type { Rejection, Reply } from './task/answers.ts';
import type { CommandEnvelope } from './task/commands.ts';
import type { Effect } from './task/effects.ts';

/** Something registered to ring once at `at`, saying `about` when it does. */
export type ReminderToArm = { name: string; at: string; about: ReminderAbout };

/** What a reminder carries, because the sidecar gives back nothing else. */
export type ReminderAbout = {
  planned_for: string;
  correlation_id: string;
  causation_id: string | null;
  traceparent?: string | undefined;
};

export type TurnPorts = SettlePorts & {
  readonly taskId: string;
  load: () => Promise<TaskDocument | null>;
  save: (document: TaskDocument) => Promise<void>;
  arm: (reminder: ReminderToArm) => Promise<void>;
  /** The present, RFC 3339 in UTC with milliseconds. */
  now: () => string;
};

/** What a turn leaves behind: the answer, and the document to begin the next turn with. */
export type TurnResult = { reply: Reply; document: TaskDocument };

const refuse = (rejection: Rejection, document: TaskDocument): TurnResult => ({
  reply: { ok: false, rejection },
  document,
});

const keyReused: Rejection = {
  code: 'key-reused',
  message: 'This command id was used before, with another body.',
};

/**
 * Runs one command. `cached` is the document the last turn left, or undefined when there is none that can be trusted.
 * Rejections are replies. @throws when something needed is down or there is a bug: forget the document, and have the
 * command sent again with the same id.
 */
export const turn = async (
  ports: TurnPorts,
  cached: TaskDocument | undefined,
  envelope: CommandEnvelope,
): Promise<TurnResult> => {
  const stored = cached ?? (await ports.load()) ?? emptyDocument;
  const hash = bodyHash(envelope);

  const first = recall(stored, envelope, hash);
  if (first === 'other-body') return refuse(keyReused, stored);
  if (first !== null) return { reply: { ok: true, answer: first }, document: await conclude(ports, stored) };

  const now = ports.now();
  const decision = decide(stored.state, envelope, now);
  if (decision.kind === 'rejected') return refuse(decision.rejection, stored);

  const objection = await objectionTo(ports, decision.effects);
  if (objection !== null) return refuse(objection, stored);

  const { document, toArm, answer, dirty } = advance(ports.taskId, stored, decision, envelope, hash, now);
  // Before the save: a crash here leaves a reminder that finds nothing to do, never a task that nobody reminds of.
  await Promise.all(toArm.map((reminder) => ports.arm(reminder)));
  if (dirty) await ports.save(document);
  return { reply: { ok: true, answer }, document: await conclude(ports, document) };
};

/**
 * Asks a successor that is to be withdrawn if it would go, so that a refusal comes before anything has changed. Without an
 * answer nothing is held up: a refusal heard later closes the task again (KeepClosed).
 */
const objectionTo = async (ports: TurnPorts, effects: readonly Effect[]): Promise<Rejection | null> => {
  for (const { task_id, envelope } of effects) {
    if (envelope.command.type !== 'Withdraw') continue;
    const command = { ...envelope.command, type: 'MayWithdraw' as const };
    const asked = { ...envelope, command_id: `${envelope.command_id} asked`, command };
    const reply = await ports.call(task_id, asked).catch(() => null);
    if (reply?.ok === false && reply.rejection.code === 'conflict') return reply.rejection;
  }
  return null;
};

/** Publishes and does what is owed; a call that was refused may ask for one more turn of this same task. */
export const conclude = async (ports: TurnPorts, owing: TaskDocument): Promise<TaskDocument> => {
  const settled = await settle(ports, owing);
  let { document } = settled;
  for (const envelope of settled.followUps) document = (await turn(ports, document, envelope)).document;
  return document;
};
