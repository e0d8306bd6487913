#!/usr/bin/env bash
# Back up the ledger, then the data folder: backup.sh TARGET (LIANTU_HOME, LIANTU_LEDGER as in use).
#
# In this order the facts always hold what the ledger names, even while a load runs: facts
# are written before the ledger accepts them and are never changed. Snapshots are left out;
# `liantu rollback VERSION` builds them again. A PostgreSQL ledger is dumped by pg_dump of at
# least the server's version; its password goes by the environment, not by the command line.
set -euo pipefail
umask 077
home=${LIANTU_HOME:?the data folder}
target=${1:?the folder of the backups}
made="$target/$(date -u +%Y%m%dT%H%M%SZ)"
python=${LIANTU_PYTHON:-/opt/liantu/venv/bin/python}
mkdir -p "$made"

"$python" - "$home" "$made" <<'PY'
import os, sqlite3, subprocess, sys
from contextlib import closing
from pathlib import Path
from liantu.ledger import connect
from liantu.settings import settings

home, made = map(Path, sys.argv[1:])
named = settings().ledger
url = connect.parse(named.get_secret_value() if named else f"sqlite:///{home}/ledger.sqlite")
if url.get_backend_name() == "sqlite":
    with closing(sqlite3.connect(url.database)) as old:
        with closing(sqlite3.connect(made / "ledger.sqlite")) as new:
            old.backup(new)
else:
    given = {"PGUSER": url.username, "PGPASSWORD": url.password, "PGHOST": url.host}
    given |= {"PGPORT": url.port and str(url.port), "PGDATABASE": url.database}
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={made / 'ledger.dump'}"]
    subprocess.run(command, env=os.environ | {k: v for k, v in given.items() if v}, check=True)
PY

kept=()
for part in facts sources gaps.yml ledger.id; do
  [ -e "$home/$part" ] && kept+=("$part")
done
# Code 1 only says that a file went away meanwhile: unfinished work that a load swept away.
tar --create --gzip --file "$made/data.tar.gz" --directory "$home" --exclude='.*' "${kept[@]}" \
  || [ $? -eq 1 ]
echo "$made"
