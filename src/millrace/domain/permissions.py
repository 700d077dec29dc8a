"""Who may do what: one table of roles and permissions, and one function that reads it."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """What a route or a use case may ask for."""

    JOB_VIEW = "job.view"
    JOB_EDIT = "job.edit"
    JOB_RUN = "job.run"
    INSTANCE_OPERATE = "instance.operate"
    SCHEDULE_OPERATE = "schedule.operate"  # start, pause, resume and stop schedules, freeze plan times
    PATCHDATA_RUN = "patchdata.run"
    CALENDAR_EDIT = "calendar.edit"
    TASK_GROUP_EDIT = "task_group.edit"
    CONNECTION_VIEW = "connection.view"
    CONNECTION_EDIT = "connection.edit"
    SCRIPT_EDIT = "script.edit"
    RUN_LOCAL_CODE = "run_local_code"  # run Shell and Python on the server's own machine
    AUDIT_VIEW = "audit.view"
    WORKSPACE_ADMIN = "workspace.admin"


class Role(StrEnum):
    """A member's role in a workspace."""

    ADMIN = "admin"
    DEVELOPER = "developer"
    DEPLOYER = "deployer"
    OPERATOR = "operator"
    VIEWER = "viewer"


_VIEW = frozenset({Permission.JOB_VIEW, Permission.CONNECTION_VIEW})

_RUN = frozenset(
    {
        Permission.JOB_RUN,
        Permission.INSTANCE_OPERATE,
        Permission.SCHEDULE_OPERATE,
        Permission.PATCHDATA_RUN,
    }
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.DEVELOPER: _VIEW
    | _RUN
    | {
        Permission.JOB_EDIT,
        Permission.CONNECTION_EDIT,
        Permission.SCRIPT_EDIT,
        Permission.CALENDAR_EDIT,
        Permission.TASK_GROUP_EDIT,
    },
    Role.DEPLOYER: _VIEW | _RUN | {Permission.AUDIT_VIEW},
    Role.OPERATOR: _VIEW | _RUN | {Permission.TASK_GROUP_EDIT},
    Role.VIEWER: _VIEW,
}


def allowed(role: Role, permission: Permission) -> bool:
    """Whether a member with this role has this permission."""
    return permission in PERMISSIONS[role]
