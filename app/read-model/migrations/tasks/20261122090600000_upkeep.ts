/** How far the upkeep of tasks has come, so that it goes on there after a restart. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    CREATE TABLE upkeep_progress (
      name text PRIMARY KEY,
      position text,
      updated_at timestamptz NOT NULL DEFAULT now()
    );
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE upkeep_progress');
};
