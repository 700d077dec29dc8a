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
    "list_audit": _P.AUDIT_VIEW,
}
