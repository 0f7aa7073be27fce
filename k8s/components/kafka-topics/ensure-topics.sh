#!/bin/sh
# Brings each topic of topics.txt to its partitions and retention; run again, it changes nothing.
# Settings, all from the environment:
#   DUECOURSE_KAFKA_BROKERS   host:port[,host:port]
#   REPLICATION               copies of each partition; -1 leaves it to the brokers' own default
#   TOPICS                    the list; TOOLS: where kafka-topics.sh and kafka-configs.sh are
#   CLIENT_PROPERTIES         how to sign in, a file for --command-config; not used when it is not there
set -eu
: "${DUECOURSE_KAFKA_BROKERS:?brokers to talk to}"
TOPICS=${TOPICS:-/topics/topics.txt}
TOOLS=${TOOLS:-/opt/kafka/bin}
CLIENT_PROPERTIES=${CLIENT_PROPERTIES:-/client/client.properties}
REPLICATION=${REPLICATION:--1}

set -- --bootstrap-server "$DUECOURSE_KAFKA_BROKERS"
if [ -f "$CLIENT_PROPERTIES" ]; then set -- "$@" --command-config "$CLIENT_PROPERTIES"; fi

grep -v '^#' "$TOPICS" | while read -r topic partitions days; do
  [ -n "$topic" ] || continue
  retention=$((days * 24 * 60 * 60 * 1000))
  # The tools read standard input; it is ours.
  "$TOOLS/kafka-topics.sh" "$@" --create --if-not-exists --topic "$topic" --partitions "$partitions" \
    --replication-factor "$REPLICATION" --config "retention.ms=$retention" </dev/null
  # A topic that was there before, made by an older list or by a broker that makes topics when asked for them.
  "$TOOLS/kafka-configs.sh" "$@" --alter --entity-type topics --entity-name "$topic" \
    --add-config "retention.ms=$retention" </dev/null
  has=$("$TOOLS/kafka-topics.sh" "$@" --describe --topic "$topic" </dev/null | grep -c 'Partition: ')
  if [ "$has" -lt "$partitions" ]; then
    "$TOOLS/kafka-topics.sh" "$@" --alter --topic "$topic" --partitions "$partitions" </dev/null
  elif [ "$has" -gt "$partitions" ]; then
    echo "$topic has $has partitions, more than the $partitions asked for: partitions cannot be taken away" >&2
  fi
done
