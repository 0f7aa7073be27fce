/** The audit: every event of every aggregate, once, and never changed afterwards. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // The partition key is the event's own timestamp, which a second copy repeats: duplicates meet in one partition.
  pgm.sql(`
    CREATE TABLE events (
      event_id uuid NOT NULL,
      event_type text NOT NULL,
      aggregate_id uuid NOT NULL,
      aggregate_type text NOT NULL,
      sequence int NOT NULL CHECK (sequence >= 1),
      "timestamp" timestamptz NOT NULL,
      correlation_id uuid NOT NULL,
      causation_id uuid,
      user_id uuid NOT NULL,
      event jsonb NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      CONSTRAINT events_once PRIMARY KEY (event_id, "timestamp"),
      CONSTRAINT events_one_history UNIQUE (aggregate_id, sequence, "timestamp")
    ) PARTITION BY RANGE ("timestamp");
    COMMENT ON COLUMN events.user_id IS 'Whose event it is: the owner of the aggregate';
    COMMENT ON COLUMN events.event IS 'The envelope as it was said; the other columns repeat it for keys and indexes';
    CREATE INDEX events_timestamp ON events ("timestamp");
    CREATE INDEX events_user_timestamp ON events (user_id, "timestamp", event_id);
    CREATE INDEX events_correlation ON events (correlation_id);
  `);
  // A trigger holds for owners and superusers too, whom privileges do not stop.
  pgm.sql(`
    CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'events are append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$;
    CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
      FOR EACH ROW EXECUTE FUNCTION events_append_only();
    CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
      FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();
    REVOKE UPDATE, DELETE, TRUNCATE ON events FROM PUBLIC, CURRENT_USER;
  `);
  pgm.sql(`SELECT ensure_partition('events', now() + n * interval '1 month') FROM generate_series(0, 2) AS n`);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE events; DROP FUNCTION events_append_only()');
};
