"""A problem of a definition: one thing to put right before it can be submitted."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `field` is a path such as `properties.sql` or `edges[2].condition`."""

    code: str
    message: str
    severity: Severity = "error"
    node_id: str | None = None
    field: str | None = None
    column: int | None = None  # from 1, in the text of the field
