#!/usr/bin/env bash
# The static checks, in the order in which they are quick: lint, format, import contracts, types, studio.
set -euo pipefail
cd "$(dirname "$0")/.."
readonly BIN=.venv/bin

"$BIN/ruff" check .
"$BIN/ruff" format --check .
"$BIN/lint-imports"
"$BIN/mypy"
scripts/studio.sh check
