"""Scopes for the tests of the expression language."""

from datetime import UTC, datetime
from typing import Any

from millrace.domain.el.scope import Scope

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)


def a_scope(**facts: Any) -> Scope:
    """A scope in Shanghai with the facts given."""
    return Scope(**{"zone": "Asia/Shanghai", "now": NOW, **facts})
