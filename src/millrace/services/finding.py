"""Objects of the caller's workspace by id, or the error that says they are not there."""

from millrace.domain.errors import NotFound
from millrace.domain.ids import ConnectionId, DirectoryId, InstanceId, JobId, ScriptId, WorkspaceId
from millrace.ports.records import ConnectionRecord, Directory, InstanceSummary, JobRecord, ScriptRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller


def the_job(session: Session, caller: Caller, job_id: JobId) -> JobRecord:
    """The job, or NotFound."""
    job = session.jobs.get(caller.workspace_id, job_id)
    if job is None:
        raise NotFound(kind="job", name=job_id)
    return job


def the_script(session: Session, caller: Caller, script_id: ScriptId) -> ScriptRecord:
    """The script, or NotFound."""
    script = session.scripts.get(caller.workspace_id, script_id)
    if script is None:
        raise NotFound(kind="script", name=script_id)
    return script


def the_connection(session: Session, caller: Caller, connection_id: ConnectionId) -> ConnectionRecord:
    """The connection, or NotFound."""
    connection = session.connections.get(caller.workspace_id, connection_id)
    if connection is None:
        raise NotFound(kind="connection", name=connection_id)
    return connection


def the_directory(session: Session, caller: Caller, directory_id: DirectoryId) -> Directory:
    """The directory, or NotFound."""
    for directory in session.jobs.directories(caller.workspace_id):
        if directory.id == directory_id:
            return directory
    raise NotFound(kind="directory", name=directory_id)


def the_instance(session: Session, caller: Caller, instance_id: InstanceId) -> InstanceSummary:
    """The instance's summary, or NotFound."""
    summary = session.instances.summary(caller.workspace_id, instance_id)
    if summary is None:
        raise NotFound(kind="instance", name=instance_id)
    return summary


def workspace_zone(session: Session, ws: WorkspaceId) -> str:
    """The zone of schedules that name none (R16)."""
    return next((found.zone for found in session.admin.workspaces() if found.id == ws), "UTC")
