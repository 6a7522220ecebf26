#!/bin/sh
# Prints an environment file with fresh secrets for docker-compose.yml: deploy/new-secrets.sh > .env
# Keep it: with another PERSONAL_DATA_KEY nobody can read the personal data that are stored already.
set -eu
umask 077
for name in POSTGRES_PASSWORD CATALOG_DATABASE_PASSWORD DOSSIER_DATABASE_PASSWORD FEEDBACK_DATABASE_PASSWORD \
  REPORTING_DATABASE_PASSWORD GATEWAY_DATABASE_PASSWORD KEYCLOAK_DATABASE_PASSWORD KEYCLOAK_ADMIN_PASSWORD CATALOG_CLIENT_SECRET \
  DOSSIER_CLIENT_SECRET FEEDBACK_CLIENT_SECRET REPORTING_CLIENT_SECRET GATEWAY_CLIENT_SECRET PORTAL_CLIENT_SECRET; do
  echo "$name=$(openssl rand -hex 24)"
done
echo "DOSSIER_PERSONAL_DATA_KEY=$(openssl rand -base64 32)"
echo "FEEDBACK_PERSONAL_DATA_KEY=$(openssl rand -base64 32)"
