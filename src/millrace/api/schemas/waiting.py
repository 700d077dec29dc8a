"""Bodies of why an instance waits, and of commands to many instances."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from millrace.api.schemas.base import Answer, Body, NamedId
from millrace.services.commanding import InstanceCommand

MAX_AT_ONCE = 1000


class WaitedForAnswer(Answer):
    """An upstream instance; null where it does not exist yet. `waived`: an operator let it go."""

    job_name: str
    job_id: int | None
    plan_time: datetime
    local: str
    instance_id: int | None
    status: str | None
    rule: Literal["default", "all", "any", "last", "nearest"]
    on_upstream_failure: Literal["pending", "continue", "cancel"]
    waived: bool
    removable: bool


class LinkAnswer(Answer):
    """The object that a part is about."""

    kind: Literal["instance", "job", "task_group", "calendar", "settings"]
    id: int | None


class WaitingPartAnswer(Answer):
    """One thing that an instance needs; `actions`: commands the caller may give now."""

    kind: Literal[
        "upstream",
        "upstream_end",
        "previous_cycle",
        "confirmation",
        "calendar",
        "listening",
        "concurrency",
        "task_group",
        "workspace_limit",
        "worker",
    ]
    ok: bool
    text: str
    items: list[WaitedForAnswer]
    total: int
    link: LinkAnswer | None
    actions: list[InstanceCommand]


class WaitingAnswer(Answer):
    """Why an instance waits: a sentence, its reason in one word, and all that it needs."""

    instance_id: int
    waiting: bool
    reason: str | None
    sentence: str
    late_seconds: int | None
    parts: list[WaitingPartAnswer]


class CommandsBody(Body):
    """One operation for many instances."""

    ids: Annotated[list[NamedId], Field(min_length=1, max_length=MAX_AT_ONCE)]
    kind: InstanceCommand
    args: dict[str, Any] = Field(default_factory=dict)


class RefusedCommandAnswer(Answer):
    """An instance that stays as it is, and why."""

    id: int
    code: str
    message: str


class CommandsAnswer(Answer):
    """What became of the operation; `pending`: no engine has answered yet."""

    applied: list[int]
    refused: list[RefusedCommandAnswer]
    pending: list[int]
