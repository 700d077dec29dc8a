"""The closed hierarchy of errors.

Every class has a stable `code`; its docstring's first line is not shown to anybody, `template` is: the text
a person reads, filled from the error's data, that says what failed, on which object and what to do next.
`api/errors.py` alone turns a class into an HTTP status.
"""

from typing import Any, ClassVar


class MillraceError(Exception):
    """Root of all errors a user can be shown."""

    code: ClassVar[str] = "internal_error"
    template: ClassVar[str] = "Something went wrong inside Millrace. Try again; the server log says more."

    def __init__(self, **data: Any) -> None:
        self.data: dict[str, Any] = data
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The text for a person."""
        return self.template.format_map(_Lenient(self.data))


class _Lenient(dict[str, Any]):
    """Shows a missing piece of data as `?`: an error text must never raise an error."""

    def __missing__(self, key: str) -> str:
        return "?"


# ---- by whose fault and what kind: api/errors.py maps these five to statuses -----------------------------


class InvalidInput(MillraceError):
    """What was sent is wrong by itself (422)."""

    code = "invalid_input"
    template = "{detail}"


class NotFound(MillraceError):
    """The named object does not exist in this workspace (404)."""

    code = "not_found"
    template = "There is no {kind} {name} in this workspace. It may have been deleted; reload the list."


class Conflict(MillraceError):
    """What was sent does not fit the present state of the object (409)."""

    code = "conflict"
    template = "{detail}"


class Forbidden(MillraceError):
    """The caller may not do this (403)."""

    code = "forbidden"
    template = "This needs the permission {permission}, which you lack. Ask a workspace administrator."


class Unavailable(MillraceError):
    """Something outside does not answer (503)."""

    code = "unavailable"
    template = "{detail}"


# ---- single errors ---------------------------------------------------------------------------------------


class IllegalTransition(Conflict):
    """A state machine refuses an event (R52, R55)."""

    code = "illegal_state"
    template = "{kind} {name} is {state}; {event} is not possible in that state."


class OnlyNode(Conflict):
    """The only node of a job cannot be skipped (R91)."""

    code = "only_node"
    template = "Node {name} is the only one of its job and cannot be skipped. Stop the instance instead."


class RevisionConflict(Conflict):
    """Somebody else changed the object since it was read (R114)."""

    code = "revision_conflict"
    template = (
        "{kind} {name} was changed by somebody else (revision {current}, yours {given}). "
        "Reload it and apply your change again."
    )


class NameTaken(Conflict):
    """An object of this kind has that name already."""

    code = "name_taken"
    template = "There is a {kind} named {name} in this place already. Choose another name."


class NotSubmitted(Conflict):
    """The job has no submitted version (R50)."""

    code = "job_not_submitted"
    template = "Job {name} has not been submitted. Submit a version first."


class NothingChanged(Conflict):
    """The content equals the production version (R118)."""

    code = "nothing_changed"
    template = "Job {name} has not changed since version {version}; there is nothing to submit."


class DescriptionTooLong(InvalidInput):
    """A version description has at most 128 characters (R118)."""

    code = "description_too_long"
    template = "The description has {length} characters; at most 128 are allowed."


class InvalidDefinition(InvalidInput):
    """The definition has errors; `problems` lists them all."""

    code = "invalid_definition"
    template = "The job has {count} problem(s). First: {first}"


class DocumentError(InvalidInput):
    """A YAML document cannot be read; carries line and column (from 1)."""

    code = "document_error"
    template = "{source}, line {line}, column {column}: {detail}"


class DataFolderInUse(Conflict):
    """A second server on the same data folder."""

    code = "data_folder_in_use"
    template = (
        "Another Millrace server (process {pid}) uses the data folder {folder}. "
        "Stop it, or give this one a folder of its own with --data."
    )


class PortInUse(Conflict):
    """The port is taken."""

    code = "port_in_use"
    template = "Port {port} on {host} is in use. Stop what listens there, or choose another with --port."


class PathOutside(InvalidInput):
    """A path leaves the workspace's folders."""

    code = "path_outside"
    template = "The path {path} leads outside the workspace's folder. Use a path below it."


class OwnDatabase(InvalidInput):
    """A connection names the database Millrace keeps its own state in."""

    code = "own_database"
    template = "Connection {name} points to Millrace's own database. Jobs may not touch it; name another one."


class StoreUnavailable(Unavailable):
    """The database does not answer, or cannot keep what is written."""

    code = "store_unavailable"
    template = "Millrace's database is not available: {detail}"


class LeaseLost(Unavailable):
    """Another engine leads now; what this one wanted to save was refused."""

    code = "lease_lost"
    template = "Another engine has taken the lead; this one stands by."


class DirectoryNotEmpty(Conflict):
    """Only empty directories can be deleted."""

    code = "directory_not_empty"
    template = "Directory {name} still holds jobs, scripts or directories. Move or delete them first."


class JobRunning(Conflict):
    """A scheduled job, or one with instances that have not ended, cannot be deleted or overwritten (R50)."""

    code = "job_running"
    template = "Job {name} is scheduled or has instances that have not ended. Stop them first."


class VersionNotFound(NotFound):
    """The object has no version of that number (R121)."""

    code = "version_not_found"
    template = "{kind} {name} has no version {version}."


class ScriptNotSubmitted(Conflict):
    """A production run needs submitted versions of all scripts it names (R50)."""

    code = "script_not_submitted"
    template = (
        "Script {script}, which node {node} uses, has not been submitted. Submit a version of it first."
    )


class NotSchedulable(Conflict):
    """The submitted version of the job cannot be scheduled (R50, R100)."""

    code = "not_schedulable"
    template = "Job {name} cannot be scheduled: {reason}. Change its schedule and submit a version."


class UpstreamNotRunning(Conflict):
    """An upstream job is neither scheduled nor paused (R46)."""

    code = "upstream_job_not_running"
    template = (
        "Job {name} depends on job {upstream}, which is not running or paused. "
        "Start that one first, or start both together."
    )


class NoSuchPlanTime(NotFound):
    """The job has no plan time at that instant (R94)."""

    code = "no_such_plan_time"
    template = "Job {name} has no plan time at {plan_time}. Reload the list of instances to come."


class ConnectionInUse(Conflict):
    """Nodes still name the connection; `used_by` lists them."""

    code = "connection_in_use"
    template = (
        "Connection {name} is used by {count} node(s). First: {first}. Let them name another one first."
    )


class HasDependents(Conflict):
    """Pausing or stopping a job that others depend on needs a second word (R46)."""

    code = "has_dependents"
    template = (
        "{count} job(s) depend on {name}: {first}. They wait, or are canceled, without it. "
        "Confirm if you want that."
    )


class IdempotencyKeyReused(Conflict):
    """An Idempotency-Key stands for one request; another one needs its own."""

    code = "idempotency_key_reused"
    template = (
        "The Idempotency-Key was given with another request before; nothing was done. "
        "Send a new key for a new request."
    )


class NotSignedIn(MillraceError):
    """The request carries neither a live session nor a token (401)."""

    code = "not_signed_in"
    template = "You are not signed in. Open the login link that the server printed when it started."


class LoginLinkInvalid(NotSignedIn):
    """A login link works once, for ten minutes."""

    code = "login_link_invalid"
    template = "This login link has been used or has expired. Get a new one with: millrace login"


class BadHost(Forbidden):
    """The Host header names another machine: a page that was rebound to this address, perhaps."""

    code = "bad_host"
    template = (
        "This server does not answer to the name {host}. Add it to MILLRACE_ALLOWED_HOSTS if it should."
    )


class BadOrigin(Forbidden):
    """A page of another site sent the request, or its CSRF token is missing."""

    code = "bad_origin"
    template = "The request came from another site ({origin}) or without its CSRF token. Reload the studio."


class JsonOnly(MillraceError):
    """Bodies are JSON (415)."""

    code = "json_only"
    template = "The body has the type {type}. Send JSON (Content-Type: application/json)."


class TooSlow(MillraceError):
    """The body did not arrive in time (408)."""

    code = "too_slow"
    template = "The request's body did not arrive within {seconds} seconds. Send it again."


class TooLarge(MillraceError):
    """The body is over the limit (413)."""

    code = "too_large"
    template = "The body is larger than {limit} bytes. Send less at once."


class WorkerUnavailable(Unavailable):
    """No worker is there to be asked."""

    code = "no_worker"
    template = "No worker answered within {seconds} seconds. Look at the agent's log, or start a worker."


class NotPeriodic(InvalidInput):
    """PatchData takes periodically scheduled batch jobs only (R180)."""

    code = "not_periodic"
    template = (
        "Job {name} is not scheduled periodically, so it has no plan times to be made up. "
        "Take it out of the selection, or give it a periodic schedule."
    )


class InvalidRange(InvalidInput):
    """A range of a PatchData task begins after its end (R180)."""

    code = "invalid_range"
    template = "The range from {first} to {last} ends before it begins. Exchange the two times."


class NoInstances(InvalidInput):
    """No job of a PatchData task has a plan time in its ranges (R180)."""

    code = "no_instances"
    template = "The task would have no instances: {detail}"


class InvalidParallel(InvalidInput):
    """The parallel instances of a PatchData task are out of bounds (R184)."""

    code = "invalid_parallel"
    template = "{given} parallel instances are not possible. Choose a number from 1 to {limit}."


class NeedsByDay(InvalidInput):
    """Stopping upon failure makes sense only day by day (R185)."""

    code = "needs_by_day"
    template = 'The task can stop upon failure only if it runs day by day. Switch on "by day" too.'


class DifferentRecurrence(InvalidInput):
    """Jobs that run every k hours, days, weeks or months must be of one kind (R187)."""

    code = "different_recurrence"
    template = (
        "Jobs {first} and {second} have different kinds of recurrence, so the task cannot run them "
        "at common times. Choose jobs of one kind, or all of their plan times."
    )


class TooManyInstances(InvalidInput):
    """A PatchData task is larger than the installation allows."""

    code = "too_many_instances"
    template = (
        "The task would have {count} instances; at most {limit} are allowed. "
        "Choose shorter ranges or fewer jobs, or ask an administrator to raise the limit."
    )
