/** People and what they alone keep: categories and saved filters. Written by the edge, never by a projection. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    CREATE TABLE users (
      user_id uuid PRIMARY KEY,
      username text NOT NULL CHECK (char_length(username) BETWEEN 3 AND 50),
      email text NOT NULL UNIQUE CHECK (email = lower(email)),
      password_hash text NOT NULL,
      preferences jsonb NOT NULL,
      timezone text NOT NULL,
      created_at timestamptz NOT NULL,
      last_active timestamptz NOT NULL,
      event_sequence int NOT NULL DEFAULT 0,
      last_event_hash text
    );
    COMMENT ON COLUMN users.event_sequence IS 'The sequence of the user''s last event; raised under the row''s lock';
    CREATE UNIQUE INDEX users_username ON users (lower(username));
    CREATE TABLE categories (
      category_id uuid PRIMARY KEY,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100)
    );
    CREATE UNIQUE INDEX categories_name ON categories (user_id, lower(name));
    CREATE TABLE filters (
      filter_id uuid PRIMARY KEY,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
      query text NOT NULL CHECK (char_length(query) BETWEEN 1 AND 1000)
    );
    CREATE UNIQUE INDEX filters_name ON filters (user_id, lower(name));
  `);
};

export const down = (pgm: MigrationBuilder): void => {
  pgm.sql('DROP TABLE filters; DROP TABLE categories; DROP TABLE users');
};
