#!/bin/bash
# Whether Kafka answers on a port: asks for the versions of its API (ApiVersions v0), which needs no password. A tool of
# Kafka's own would start a Java machine for each question.
set -eu
port=${1:-9092}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf '\0\0\0\x0a\0\x12\0\0\0\0\0\x01\xff\xff' >&3
[ "$(head -c 4 <&3 | wc -c)" -eq 4 ]
