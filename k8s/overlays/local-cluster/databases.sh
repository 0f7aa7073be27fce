#!/bin/sh
# The image makes the first database from its own settings; conversations are kept apart from tasks.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --command "CREATE DATABASE duecourse_conversations OWNER $POSTGRES_USER"
