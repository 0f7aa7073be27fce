/** What people and the product said to each other, in a database of its own. */
import type { MigrationBuilder } from 'node-pg-migrate';

export const up = (pgm: MigrationBuilder): void => {
  pgm.sql(`
    CREATE TABLE conversations (
      conversation_id uuid PRIMARY KEY,
      user_id uuid NOT NULL,
      title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 255),
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'ARCHIVED')),
      memory jsonb,
      event_sequence int NOT NULL DEFAULT 0,
      last_event_hash text
    );
    COMMENT ON COLUMN conversations.memory IS 'What "it" and "the second one" refer to';
    CREATE INDEX conversations_user ON conversations (user_id, updated_at DESC, conversation_id);
    CREATE TABLE messages (
      position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      message_id uuid NOT NULL UNIQUE,
      conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
      sender_type text NOT NULL CHECK (sender_type IN ('USER', 'SYSTEM', 'ASSISTANT')),
      sender_id uuid,
      content text NOT NULL,
      created_at timestamptz NOT NULL,
      related_task_id uuid,
      correlation_id uuid,
      answers uuid UNIQUE REFERENCES messages (message_id) ON DELETE CASCADE,
      plan jsonb,
      result jsonb
    );
    COMMENT ON COLUMN messages.answers IS 'The message this one answers: a message is answered once';
    COMMENT ON COLUMN messages.plan IS 'What a message was taken to mean, stored before it is done, so that a retry does the same';
    COMMENT ON COLUMN messages.result IS 'Of an answer: what was done, as the caller was told';
    CREATE INDEX messages_conversation ON messages (conversation_id, position);
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
  pgm.sql('DROP TABLE edge_outbox; DROP TABLE command_results; DROP TABLE messages; DROP TABLE conversations');
};
