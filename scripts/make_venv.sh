#!/usr/bin/env bash
# Makes or refreshes the environment: the newest Python from 3.11 on, the pinned packages with their hashes,
# and this project, editable. Only pip is needed.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly VENV="${1:?usage: scripts/make_venv.sh FOLDER}"

find_python() {
  local name
  for name in "${MILLRACE_PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "Millrace needs Python 3.11 or newer: install it (Debian: apt-get install python3.11 python3.11-venv), or name it: MILLRACE_PYTHON=/path/to/python3.12 make setup" >&2
  return 1
}

make_environment() {
  local python
  python="$(find_python)"
  if "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python lacks venv: install it (Debian: apt-get install python3-venv), then run make again." >&2
    return 1
  fi
  echo "making $VENV with $("$python" --version)"
  "$python" -m venv --clear "$VENV"
}

make_environment
echo "installing the pinned packages (once; about half a minute)"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
  --requirement requirements-dev.lock
# The studio is built by `make setup` itself, which also notices later edits.
MILLRACE_SKIP_UI=1 "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
  --no-build-isolation --editable .
