"""The definition of a job: the one truth for the designer, the API, bundles, YAML files and versions.

Unknown fields, as foreign exports bring them, are kept and written back. A definition read and written again
loses nothing; `content_hash` of two equal definitions is equal.
"""

import hashlib
import json
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from millrace.domain.schedule import Schedule

SCHEMA_VERSION = 1


class JobKind(StrEnum):
    """Pipeline: drawn on a canvas. Single task: the editor is the job."""

    PIPELINE = "pipeline"
    SINGLE_TASK = "single_task"


class ProcessingMode(StrEnum):
    """Batch: scheduled as a whole. Real time: every node has its own trigger (R100)."""

    BATCH = "batch"
    REAL_TIME = "real_time"


class FailurePolicy(StrEnum):
    """R61-R65."""

    FAIL = "FAIL"
    FAIL_CHILD = "FAIL_CHILD"
    IGNORE = "IGNORE"
    SUSPEND = "SUSPEND"


class OnFalse(StrEnum):
    """What an unmet condition skips (R71, R72)."""

    SKIP_ALL = "skip_all"
    SKIP_NEXT = "skip_next"


class MultiIf(StrEnum):
    """How the votes of several conditional edges join (R73)."""

    OR = "OR"
    AND = "AND"


class ParameterKind(StrEnum):
    """R136: they differ on import only."""

    VARIABLE = "variable"
    CONSTANT = "constant"


class AfterLoss(StrEnum):
    """What becomes of a node run whose attempt was lost with its worker."""

    DEFAULT = "default"  # run again where the node type is safe to repeat, else fail
    FAIL = "fail"
    RUN_AGAIN = "run_again"
    ASK = "ask"


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, use_enum_values=False)


class Parameter(_Part):
    """A job parameter (R136); the value may be a template (R140)."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$", max_length=128)]
    value: Annotated[str, Field(max_length=1_000_000)] = ""
    kind: ParameterKind = ParameterKind.VARIABLE
    masked: bool = False
    description: str = ""


class Retry(_Part):
    """R80-R82. `codes`: inclusive ranges of return codes; empty means every failure is retried."""

    times: Annotated[int, Field(ge=0, le=5)] = 0
    interval_seconds: Annotated[int, Field(ge=0, le=120)] = 120
    on_timeout: bool = False
    codes: list[tuple[int, int]] = []


PartId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
"""The id of a node, a group or a note: unique among its kind in one job, and kept when it is renamed."""


class Position(_Part):
    """Place on the canvas, in pixels at zoom 1."""

    x: float = 0
    y: float = 0


class Node(_Part):
    """A box of the job. `properties` are the node type's; what they mean, only the type knows."""

    id: PartId
    name: str
    type: str
    properties: dict[str, Any] = {}
    position: Position | None = None
    description: str = ""
    fail_policy: FailurePolicy = FailurePolicy.FAIL
    retry: Retry = Retry()
    timeout_minutes: Annotated[float, Field(gt=0, le=1440)] = 60  # R76, per attempt
    dry_run: bool = False  # R85
    after_loss: AfterLoss = AfterLoss.DEFAULT
    queue: str = ""  # worker group; empty is the default one
    task_group: str | None = None  # R86: wins over the job's
    memory_limit_mb: Annotated[int, Field(ge=16)] | None = None
    nice: Annotated[int, Field(ge=0, le=19)] = 0
    group: str | None = None  # the canvas group it is drawn in
    pinned: bool = False  # automatic arrangement leaves it where it stands


class Edge(_Part):
    """A line from `source` to `target` (node ids), with an optional condition (R70)."""

    source: str
    target: str
    condition: str | None = None
    on_false: OnFalse = OnFalse.SKIP_ALL
    description: str = ""  # a note in Markdown


class CanvasGroup(_Part):
    """A frame around nodes; it orders the drawing and changes nothing of how the job runs."""

    id: PartId
    name: Annotated[str, Field(max_length=128)] = ""
    parent: str | None = None  # the group it lies in
    collapsed: bool = False


class CanvasNote(_Part):
    """A note in Markdown on the canvas; sizes in pixels at zoom 1."""

    id: PartId
    text: Annotated[str, Field(max_length=20_000)] = ""
    position: Position = Position()
    width: Annotated[float, Field(ge=40, le=4000)] = 240
    height: Annotated[float, Field(ge=24, le=4000)] = 120


class JobDefinition(_Part):
    """Nodes, edges, parameters and basic settings of a job; name and directory are its identity, not here."""

    schema_version: int = SCHEMA_VERSION
    job_kind: JobKind = JobKind.PIPELINE
    processing_mode: ProcessingMode = ProcessingMode.BATCH
    description: str = ""
    params: list[Parameter] = []
    nodes: list[Node] = []
    edges: list[Edge] = []
    groups: list[CanvasGroup] = []
    notes: list[CanvasNote] = []
    multi_if: MultiIf = MultiIf.OR
    dry_run: bool = False  # R84
    priority: Annotated[int, Field(ge=0, le=2)] = 1  # R110, 0 is high
    instance_timeout_minutes: Annotated[int, Field(ge=0, le=1440)] = 0  # R78, 0: none
    schedule: Schedule | None = None
    comments: dict[str, str] = {}
    """Comments of the YAML document: address in the document -> text."""

    def canonical(self) -> str:
        """The deterministic JSON text: sorted keys, the author's list order, defaults left out."""
        return json.dumps(
            self.model_dump(mode="json", exclude_defaults=True),
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def content_hash(self) -> str:
        """SHA-256 of the canonical text, hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
