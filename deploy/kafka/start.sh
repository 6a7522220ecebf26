#!/bin/sh
# Runs Kafka in its container. The administrator is made when the data folder is empty: later its password is changed with
# kafka-configs.sh, since a folder that has been formatted is left as it is.
set -eu
home=${KAFKA_HOME:-/opt/kafka}
properties=${KAFKA_PROPERTIES:-/etc/motcua/server.properties}
"$home/bin/kafka-storage.sh" format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$properties" \
  --add-scram "SCRAM-SHA-512=[name=admin,password=$KAFKA_ADMIN_PASSWORD]"
# Kafka's own script would have the garbage collector write a log file.
export EXTRA_ARGS='-name kafkaServer'
exec "$home/bin/kafka-server-start.sh" "$properties"
