"""Env: environment variables of the workspace (R156)."""

from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.scope import Scope


def _get(scope: Scope, name: str | None) -> str | None:
    return None if name is None else scope.env.get(name)


ENV = EmbeddedObject("Env", table(("get", "s", _get)))
