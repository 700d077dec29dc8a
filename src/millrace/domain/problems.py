"""A problem of a definition: one thing to put right before it can be submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _values
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `field` is a path such as `properties.sql` or `edges[2].condition`.

    `values`: the names and numbers of the message, for those who say it in another language.
    """

    code: str
    message: str
    severity: Severity = "error"
    node_id: str | None = None
    field: str | None = None
    column: int | None = None  # from 1, in the text of the field
    values: Mapping[str, str | int] = _values(default_factory=dict, compare=False)
