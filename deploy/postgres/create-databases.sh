#!/bin/bash
# Run once by the postgres image, on an empty data folder: a database and a role of its own for each service, so that
# none can read another's.
set -euo pipefail

create() {
  local name="$1" password="$2"
  psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set name="$name" --set password="$password" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

create catalog "$CATALOG_DATABASE_PASSWORD"
create dossier "$DOSSIER_DATABASE_PASSWORD"
create feedback "$FEEDBACK_DATABASE_PASSWORD"
create reporting "$REPORTING_DATABASE_PASSWORD"
create gateway "$GATEWAY_DATABASE_PASSWORD"
create keycloak "$KEYCLOAK_DATABASE_PASSWORD"
