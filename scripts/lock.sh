#!/usr/bin/env bash
# Writes both lock files anew: exact versions with hashes, for every platform, without any host name.
# Needs uv (only here; setting up does not). An existing lock file is kept as far as it still fits;
# `scripts/lock.sh --upgrade` takes the newest versions that pyproject.toml allows.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
  local target="$1"
  shift
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-annotate --custom-compile-command "scripts/lock.sh" --quiet --output-file "$target" "$@"
  echo "wrote $target: $(grep -c '==' "$target") packages"
}

lock requirements.lock "$@"
lock requirements-dev.lock --group dev --constraint requirements.lock "$@"
python3 scripts/complete_npm_lock.py
