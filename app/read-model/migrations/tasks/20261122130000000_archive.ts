/** Where old months of the audit and old quarters of closed tasks go: out of everybody's way, and still to be read. */
import type { MigrationBuilder } from 'node-pg-migrate';

const ensurePartition = (months: string, audited: string): string => `
  CREATE OR REPLACE FUNCTION ensure_partition(parent text, instant timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    months int := ${months};
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
    IF ${audited} THEN
      -- Row triggers come with the attachment; this one has to be repeated.
      EXECUTE format('CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()', child);
    END IF;
    RETURN true;
  END $$;`;

export const up = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    CREATE TABLE archived_events (LIKE events INCLUDING ALL) PARTITION BY RANGE ("timestamp");
    CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON archived_events
      FOR EACH ROW EXECUTE FUNCTION events_append_only();
    CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON archived_events
      FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();
    CREATE TABLE archived_tasks (LIKE tasks INCLUDING ALL) PARTITION BY RANGE (created_at);
    CREATE VIEW audit AS SELECT *, false AS archived FROM events UNION ALL SELECT *, true FROM archived_events;
    COMMENT ON VIEW audit IS 'Every event there is; an archived one is never in events as well';
  `);
  // A partition is made in the archive as it is in the table that is in use.
  pgm.sql(ensurePartition("CASE WHEN parent LIKE '%tasks' THEN 3 ELSE 1 END", "parent LIKE '%events'"));
  // Everything that reads the whole partition has been done before, outside of this: here both parents are locked. A
  // partition that the archive has already gets what came late, and no event twice.
  pgm.sql(`
    CREATE FUNCTION archive_partition(parent text, child text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      shelf text := 'archived_' || parent;
      kept text := 'archived_' || child;
      bounds text := (SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = to_regclass(child));
      columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = to_regclass(child) AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
    BEGIN
      EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, child);
      IF to_regclass(kept) IS NULL THEN
        EXECUTE format('ALTER TABLE %I RENAME TO %I', child, kept);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I %s', shelf, kept, bounds);
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS archived_range', kept);
      ELSE
        IF parent = 'tasks' THEN
          EXECUTE format('DELETE FROM %I AS old USING %I AS new WHERE old.id = new.id', kept, child);
        END IF;
        EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM %I ON CONFLICT DO NOTHING', kept, columns, columns, child);
        EXECUTE format('DROP TABLE %I', child);
      END IF;
    END $$;
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    DO $$ BEGIN
      IF EXISTS (SELECT FROM archived_events) OR EXISTS (SELECT FROM archived_tasks) THEN
        RAISE EXCEPTION 'the archive is not empty, and the version before knows of none';
      END IF;
    END $$;
    DROP VIEW audit;
    DROP TABLE archived_tasks;
    DROP TABLE archived_events;
    DROP FUNCTION archive_partition(text, text);
  `);
  pgm.sql(ensurePartition("CASE parent WHEN 'tasks' THEN 3 ELSE 1 END", "parent = 'events'"));
};
