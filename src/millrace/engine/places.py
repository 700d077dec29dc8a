"""The places that limit how many node runs run at once: task groups and workspaces (R86, R87).

Only the limits are kept here, as they were when the engine took the lead or was told of a change; how many
places are taken follows from the live attempts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from millrace.domain.ids import WorkspaceId
from millrace.domain.workspace_settings import InstallationLimits, WorkspaceSettings
from millrace.ports.store import Session

WHOLE_WORKSPACE = ""
"""Stands for a group's name where the places of the workspace itself are meant."""

_SETTING = "scheduling"


@dataclass(slots=True)
class Places:
    """See the module."""

    limits: InstallationLimits = field(default_factory=InstallationLimits)
    _groups: Mapping[tuple[WorkspaceId, str], int] = field(default_factory=dict)
    _settings: dict[WorkspaceId, WorkspaceSettings] = field(default_factory=dict)

    def read(self, session: Session) -> None:
        """Read all limits anew."""
        groups = session.task_groups.all()
        self._groups = {(group.workspace_id, group.name): group.max for group in groups}
        self._settings = {}
        for workspace in session.admin.workspaces():
            self.settings(session, workspace.id)

    def settings(self, session: Session, ws: WorkspaceId) -> WorkspaceSettings:
        """What the workspace has set for its jobs."""
        found = self._settings.get(ws)
        if found is None:
            found = WorkspaceSettings.model_validate(session.admin.settings(ws).get(_SETTING) or {})
            self._settings[ws] = found
        return found

    def most(self, ws: WorkspaceId, group: str) -> int | None:
        """How many node runs the group, or with WHOLE_WORKSPACE the workspace, lets run; None: any number."""
        if group != WHOLE_WORKSPACE:
            return self._groups.get((ws, group))
        settings = self._settings.get(ws)
        limit = settings.running_limit if settings else None
        return self.limits.running if limit is None else min(limit, self.limits.running)
