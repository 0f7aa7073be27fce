/** Who takes part in the system and how each was when it last said so. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // The status is derived from health and age when it is read: a service that is gone writes nothing.
  pgm.sql(`
    CREATE TABLE services (
      service_id uuid PRIMARY KEY,
      service_name text NOT NULL,
      description text NOT NULL,
      consumes_topics text[] NOT NULL,
      produces_topics text[] NOT NULL,
      health text NOT NULL CHECK (health IN ('HEALTHY', 'DEGRADED', 'UNHEALTHY')),
      dependencies jsonb NOT NULL,
      last_heartbeat timestamptz NOT NULL,
      partition_assignment jsonb NOT NULL
    );
    CREATE INDEX services_name ON services (service_name);
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE services');
};
