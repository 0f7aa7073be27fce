/**
 * The fence around the actors' documents: Postgres refuses a save whose revision is not the stored one plus one, so a host or
 * a sidecar that was frozen, and wakes after its actor has moved, cannot overwrite what happened since.
 */
import { z } from 'zod';
import { execute, select, transaction, type Database } from '../queries/database.ts';

/** Any number does that no other lock of ours uses. */
const LOCK = 6_410_031;

// `json`, not `jsonb`: one field is read from the text and no tree is built.
const REFUSE = `
CREATE OR REPLACE FUNCTION duecourse_refuse_stale_save() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was bigint := convert_from(OLD.value, 'UTF8')::json ->> 'revision';
  is_to_be bigint := convert_from(NEW.value, 'UTF8')::json ->> 'revision';
BEGIN
  IF is_to_be IS DISTINCT FROM was + 1 THEN
    RAISE EXCEPTION 'stale save of %: revision % after %', NEW.key, is_to_be, was USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$`;

// Keys are `<app id>||TaskActor||<actor id>||task`; other actor types and other keys are left alone.
const TRIGGER = `
CREATE TRIGGER duecourse_refuse_stale_save BEFORE UPDATE ON public.actor_state FOR EACH ROW
WHEN (NEW.key LIKE '%||TaskActor||%||task') EXECUTE FUNCTION duecourse_refuse_stale_save()`;

const installed = z.object({ table_there: z.boolean(), trigger_there: z.boolean() });

const INSPECT = `
SELECT to_regclass('public.actor_state') IS NOT NULL AS table_there,
       EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass('public.actor_state')
               AND tgname = 'duecourse_refuse_stale_save') AS trigger_there`;

/**
 * Puts up the fence, once; further calls, and calls from several hosts at once, change nothing.
 * @returns false when the sidecar has not made its table yet.
 * @throws {Unavailable} when Postgres cannot answer.
 */
export const installFence = (db: Database): Promise<boolean> =>
  transaction(db, async (tx) => {
    await execute(tx, 'SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const [found] = await select(tx, installed, INSPECT);
    if (found?.table_there !== true) return false;
    await execute(tx, REFUSE);
    if (!found.trigger_there) await execute(tx, TRIGGER);
    return true;
  });
