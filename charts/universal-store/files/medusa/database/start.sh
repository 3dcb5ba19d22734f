# Prepares the data directory, sets the shop's password, then becomes PostgreSQL. Runs as process 1 of the container.
set -eu
umask 077

# One statement a line. Statements are kept out of the log, because they hold the password.
single_user() {
  if ! postgres --single -F -D "$1" -c log_min_error_statement=panic "$2" >/tmp/single.log 2>&1 || grep -q ERROR /tmp/single.log; then
    cat /tmp/single.log >&2
    exit 1
  fi
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Made beside its final place and renamed when complete: a start that is killed half-way begins again.
  rm -rf "$PGDATA.new"
  initdb --pgdata="$PGDATA.new" --username=postgres --auth=trust --encoding=UTF8 \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --data-checksums --no-sync --no-instructions
  single_user "$PGDATA.new" template1 <<SQL
CREATE ROLE medusa LOGIN
CREATE DATABASE medusa OWNER medusa
SQL
  sync -f "$PGDATA.new"
  mv "$PGDATA.new" "$PGDATA"
fi

single_user "$PGDATA" postgres <<SQL
ALTER ROLE medusa PASSWORD '$DATABASE_PASSWORD'
SQL

exec postgres -D "$PGDATA" \
  -c config_file=/etc/storefleet/postgresql.conf \
  -c hba_file=/etc/storefleet/pg_hba.conf \
  -c shared_buffers="$((MEMORY_LIMIT_MIB / 6))MB" \
  -c effective_cache_size="$((MEMORY_LIMIT_MIB / 2))MB" \
  -c max_wal_size="${MAX_WAL_MIB}MB"
