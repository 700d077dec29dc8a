"""Bodies of task groups (R86)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from millrace.api.schemas.base import Answer, Body, Revision
from millrace.services.grouping import GroupInput, GroupView


class GroupUse(Answer):
    """A job that names the group; `nodes` are those with this group of their own."""

    job_id: int
    job_name: str
    nodes: list[str]


class TaskGroupAnswer(Answer):
    """A group, how many node runs of it run and wait for a place, and who uses it."""

    id: int
    name: str
    description: str
    max: int
    running: int
    queued: int
    revision: int
    updated_at: datetime
    updated_by: str
    used_by: list[GroupUse]

    @classmethod
    def of(cls, view: GroupView) -> "TaskGroupAnswer":
        """From the service's view."""
        record = view.group
        return cls(
            id=record.id,
            name=record.name,
            description=record.description,
            max=record.max,
            running=view.running,
            queued=view.queued,
            revision=record.revision,
            updated_at=record.updated.at,
            updated_by=record.updated.by,
            used_by=[GroupUse.model_validate(use) for use in view.used_by],
        )


class TaskGroups(Answer):
    """All task groups of a workspace by name."""

    items: list[TaskGroupAnswer]
    next_cursor: str | None = None


class TaskGroupBody(Body):
    """A group as people enter it."""

    name: str
    description: Annotated[str, Field(max_length=1000)] = ""
    max: Annotated[int, Field(ge=1, le=1_000_000)]

    def given(self) -> GroupInput:
        """For the service."""
        return GroupInput(self.name, self.description, self.max)


class TaskGroupChange(TaskGroupBody):
    """The whole group anew, with the revision that it is based on."""

    revision: Revision
