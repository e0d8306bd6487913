#!/usr/bin/env bash
# Make the passwords of a new installation, once: secrets/ beside this file, or the folder named.
# The folder is for its owner alone; the files in it are readable, because each container
# reads its own as a user of its own.
set -euo pipefail
folder=${1:-"$(dirname "$0")/secrets"}
if [ -e "$folder" ]; then
  echo "$folder is there already; nothing was changed" >&2
  exit 1
fi
umask 077
mkdir -p "$folder"
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
ledger=$(random)
store=$(random)
printf '%s' "$ledger" >"$folder/postgres_password"
printf 'postgresql://liantu:%s@postgres:5432/liantu' "$ledger" >"$folder/liantu_ledger"
printf 'neo4j/%s' "$store" >"$folder/neo4j_auth"
printf '%s' "$store" >"$folder/liantu_store_password"
random >"$folder/liantu_session_key"
chmod 444 "$folder"/*
echo "Made $folder: keep a copy where the backups are, and nowhere else" >&2
