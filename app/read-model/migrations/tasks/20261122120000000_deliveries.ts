/** Lets a notification wait for its channel: what is still to be sent, when next, what became of it; and people's webhooks. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // The version before this one writes inbox rows alone, delivered as they are written: so the default.
  pgm.sql(`
    ALTER TABLE notifications
      ADD COLUMN state text NOT NULL DEFAULT 'delivered'
        CHECK (state IN ('waiting', 'delivered', 'failed', 'suppressed')),
      ADD COLUMN reason text,
      ADD COLUMN next_attempt_at timestamptz,
      ADD COLUMN channels text[];
    COMMENT ON COLUMN notifications.reason IS 'Of what is not delivered: why, for the person; of what waits: the latest failure';
    COMMENT ON COLUMN notifications.next_attempt_at IS 'Of what waits: not before then, and an attempt under way has until then';
    COMMENT ON COLUMN notifications.channels IS 'Of an inbox row: the channels its owner had chosen at that time';
    CREATE INDEX notifications_waiting ON notifications (channel, next_attempt_at) WHERE state = 'waiting';
    CREATE TABLE webhooks (
      user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
      url text NOT NULL,
      secret text NOT NULL,
      command_id text NOT NULL,
      created_at timestamptz NOT NULL
    );
    COMMENT ON COLUMN webhooks.command_id IS 'The command that set it, which alone is told the secret';
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    DROP TABLE webhooks;
    DROP INDEX notifications_waiting;
    DELETE FROM notifications WHERE channel <> 'inbox';
    ALTER TABLE notifications DROP COLUMN state, DROP COLUMN reason, DROP COLUMN next_attempt_at, DROP COLUMN channels;
  `);
};
