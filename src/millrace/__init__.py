"""Millrace: a studio for data jobs."""

import sys

# Old interpreters must be able to read this file: they answer with a sentence instead of a syntax error.
if sys.version_info < (3, 11):  # noqa: UP036
    raise SystemExit("millrace needs Python 3.11 or newer; this is %d.%d" % sys.version_info[:2])  # noqa: UP031

__version__ = "0.1.0"
