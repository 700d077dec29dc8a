"""Why an instance waits, as people see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """An upstream instance, there or still to come; `waived`: an operator let it go (R49)."""

    job_name: str
    job_id: int | None
    plan_time: datetime
    local: str
    instance_id: int | None
    status: str | None
    rule: str
    on_upstream_failure: str
    waived: bool
    removable: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go from a part: the object it is about."""

    kind: str  # "instance" | "job" | "task_group" | "calendar" | "settings"
    id: int | None


@dataclass(frozen=True, slots=True)
class WaitingPart:
    """One thing that an instance needs before it runs; `actions`: commands the caller may give now."""

    kind: str
    ok: bool
    text: str
    items: Sequence[WaitedFor] = ()
    total: int = 0
    link: Link | None = None
    actions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an instance waits: one sentence, the word of R54, and all that it needs."""

    instance_id: int
    waiting: bool
    reason: str | None
    sentence: str
    late_seconds: int | None
    parts: Sequence[WaitingPart]
