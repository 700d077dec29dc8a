"""Masked values leave the server only as a mask (R136), and a mask that comes back means: as it was."""

from collections.abc import Collection, Mapping
from typing import Any

from millrace.domain.job import JobDefinition

MASK = "********"


def hide(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The definition (as JSON) with the values of masked parameters replaced."""
    params = definition.get("params")
    if not isinstance(params, list):
        return dict(definition)
    return {**definition, "params": [_hidden(param) for param in params]}


def restore(sent: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The definition that was sent, with masks replaced by the values that are kept under the same name.

    Where none is kept the value is lost, and empty: the mask itself must never become a secret.
    """
    params, old = sent.get("params"), kept.get("params")
    if not isinstance(params, list):
        return dict(sent)
    kept_params = [param for param in old if isinstance(param, Mapping)] if isinstance(old, list) else []
    values = {str(param.get("name")): param.get("value") for param in kept_params}
    return {**sent, "params": [_restored(param, values) for param in params]}


def hide_values(definition: JobDefinition | None, params: Mapping[str, str]) -> dict[str, str]:
    """Run-time values as they may be shown; without the definition all of them are hidden."""
    if definition is None:
        return dict.fromkeys(params, MASK)
    masked = {param.name for param in definition.params if param.masked}
    return {name: MASK if name in masked else value for name, value in params.items()}


def without_values(error: Mapping[str, Any], values: Collection[str]) -> dict[str, Any]:
    """An error as a document, without the values its text may quote."""
    message = str(error["message"])
    for value in sorted(filter(None, values), key=len, reverse=True):
        message = message.replace(value, MASK)
    data = error["data"] if message == error["message"] else {}
    return {"code": error["code"], "message": message, "data": data}


def _is_masked(param: Any) -> bool:
    return isinstance(param, Mapping) and bool(param.get("masked"))


def _hidden(param: Any) -> Any:
    return {**param, "value": MASK} if _is_masked(param) and param.get("value") else param


def _restored(param: Any, values: Mapping[str, Any]) -> Any:
    if _is_masked(param) and param.get("value") == MASK:
        return {**param, "value": values.get(str(param.get("name")), "")}
    return param
