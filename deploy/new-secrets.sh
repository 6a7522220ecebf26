#!/bin/sh
# Writes an environment file with fresh secrets for docker-compose.yml: deploy/new-secrets.sh [file], .env unless named.
# Only its owner may read the file, and one that exists is left alone: with another PERSONAL_DATA_KEY nobody can read the
# personal data that are stored already.
set -eu
umask 077
file=${1:-.env}

refuse() {
  echo "$1" >&2
  exit 1
}

# `ln` would put its link into a folder.
[ ! -d "$file" ] || refuse "$file is a folder. Name the file to write."
folder=$(dirname -- "$file")
[ -d "$folder" ] || refuse "There is no folder $folder to write $file in."

# Written beside its place and linked there when it is whole: a run that breaks off leaves no half of a file, and a link is
# never made over anything that exists.
incoming=$(mktemp "$folder/.new-secrets.XXXXXX")
trap 'rm -f "$incoming"' EXIT
trap 'exit 1' HUP INT TERM

secret() {
  # An assignment of its own: the exit code of a command inside an argument would be lost, and the secret empty.
  value=$(openssl rand "$2" "$3")
  echo "$1=$value" >>"$incoming"
}

for name in POSTGRES_PASSWORD CATALOG_DATABASE_PASSWORD DOSSIER_DATABASE_PASSWORD FEEDBACK_DATABASE_PASSWORD \
  REPORTING_DATABASE_PASSWORD GATEWAY_DATABASE_PASSWORD KEYCLOAK_DATABASE_PASSWORD \
  KAFKA_ADMIN_PASSWORD CATALOG_KAFKA_PASSWORD DOSSIER_KAFKA_PASSWORD FEEDBACK_KAFKA_PASSWORD REPORTING_KAFKA_PASSWORD \
  GATEWAY_KAFKA_PASSWORD \
  KEYCLOAK_ADMIN_PASSWORD CATALOG_CLIENT_SECRET DOSSIER_CLIENT_SECRET FEEDBACK_CLIENT_SECRET REPORTING_CLIENT_SECRET \
  GATEWAY_CLIENT_SECRET PORTAL_CLIENT_SECRET; do
  secret "$name" -hex 24
done
for name in DOSSIER_PERSONAL_DATA_KEY FEEDBACK_PERSONAL_DATA_KEY; do
  secret "$name" -base64 32
done

ln -- "$incoming" "$file" 2>/dev/null || {
  [ ! -e "$file" ] && [ ! -L "$file" ] || refuse "$file exists and is left as it is: its keys may be in use."
  refuse "$file could not be written."
}
echo "Wrote $(wc -l <"$file" | tr -d ' ') secrets to $file, which only you may read. Keep it, and a copy in a safe place."
