#!/bin/sh
# Prints the Secrets that the overlay refers to, with values drawn anew: sh secrets.sh | kubectl apply -f -
# Run it once for a cluster: Postgres keeps the password it was first started with.
set -eu
draw() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

secret() { # name, then key=value ...
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: duecourse\nstringData:\n' "$1"
  shift
  for pair in "$@"; do printf "  %s: '%s'\n" "${pair%%=*}" "${pair#*=}"; done
}

password=$(draw)
secret postgres "password=$password"
secret duecourse-database \
  "DUECOURSE_DATABASE_URL=postgres://duecourse:$password@postgres:5432/duecourse" \
  "DUECOURSE_CONVERSATIONS_URL=postgres://duecourse:$password@postgres:5432/duecourse_conversations"
secret duecourse-kafka "DUECOURSE_KAFKA_BROKERS=kafka:9092"
secret duecourse-edge "DUECOURSE_TOKEN_SECRET=$(draw)"
secret dapr-api-token "token=$(draw)"
secret app-api-token "token=$(draw)"
