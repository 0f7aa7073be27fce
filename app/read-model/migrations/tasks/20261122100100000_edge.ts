/** What lets the edge repeat an answer and publish an event exactly as it committed the change behind it. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    CREATE TABLE command_results (
      user_id uuid NOT NULL,
      command_id text NOT NULL,
      body_hash text NOT NULL,
      result jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (user_id, command_id)
    );
    CREATE TABLE edge_outbox (
      position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      event jsonb NOT NULL
    );
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE edge_outbox; DROP TABLE command_results');
};
