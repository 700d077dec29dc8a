"""Bodies of the tree, jobs and versions."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from millrace.api.schemas.base import Answer, AwareDatetime, Body, NamedId, Revision
from millrace.domain.job import JobKind
from millrace.ports.records import Directory, VersionRecord
from millrace.services.editing import JobView
from millrace.services.submitting import VersionView

Definition = dict[str, Any]
MOST_MOVED = 10_000
MOST_LOOKED_FOR = 1000


class DirectoryAnswer(Answer):
    """A directory."""

    id: int
    parent_id: int | None
    name: str

    @classmethod
    def of(cls, directory: Directory) -> "DirectoryAnswer":
        """From the record."""
        return cls.model_validate(directory)


class DirectoryBody(Body):
    """A new directory."""

    name: str
    parent_id: NamedId | None = None


class DirectoryChange(Body):
    """Fields that are not sent stay."""

    name: str | None = None
    parent_id: NamedId | None = None


class LastInstance(Answer):
    """The newest instance of a job."""

    id: int
    status: str


class TreeJob(Answer):
    """A job in the tree."""

    id: int
    name: str
    directory_id: int | None
    job_kind: str
    revision: int
    schedule_state: Literal["not_started", "scheduling", "paused", "stopped"]
    submitted_version: int | None
    changed_since_submit: bool
    created_by: str
    updated_by: str
    updated_at: datetime
    last_instance: LastInstance | None


class TreeScript(Answer):
    """A script in the tree."""

    id: int
    name: str
    language: str
    directory_id: int | None


class TreeAnswer(Answer):
    """Everything with a place in a directory."""

    directories: list[DirectoryAnswer]
    jobs: list[TreeJob]
    scripts: list[TreeScript]


class MoveBody(Body):
    """What goes into a directory; none is the top."""

    directory_id: NamedId | None
    directories: Annotated[list[NamedId], Field(max_length=MOST_MOVED)] = Field(default_factory=list)
    jobs: Annotated[list[NamedId], Field(max_length=MOST_MOVED)] = Field(default_factory=list)
    scripts: Annotated[list[NamedId], Field(max_length=MOST_MOVED)] = Field(default_factory=list)


class CopyBody(Body):
    """Where the copy of a job lies, and its name; without them, beside the original under a free name."""

    name: str | None = None
    directory_id: NamedId | None = None


class UsesBody(Body):
    """The jobs to look for."""

    jobs: Annotated[list[NamedId], Field(max_length=MOST_LOOKED_FOR)]


class JobUseAnswer(Answer):
    """Who names a job: in the dependencies of a schedule, or in a node that runs it."""

    job_id: int
    dependents: list[str]
    callers: list[str]


class JobUses(Answer):
    """Only jobs that somebody names."""

    items: list[JobUseAnswer]


class ProblemAnswer(Answer):
    """One thing to put right."""

    code: str
    message: str
    severity: Literal["error", "warning"]
    node_id: str | None
    field: str | None
    column: int | None
    values: dict[str, str | int] = {}


class JobBody(Body):
    """A new job."""

    name: str
    directory_id: NamedId | None = None
    job_kind: JobKind = JobKind.PIPELINE
    definition: Definition | None = None


class JobChange(Body):
    """Fields that are not sent stay."""

    name: str | None = None
    directory_id: NamedId | None = None


class JobAnswer(Answer):
    """A job with its draft."""

    id: int
    name: str
    directory_id: int | None
    revision: int
    definition: Definition
    submitted_version: int | None
    changed_since_submit: bool
    problems: list[ProblemAnswer]
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    @classmethod
    def of(cls, view: JobView) -> "JobAnswer":
        """From the service's view."""
        job = view.job
        return cls(
            id=job.id,
            name=job.name,
            directory_id=job.directory_id,
            revision=job.revision,
            definition=dict(view.draft.as_json),
            submitted_version=job.submitted_version,
            changed_since_submit=view.changed_since_submit,
            problems=[ProblemAnswer.model_validate(problem) for problem in view.problems],
            created_at=job.created.at,
            created_by=job.created.by,
            updated_at=job.updated.at,
            updated_by=job.updated.by,
        )


class DraftBody(Body):
    """A draft with the revision that it is based on."""

    revision: Revision
    definition: Definition


class SavedDraft(Answer):
    """What a save answers."""

    revision: int
    changed_since_submit: bool
    problems: list[ProblemAnswer]
    updated_at: datetime


class CheckBody(Body):
    """A working copy."""

    definition: Definition


class Problems(Answer):
    """What is wrong with it."""

    problems: list[ProblemAnswer]


class SubmitBody(Body):
    """The description of a version, at most 128 characters."""

    description: str = ""


class VersionAnswer(Answer):
    """A submitted version."""

    version_no: int
    description: str
    submitted_at: datetime
    submitted_by: str
    content_hash: str

    @classmethod
    def of(cls, version: VersionRecord) -> "VersionAnswer":
        """From the record."""
        return cls(**_version_fields(version))


class Versions(Answer):
    """Submitted versions, newest first."""

    items: list[VersionAnswer]
    next_cursor: str | None = None


class VersionWithContent(VersionAnswer):
    """A submitted version and its definition."""

    definition: Definition

    @classmethod
    def of_view(cls, view: VersionView) -> "VersionWithContent":
        """From the service's view."""
        return cls(**_version_fields(view.version), definition=dict(view.draft.as_json))


class TestRunBody(Body):
    """How to start a test run."""

    params: dict[str, str] = Field(default_factory=dict)
    plan_time: AwareDatetime | None = None
    only_nodes: list[str] = Field(default_factory=list)


class RunNowBody(Body):
    """How to run the submitted version."""

    params: dict[str, str] = Field(default_factory=dict)


class DocumentBody(Body):
    """A YAML document; `source` is how errors name it."""

    text: str
    source: str = "document"


def _version_fields(version: VersionRecord) -> dict[str, Any]:
    return {
        "version_no": version.number,
        "description": version.description,
        "submitted_at": version.made.at,
        "submitted_by": version.made.by,
        "content_hash": version.content_hash,
    }
