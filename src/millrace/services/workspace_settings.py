"""What a workspace decides for the scheduling of all of its jobs."""

from millrace.domain.errors import InvalidInput
from millrace.domain.ids import CommandId, WorkspaceId
from millrace.domain.permissions import Permission
from millrace.domain.schedule_errors import JobsScheduled
from millrace.domain.workspace_settings import WorkspaceSettings
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.telling import limits_changed
from millrace.services.tools import Tools

SETTING = "scheduling"
_SCHEDULED = ("scheduling", "paused")


def scheduling_settings(session: Session, ws: WorkspaceId) -> WorkspaceSettings:
    """The workspace's settings; what was never set has its default."""
    return WorkspaceSettings.model_validate(session.admin.settings(ws).get(SETTING) or {})


class Configuring:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def scheduling(self, caller: Caller) -> WorkspaceSettings:
        """The settings of the caller's workspace."""
        with self._tools.store.read() as session:
            return scheduling_settings(session, caller.workspace_id)

    def change(self, caller: Caller, given: WorkspaceSettings) -> WorkspaceSettings:
        """Write all of them. Raises InvalidInput, JobsScheduled (another dependency mode, R28)."""
        caller.need(Permission.WORKSPACE_ADMIN)
        stamp, ws = self._tools.stamp(caller), caller.workspace_id
        limit = self._tools.limits.running
        if given.running_limit is not None and given.running_limit > limit:
            detail = f"At most {limit:,} node runs may run at once here."
            raise InvalidInput(detail=detail, field="running_limit")

        def work(session: Session) -> CommandId | None:
            old = scheduling_settings(session, ws)
            if given == old:
                return None
            if given.dependency_mode is not old.dependency_mode:
                _refuse_scheduled(session, ws)
            session.admin.put_setting(ws, SETTING, given.model_dump(mode="json"))
            changed = Changed("settings", ws, SETTING)
            before, after = old.model_dump(mode="json"), given.model_dump(mode="json")
            note(session, caller, stamp, "settings.change", changed, before, after)
            return limits_changed(session, caller, stamp)

        command = self._tools.store.write(work)
        if command is not None:
            self._tools.engine.wake(commands=[command])
        return self.scheduling(caller)


def _refuse_scheduled(session: Session, ws: WorkspaceId) -> None:
    names = sorted(job.name for job in session.jobs.in_schedule_states(_SCHEDULED) if job.workspace_id == ws)
    if names:
        raise JobsScheduled(count=len(names), first=names[0], jobs=names)
