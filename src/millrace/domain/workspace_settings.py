"""What a workspace decides for all of its jobs: every setting that a rule calls a workspace default."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from millrace.domain.schedule import OnUpstreamFailure


class DependencyMode(StrEnum):
    """R28: how the windows of dependencies are cut."""

    NATURAL = "natural"
    TRADITIONAL = "traditional"


class CrossWorkspace(StrEnum):
    """R47: who of another workspace may depend on jobs of this one."""

    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"
    WITH_PERMISSION = "with_permission"  # who may list this workspace's jobs


class WorkspaceSettings(BaseModel):
    """Kept as one document under the workspace's setting `scheduling`; what is absent has its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dependency_mode: DependencyMode = DependencyMode.NATURAL
    """R28: can be changed only while no job is scheduled."""
    on_upstream_failure: OnUpstreamFailure = OnUpstreamFailure.CANCEL
    """R42: of new dependencies."""
    cross_workspace: CrossWorkspace = CrossWorkspace.FORBIDDEN
    running_limit: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """R87: running nodes at once; None is the installation's limit."""
    clear_waiting_days: Annotated[int, Field(ge=2, le=10_000)] = 60
    """R106."""
    sync_waiting: bool = False
    """R120: waiting instances take the latest submitted version when they start."""
    patchdata_priority: Annotated[int, Field(ge=1, le=5)] = 3
    """R189: of tasks that name none."""


class InstallationLimits(BaseModel):
    """Upper limits that an administrator may raise (settings of the server)."""

    model_config = ConfigDict(frozen=True)

    concurrency: int = 5
    """R103."""
    task_group: int = 1000
    """R86: the largest `max` of a task group."""
    running: int = 10_000
    """R87: the largest `running_limit`, and the limit of workspaces without one."""
    patchdata_instances: int = 100_000
    """Instances one PatchData task may have; more are refused with the count."""
