#!/usr/bin/env bash
# All that CI runs: static checks, the studio's tests, every Python test with the browser ones.
# Tests whose server or browser this machine lacks are skipped; pytest lists those servers at the end.
# With MILLRACE_REQUIRE_SERVICES=1 nothing may be lacking.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/check.sh
scripts/studio.sh test
.venv/bin/python -m pytest -n "${MILLRACE_TEST_PROCESSES:-2}" -m "not soak" "$@"
