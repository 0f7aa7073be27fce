/** Repeats the first result of a command on the edge's own rows, as an actor does for its task. */
import { hashOf } from '../../actors/task/hash.ts';
import { commandResult, keepCommandResult, lockCommand } from '../queries/command-results.ts';
import { transaction, type Database, type Queryable } from '../queries/database.ts';
import { refuse, type Context, type Outcome, type Refused } from './operation.ts';

type Asked<T> = {
  operation: string;
  input: unknown;
  /** Reads a kept result back. */
  parse: (stored: unknown) => T;
  /** The database that `work` changes; the tasks' unless said. */
  db?: Database;
};

/**
 * Runs `work` in a transaction that also keeps its result under the request's key: the same key with the same body is
 * answered with that result, with another body refused. A refusal is not kept: nothing happened.
 */
export const once = async <T extends object>(
  ctx: Context,
  { operation, input, parse, db = ctx.db }: Asked<T>,
  work: (tx: Queryable) => Promise<Outcome<T>>,
): Promise<Outcome<T & { command_id: string }>> => {
  const { commandId } = ctx.request;
  const hash = hashOf([operation, input]);
  try {
    return await transaction(db, async (tx) => {
      await lockCommand(tx, ctx.userId, commandId);
      const earlier = await commandResult(tx, ctx.userId, commandId);
      if (earlier !== null && earlier.body_hash !== hash) {
        return refuse('key-reused', 'This Idempotency-Key was used for something else; draw a new one');
      }
      if (earlier !== null) return { ok: true, value: { ...parse(earlier.result), command_id: commandId } };
      const outcome = await work(tx);
      if (!outcome.ok) throw new Refusing(outcome);
      await keepCommandResult(tx, {
        user_id: ctx.userId,
        command_id: commandId,
        body_hash: hash,
        result: outcome.value,
      });
      return { ok: true, value: { ...outcome.value, command_id: commandId } };
    });
  } catch (error) {
    if (error instanceof Refusing) return error.outcome;
    throw error;
  }
};

/** Rolls the transaction back and carries the refusal out of it. */
class Refusing extends Error {
  readonly outcome: Refused;
  constructor(outcome: Refused) {
    super('refused');
    this.outcome = outcome;
  }
}
