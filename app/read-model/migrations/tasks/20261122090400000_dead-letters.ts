/** What can never be understood, kept with the reason, so that it can be looked at and sent again after a fix. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // The body is text as it came: what cannot be parsed cannot be jsonb. The digest makes a repeated poison one row.
  pgm.sql(`
    CREATE TABLE dead_letters (
      dead_letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      consumer text NOT NULL,
      topic text NOT NULL,
      reason text NOT NULL,
      body text NOT NULL,
      digest text NOT NULL,
      times int NOT NULL DEFAULT 1,
      first_seen_at timestamptz NOT NULL DEFAULT now(),
      last_seen_at timestamptz NOT NULL DEFAULT now(),
      redriven_at timestamptz,
      UNIQUE (consumer, topic, digest)
    );
    CREATE INDEX dead_letters_waiting ON dead_letters (dead_letter_id) WHERE redriven_at IS NULL;
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE dead_letters');
};
