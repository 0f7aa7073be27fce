/** The read model: every task as its actor last said it was, with what lists, filters and search need. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // Contrib, and trusted since Postgres 13: the owner of the database may create it. It lets one GIN index hold the
  // user's id beside the words, so that a search never reads the postings of other people's tasks.
  pgm.sql('CREATE EXTENSION IF NOT EXISTS btree_gin');
  pgm.sql(`
    CREATE TABLE tasks (
      id uuid NOT NULL,
      user_id uuid NOT NULL,
      title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 255),
      description text,
      priority text CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
      tags text[] NOT NULL CHECK (cardinality(tags) <= 10),
      category_id uuid,
      due_date timestamptz,
      all_day boolean NOT NULL,
      time_zone text NOT NULL,
      recurrence_rule text,
      recurrence_text text,
      recurrence_mode text NOT NULL CHECK (recurrence_mode IN ('schedule', 'completion', 'strict')),
      series_id uuid,
      occurrence int CHECK (occurrence >= 1),
      series_start timestamptz,
      rule_from int,
      scheduled_for timestamptz,
      reminders jsonb NOT NULL,
      reminder_policy jsonb NOT NULL,
      reminder_sent boolean NOT NULL,
      completed boolean NOT NULL,
      completed_at timestamptz,
      outcome text CHECK (outcome IN ('done', 'late', 'skipped', 'missed')),
      status text NOT NULL CHECK (status IN ('CREATED', 'ACTIVE', 'COMPLETED', 'RECURRING_CREATED_NEXT', 'ARCHIVED')),
      checklist jsonb NOT NULL,
      paused boolean NOT NULL,
      skipped_dates text[] NOT NULL,
      snoozed_until timestamptz,
      assignee_id uuid,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      deleted_at timestamptz,
      last_event_id uuid,
      version int NOT NULL CHECK (version >= 0),
      sequence int NOT NULL CHECK (sequence >= 1),
      next_wake_at timestamptz,
      priority_rank smallint GENERATED ALWAYS AS (
        CASE priority WHEN 'CRITICAL' THEN 4 WHEN 'HIGH' THEN 3 WHEN 'MEDIUM' THEN 2 WHEN 'LOW' THEN 1 ELSE 0 END
      ) STORED,
      search_vector tsvector NOT NULL,
      PRIMARY KEY (id, created_at),
      CONSTRAINT reminder_sent_needs_due_date CHECK (NOT reminder_sent OR due_date IS NOT NULL)
    ) PARTITION BY RANGE (created_at)
  `);
  // Both dictionaries go in: english finds "reports" for "report", simple finds names and words english throws away.
  pgm.sql(`
    CREATE FUNCTION tasks_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' OR (OLD.title, OLD.description, OLD.tags) IS DISTINCT FROM (NEW.title, NEW.description, NEW.tags)
      THEN
        NEW.search_vector :=
          setweight(to_tsvector('english', NEW.title), 'A') || setweight(to_tsvector('simple', NEW.title), 'A') ||
          setweight(to_tsvector('simple', array_to_string(NEW.tags, ' ')), 'B') ||
          setweight(to_tsvector('english', coalesce(NEW.description, '')), 'C') ||
          setweight(to_tsvector('simple', coalesce(NEW.description, '')), 'C');
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER tasks_search_vector BEFORE INSERT OR UPDATE ON tasks
      FOR EACH ROW EXECUTE FUNCTION tasks_search_vector();
  `);
  pgm.sql(`
    CREATE INDEX tasks_user ON tasks (user_id);
    CREATE INDEX tasks_due ON tasks (due_date);
    CREATE INDEX tasks_user_completed_priority ON tasks (user_id, completed, priority);
    CREATE INDEX tasks_priority ON tasks (priority);
    CREATE INDEX tasks_category ON tasks (category_id);
    CREATE INDEX tasks_reminders ON tasks (due_date, reminder_sent, completed) WHERE deleted_at IS NULL;
    CREATE INDEX tasks_next_wake ON tasks (next_wake_at, id) WHERE next_wake_at IS NOT NULL;
    CREATE INDEX tasks_series ON tasks (series_id, occurrence) WHERE series_id IS NOT NULL;
    CREATE INDEX tasks_search ON tasks USING gin (user_id, search_vector);
    CREATE INDEX tasks_open_by_due ON tasks (user_id, coalesce(due_date, 'infinity'::timestamptz), id)
      WHERE NOT completed AND status <> 'ARCHIVED' AND deleted_at IS NULL;
    CREATE INDEX tasks_assigned_open_by_due ON tasks (assignee_id, coalesce(due_date, 'infinity'::timestamptz), id)
      WHERE assignee_id IS NOT NULL AND NOT completed AND status <> 'ARCHIVED' AND deleted_at IS NULL;
    CREATE INDEX tasks_assignee ON tasks (assignee_id) WHERE assignee_id IS NOT NULL;
    CREATE INDEX tasks_assigned_search ON tasks USING gin (assignee_id, search_vector) WHERE assignee_id IS NOT NULL;
  `);
  pgm.sql(`SELECT ensure_partition('tasks', now() + n * interval '3 months') FROM generate_series(0, 2) AS n`);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE tasks; DROP FUNCTION tasks_search_vector(); DROP EXTENSION btree_gin');
};
