#!/bin/sh
# Brings each topic of topics.txt to its partitions and retention; run again, it changes nothing.
# Settings, all from the environment:
#   DUECOURSE_KAFKA_BROKERS   host:port[,host:port]
#   REPLICATION               copies of each partition; without it, the brokers' own default
#   TOPICS                    the list; TOOLS: where kafka-topics.sh and kafka-configs.sh are
#   CLIENT_PROPERTIES         how to sign in, a file for --command-config; not used when it is not there
set -eu
: "${DUECOURSE_KAFKA_BROKERS:?brokers to talk to}"
TOPICS=${TOPICS:-/topics/topics.txt}
TOOLS=${TOOLS:-/opt/kafka/bin}
CLIENT_PROPERTIES=${CLIENT_PROPERTIES:-/client/client.properties}

set -- --bootstrap-server "$DUECOURSE_KAFKA_BROKERS"
if [ -f "$CLIENT_PROPERTIES" ]; then set -- "$@" --command-config "$CLIENT_PROPERTIES"; fi

# The tools read standard input, which is the list in these loops: hence </dev/null.
list() { grep -v '^#' "$TOPICS"; }

list | while read -r topic partitions days; do
  retention=$((days * 24 * 60 * 60 * 1000))
  "$TOOLS/kafka-topics.sh" "$@" --create --if-not-exists --topic "$topic" --partitions "$partitions" \
    ${REPLICATION:+--replication-factor "$REPLICATION"} --config "retention.ms=$retention" </dev/null
  # It may have been there before: from an older list, or made by a broker that makes topics when asked for them.
  "$TOOLS/kafka-configs.sh" "$@" --alter --entity-type topics --entity-name "$topic" \
    --add-config "retention.ms=$retention" </dev/null
done

described=$("$TOOLS/kafka-topics.sh" "$@" --describe </dev/null)
list | while read -r topic partitions days; do
  has=$(printf '%s\n' "$described" | grep -c "Topic: $topic[[:space:]].*Partition: ")
  if [ "$has" -lt "$partitions" ]; then
    "$TOOLS/kafka-topics.sh" "$@" --alter --topic "$topic" --partitions "$partitions" </dev/null
  elif [ "$has" -gt "$partitions" ]; then
    echo "$topic has $has partitions, more than the $partitions asked for: partitions cannot be taken away" >&2
  fi
done
