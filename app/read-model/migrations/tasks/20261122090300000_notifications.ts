/** What people were told: one row for each occasion and channel, however often the event behind it arrives. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    CREATE TABLE notifications (
      notification_id uuid PRIMARY KEY,
      user_id uuid NOT NULL,
      task_id uuid NOT NULL,
      kind text NOT NULL CHECK (kind IN ('reminder', 'assignment')),
      channel text NOT NULL,
      occasion text NOT NULL,
      text text NOT NULL,
      due_at timestamptz,
      planned_at timestamptz,
      fired_at timestamptz NOT NULL,
      delivered_at timestamptz,
      attempts int NOT NULL DEFAULT 0,
      read_at timestamptz,
      CONSTRAINT notifications_once UNIQUE (occasion, channel)
    );
    COMMENT ON COLUMN notifications.occasion IS 'What the person is told of: a reminder and its planned instant, or an event';
    CREATE INDEX notifications_inbox ON notifications (user_id, fired_at, notification_id) WHERE channel = 'inbox';
    CREATE INDEX notifications_task ON notifications (task_id);
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE notifications');
};
