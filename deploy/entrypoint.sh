#!/bin/sh
# Gives Dagster its settings before it starts: Postgres where JIXIAO_POSTGRES_HOST is set, SQLite else.
set -eu
settings=/opt/jixiao/dagster.yaml
[ -z "${JIXIAO_POSTGRES_HOST:-}" ] || settings=/opt/jixiao/deploy/dagster.postgres.yaml
mkdir -p "$DAGSTER_HOME"
cp "$settings" "$DAGSTER_HOME/dagster.yaml.$$"
mv "$DAGSTER_HOME/dagster.yaml.$$" "$DAGSTER_HOME/dagster.yaml"
cd "$DAGSTER_HOME"
exec "$@"
