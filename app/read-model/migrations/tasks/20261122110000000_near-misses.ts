/** Lets a search that found nothing look for what was nearly typed: beginnings of words, and words with a slip in them. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  // Contrib and trusted, as btree_gin is. No index: it is asked only after a search found nothing, and then about the
  // tasks of one person, while every write of every task would have to keep it.
  pgm.sql('CREATE EXTENSION IF NOT EXISTS pg_trgm');
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP EXTENSION pg_trgm');
};
