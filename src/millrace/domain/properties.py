"""Field helpers for property models: they put their hints into the JSON Schema that draws the form.

A property model is an ordinary pydantic model; the helpers only choose `Field(...)` arguments. Keys that
begin with `x-` are ours: `x-kind`, `x-language`, `x-reference`, `x-connection-types`, `x-el`, `x-el-per-row`,
`x-show-when`, `x-section`. Every field has a label (`title`) and a help text (`description`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Properties(BaseModel):
    """Base of all property models. Unknown properties are kept, as foreign exports bring them."""

    model_config = ConfigDict(extra="allow", frozen=True)


ShowWhen = Mapping[str, Sequence[Any]]
"""Field name -> values for which this field is shown (all must match)."""


def _extra(
    kind: str, el: bool, show_when: ShowWhen | None, section: str, more: Mapping[str, Any]
) -> dict[str, Any]:
    extra: dict[str, Any] = {"x-kind": kind, "x-section": section, **more}
    if el:
        extra["x-el"] = True
    if show_when:
        extra["x-show-when"] = {name: list(values) for name, values in show_when.items()}
    return extra


def text(
    label: str,
    help: str,
    *,
    el: bool = True,
    el_per_row: bool = False,
    default: Any = ...,
    show_when: ShowWhen | None = None,
    section: str = "main",
    multiline: bool = False,
    **more: Any,
) -> Any:
    """A line (or several) of text; by default expressions are allowed (`el_per_row`: see key_values)."""
    hints = {"x-multiline": multiline, "x-el-per-row": el_per_row}
    extra = _extra("text", el, show_when, section, {key: True for key, is_on in hints.items() if is_on})
    return Field(default, title=label, description=help, json_schema_extra=extra, **more)


def code(
    language: str,
    label: str,
    help: str,
    *,
    el: bool = True,
    default: Any = ...,
    show_when: ShowWhen | None = None,
    section: str = "main",
) -> Any:
    """Source text in a language that the editor colours."""
    extra = _extra("code", el, show_when, section, {"x-language": language})
    return Field(default, title=label, description=help, json_schema_extra=extra)


def reference(
    to: str,
    label: str,
    help: str,
    *,
    types: Sequence[str] = (),
    default: Any = ...,
    show_when: ShowWhen | None = None,
    section: str = "main",
) -> Any:
    """The name of a `connection`, `script`, `job` or `file` of the workspace; `types` narrows connections."""
    more: dict[str, Any] = {"x-reference": to}
    if types:
        more["x-connection-types"] = list(types)
    return Field(
        default,
        title=label,
        description=help,
        json_schema_extra=_extra("reference", False, show_when, section, more),
    )


def choice(
    label: str,
    help: str,
    *,
    default: Any = ...,
    labels: Mapping[str, str] | None = None,
    show_when: ShowWhen | None = None,
    section: str = "main",
) -> Any:
    """One of the values of the field's Literal or enum type; `labels` are what people read."""
    more = {"x-labels": dict(labels)} if labels else {}
    return Field(
        default,
        title=label,
        description=help,
        json_schema_extra=_extra("choice", False, show_when, section, more),
    )


def number(
    label: str,
    help: str,
    *,
    default: Any = ...,
    show_when: ShowWhen | None = None,
    section: str = "main",
    **bounds: Any,
) -> Any:
    """A number; `ge`, `le`, `gt`, `lt` bound it."""
    return Field(
        default,
        title=label,
        description=help,
        json_schema_extra=_extra("number", False, show_when, section, {}),
        **bounds,
    )


def switch(
    label: str, help: str, *, default: bool = False, show_when: ShowWhen | None = None, section: str = "main"
) -> Any:
    """On or off."""
    return Field(
        default,
        title=label,
        description=help,
        json_schema_extra=_extra("boolean", False, show_when, section, {}),
    )


def key_values(
    label: str,
    help: str,
    *,
    el: bool = True,
    el_per_row: bool = False,
    show_when: ShowWhen | None = None,
    section: str = "main",
) -> Any:
    """A table of names and texts (`dict[str, str]`).

    `el_per_row`: the node evaluates the texts itself, once a row, by `NodeContext.render` (For Each, R155).
    """
    more = {"x-el-per-row": True} if el_per_row else {}
    return Field(
        default_factory=dict,
        title=label,
        description=help,
        json_schema_extra=_extra("key_values", el, show_when, section, more),
    )


def rows(
    label: str,
    help: str,
    *,
    show_when: ShowWhen | None = None,
    section: str = "main",
    el: bool = True,
    default: Any = None,
    **bounds: Any,
) -> Any:
    """A list of texts or of small models, drawn as a table."""
    extra = _extra("list", el, show_when, section, {})
    if default is None:
        return Field(default_factory=list, title=label, description=help, json_schema_extra=extra, **bounds)
    return Field(default, title=label, description=help, json_schema_extra=extra, **bounds)


def secret(label: str, help: str, *, default: Any = "", show_when: ShowWhen | None = None) -> Any:
    """A secret of a connection: encrypted at rest and write-only."""
    return Field(
        default,
        title=label,
        description=help,
        json_schema_extra=_extra("secret", False, show_when, "main", {}),
    )
