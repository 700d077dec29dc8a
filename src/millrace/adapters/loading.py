"""The one place that loads an adapter by its dotted name (`package.module:function`)."""

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any

from millrace.ports.node_runtime import NodeFailure


@cache
def load(name: str) -> Callable[..., Any]:
    """The function behind a dotted name. Raises NodeFailure (adapter_missing) where it cannot be loaded."""
    module_name, _colon, function_name = name.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), function_name, None)
    except ImportError as error:
        raise _missing(name, f"the Python module {error.name or module_name} is not installed") from error
    if not callable(found):
        raise _missing(name, f"{module_name} has no function {function_name}")
    function: Callable[..., Any] = found
    return function


def _missing(name: str, why: str) -> NodeFailure:
    return NodeFailure(
        "adapter_missing",
        f"What this node needs cannot be loaded: {why}. Install the extra that its type names.",
        data={"adapter": name},
    )
