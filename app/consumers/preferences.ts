/** Carries a change of a person's time zone or reminder policy to each of their open tasks, which re-plan for themselves. */
import type { Logger } from 'pino';
import type { CommandEnvelope } from '../../actors/task/commands.ts';
import { derivedCommandId } from '../../actors/task/ids.ts';
import type { TaskActors } from '../operations/ports.ts';
import type { Queryable } from '../queries/database.ts';
import { ownedOpenTaskIds } from '../queries/upkeep.ts';
import { eachInTurn } from './each-in-turn.ts';
import type { KnownEvent } from './parse-event.ts';

type PreferencesChanged = Extract<KnownEvent, { event_type: 'USER_PREFERENCES_CHANGED' }>;

const PAGE = 200;

/**
 * Sends `ApplyPreferences` to every open task of the person, a page at a time. The command id names the event and the
 * task, so what a retry repeats changes nothing.
 * @returns false when there was no task to tell.
 */
export const followPreferences = async (
  deps: { db: Queryable; actors: TaskActors; log: Logger },
  event: PreferencesChanged,
  service: string,
): Promise<boolean> => {
  const { policy, from_zone, to_zone } = event.payload;
  const userId = event.aggregate_id;
  let told = 0;
  for (let after: string | null = null; ;) {
    const ids: string[] = await ownedOpenTaskIds(deps.db, userId, after, PAGE);
    const failures = await eachInTurn(
      ids,
      (id) => id,
      async (id) => {
        const envelope: CommandEnvelope = {
          command_id: derivedCommandId(event.event_id, `ApplyPreferences ${id}`),
          command: { type: 'ApplyPreferences', policy, from_zone, to_zone },
          caller: { user_id: userId, via: 'service', service },
          correlation_id: event.correlation_id,
          causation_id: event.event_id,
          ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
        };
        const reply = await deps.actors.execute(id, envelope);
        if (!reply.ok) deps.log.info({ task_id: id, rejection: reply.rejection.code }, 'preferences not applied');
      },
    );
    for (const failure of failures.values()) throw failure;
    told += ids.length;
    const last = ids.at(-1);
    if (ids.length < PAGE || last === undefined) break;
    after = last;
  }
  if (told > 0) deps.log.info({ user_id: userId, tasks: told }, 'preferences applied to open tasks');
  return told > 0;
};
