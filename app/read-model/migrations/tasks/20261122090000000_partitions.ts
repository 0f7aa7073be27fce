/** Partitions by date, made when they are needed: tasks by quarter of creation, events by month of their own timestamp. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // The table is made apart and then attached: attaching, unlike CREATE … PARTITION OF, lets reads and writes go on.
  // A detached partition is renamed, so a late write to its range gets a new one.
  pgm.sql(`
    CREATE FUNCTION ensure_partition(parent text, instant timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE
      months int := CASE parent WHEN 'tasks' THEN 3 ELSE 1 END;
      lower_utc timestamp := date_trunc(CASE months WHEN 3 THEN 'quarter' ELSE 'month' END, instant AT TIME ZONE 'UTC');
      upper_utc timestamp := lower_utc + make_interval(months => months);
      child text := parent || '_' || to_char(lower_utc, 'YYYYMM');
    BEGIN
      IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
      PERFORM pg_advisory_xact_lock(hashtext('ensure_partition'));
      IF to_regclass(child) IS NOT NULL THEN RETURN false; END IF;
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child,
        lower_utc AT TIME ZONE 'UTC', upper_utc AT TIME ZONE 'UTC');
      IF parent = 'events' THEN
        -- Row triggers come with the attachment; this one has to be repeated.
        EXECUTE format('CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON %I
          FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()', child);
      END IF;
      RETURN true;
    END $$;
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP FUNCTION ensure_partition(text, timestamptz)');
};
