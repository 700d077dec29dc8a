"""Which permission each route needs: one table by route name. A route that is not here answers nobody."""

from collections.abc import Mapping
from enum import StrEnum

from millrace.domain.permissions import Permission


class Access(StrEnum):
    """For routes that belong to no workspace."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    TOKEN = "token"
    """Signed in with the token of the command line: whoever can read the data folder's token file."""


_P = Permission

ROUTES: Mapping[str, Access | Permission] = {
    # session, catalog, studio
    "get_session": Access.SIGNED_IN,
    "sign_in": Access.PUBLIC,
    "sign_in_by_link": Access.PUBLIC,
    "create_login_link": Access.TOKEN,
    "get_openapi": Access.SIGNED_IN,
    "sign_out": Access.SIGNED_IN,
    "get_health": Access.PUBLIC,
    "list_node_types": Access.SIGNED_IN,
    "list_connection_types": Access.SIGNED_IN,
    "missing_api": Access.PUBLIC,
    "studio": Access.PUBLIC,
    # directories and jobs
    "get_tree": _P.JOB_VIEW,
    "move_in_tree": _P.JOB_EDIT,
    "copy_job": _P.JOB_EDIT,
    "find_job_uses": _P.JOB_VIEW,
    "create_directory": _P.JOB_EDIT,
    "change_directory": _P.JOB_EDIT,
    "delete_directory": _P.JOB_EDIT,
    "create_job": _P.JOB_EDIT,
    "get_job": _P.JOB_VIEW,
    "change_job": _P.JOB_EDIT,
    "delete_job": _P.JOB_EDIT,
    "save_draft": _P.JOB_EDIT,
    "check_job": _P.JOB_VIEW,
    "submit_job": _P.JOB_EDIT,
    "list_versions": _P.JOB_VIEW,
    "get_version": _P.JOB_VIEW,
    "get_document": _P.JOB_VIEW,
    "import_document": _P.JOB_EDIT,
    "test_run": _P.JOB_RUN,
    "run_now": _P.JOB_RUN,
    # instances
    "list_instances": _P.JOB_VIEW,
    "get_instance": _P.JOB_VIEW,
    "get_node_run": _P.JOB_VIEW,
    "give_command": _P.INSTANCE_OPERATE,
    "get_command": _P.JOB_VIEW,
    "read_log": _P.JOB_VIEW,
    "download_log": _P.JOB_VIEW,
    "watch_events": _P.JOB_VIEW,
    "list_files": _P.JOB_VIEW,
    "get_file": _P.JOB_VIEW,
    "get_waiting": _P.JOB_VIEW,
    "give_commands": _P.INSTANCE_OPERATE,
    # schedules
    "list_schedules": _P.JOB_VIEW,
    "get_schedule": _P.JOB_VIEW,
    "start_schedule": _P.SCHEDULE_OPERATE,
    "pause_schedule": _P.SCHEDULE_OPERATE,
    "resume_schedule": _P.SCHEDULE_OPERATE,
    "stop_schedule": _P.SCHEDULE_OPERATE,
    "preview_schedule": _P.JOB_VIEW,
    "preview_dependencies": _P.JOB_VIEW,
    "list_future": _P.JOB_VIEW,
    "freeze_future": _P.SCHEDULE_OPERATE,
    "unfreeze_future": _P.SCHEDULE_OPERATE,
    "get_schedule_calendar": _P.JOB_VIEW,
    "get_schedule_graph": _P.JOB_VIEW,
    # calendars, task groups, settings, PatchData
    "list_calendars": _P.JOB_VIEW,
    "create_calendar": _P.CALENDAR_EDIT,
    "get_calendar": _P.JOB_VIEW,
    "change_calendar": _P.CALENDAR_EDIT,
    "delete_calendar": _P.CALENDAR_EDIT,
    "import_calendar": _P.CALENDAR_EDIT,
    "list_calendar_days": _P.JOB_VIEW,
    "list_task_groups": _P.JOB_VIEW,
    "create_task_group": _P.TASK_GROUP_EDIT,
    "get_task_group": _P.JOB_VIEW,
    "change_task_group": _P.TASK_GROUP_EDIT,
    "delete_task_group": _P.TASK_GROUP_EDIT,
    "get_scheduling_settings": _P.JOB_VIEW,
    "put_scheduling_settings": _P.WORKSPACE_ADMIN,
    "plan_patchdata": _P.JOB_VIEW,
    "export_patchdata_plan": _P.JOB_VIEW,
    "create_patchdata": _P.PATCHDATA_RUN,
    "list_patchdata": _P.JOB_VIEW,
    "list_related_jobs": _P.JOB_VIEW,
    "get_patchdata": _P.JOB_VIEW,
    "list_patchdata_entries": _P.JOB_VIEW,
    "pause_patchdata": _P.PATCHDATA_RUN,
    "resume_patchdata": _P.PATCHDATA_RUN,
    "stop_patchdata": _P.PATCHDATA_RUN,
    "retry_patchdata": _P.PATCHDATA_RUN,
    # connections, scripts, the rest
    "list_connections": _P.CONNECTION_VIEW,
    "create_connection": _P.CONNECTION_EDIT,
    "get_connection": _P.CONNECTION_VIEW,
    "change_connection": _P.CONNECTION_EDIT,
    "delete_connection": _P.CONNECTION_EDIT,
    "test_connection": _P.CONNECTION_EDIT,
    "list_scripts": _P.JOB_VIEW,
    "create_script": _P.SCRIPT_EDIT,
    "get_script": _P.JOB_VIEW,
    "change_script": _P.SCRIPT_EDIT,
    "save_script": _P.SCRIPT_EDIT,
    "delete_script": _P.SCRIPT_EDIT,
    "submit_script": _P.SCRIPT_EDIT,
    "evaluate_expression": _P.JOB_VIEW,
    "evaluate_expressions": _P.JOB_VIEW,
    "list_functions": _P.JOB_VIEW,
    "list_audit": _P.AUDIT_VIEW,
}
