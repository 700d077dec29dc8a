"""The schema as it is now. Changing it takes a migration; a test holds the two together.

The tables the engine writes all day (instance, node_run, attempt) are narrow; what is wide lies beside them.
SQLite tables use AUTOINCREMENT: the id of a deleted row never comes back, and an attempt's id is its fence.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from millrace.adapters.sql_store.columns import metadata, partial, stamps, table, workspace_id
from millrace.adapters.sql_store.types import Document, Key, Utc

__all__ = ["metadata"]

# ---- what people make ------------------------------------------------------------------------------------

workspace = table(
    "workspace",
    Column("name", Text, nullable=False, unique=True),
    Column("zone", Text, nullable=False),
)

directory = table(
    "directory",
    workspace_id(),
    # 0 is the root: a NULL would make the unique constraint blind there.
    Column("parent_id", Key, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("workspace_id", "parent_id", "name"),
)

definition = Table(
    "definition",
    metadata,
    Column("workspace_id", Key, ForeignKey("workspace.id"), primary_key=True),
    Column("content_hash", Text, primary_key=True),
    Column("text", Text, nullable=False),
)

job = table(
    "job",
    workspace_id(),
    Column("directory_id", Key, ForeignKey("directory.id"), index=True),
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("schedule_state", Text, nullable=False),
    Column("draft_hash", Text, nullable=False),
    Column("submitted_version", Integer),
    Column("submitted_hash", Text),
    *stamps(),
    UniqueConstraint("workspace_id", "name"),
    Index(None, "schedule_state"),
)

job_version = Table(
    "job_version",
    metadata,
    Column("job_id", Key, ForeignKey("job.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    workspace_id(),
    Column("content_hash", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Index(None, "workspace_id", "content_hash"),
)

script = table(
    "script",
    workspace_id(),
    Column("directory_id", Key, ForeignKey("directory.id"), index=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("draft_hash", Text, nullable=False),
    Column("submitted_version", Integer),
    Column("submitted_hash", Text),
    *stamps(),
    UniqueConstraint("workspace_id", "name"),
)

script_version = Table(
    "script_version",
    metadata,
    Column("script_id", Key, ForeignKey("script.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    workspace_id(),
    Column("content_hash", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
)

connection = table(
    "connection",
    workspace_id(),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("properties", Document, nullable=False),
    Column("secrets", Document, nullable=False),
    Column("secrets_set", Document, nullable=False),
    Column("revision", Integer, nullable=False),
    *stamps(),
    UniqueConstraint("workspace_id", "name"),
)

# ---- what runs -------------------------------------------------------------------------------------------

_OPEN = "status IN ('waiting', 'waiting_confirmation', 'running', 'abnormal', 'paused')"
_LIVE = "status IN ('queued', 'running')"
_WAITING = "status IN ('waiting', 'waiting_confirmation', 'frozen')"
_PLACES = f"trigger = 'schedule' AND {_OPEN}"
_PATCHDATA = "trigger = 'patchdata'"
_LISTED = ("workspace_id", "plan_time", "trigger", "status", "batch", "id")
_UNSCHEDULED = "parent_node_run_id IS NULL AND trigger <> 'schedule'"
_EXPIRING = "ended_at IS NOT NULL AND expired_at IS NULL AND status <> 'frozen'"

instance = table(
    "instance",
    workspace_id(),
    Column("job_id", Key, nullable=False),  # no foreign key: history outlives its job
    Column("trigger", Text, nullable=False),
    Column("plan_time", Utc, nullable=False),
    Column("batch", Text, nullable=False),
    Column("job_name", Text, nullable=False),
    Column("version_no", Integer, nullable=False),
    Column("definition_hash", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("parent_node_run_id", Key),
    Column("parent_row", Integer),
    Column("created_by", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("status", Text, nullable=False),
    Column("run_number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("continued", Boolean, nullable=False),
    Column("reason", Text),
    Column("started_at", Utc),
    Column("ended_at", Utc),
    Column("expired_at", Utc),  # when its node runs and all below them were removed
    Column("admitted", Boolean, nullable=False, server_default=false()),  # R103
    Column("preferred", Boolean, nullable=False, server_default=false()),  # R95
    Column("listening_since", Utc),  # R108
    UniqueConstraint("job_id", "trigger", "plan_time", "batch"),
    Index(None, "workspace_id", "job_id", "id"),
    Index(None, "workspace_id", "status", "id"),
    partial("ix_instance_top", "workspace_id", "id", where="parent_node_run_id IS NULL"),
    partial("ix_instance_children", "parent_node_run_id", where="parent_node_run_id IS NOT NULL"),
    partial("ix_instance_open", "id", where=_OPEN),
    partial("ix_instance_expiring", "ended_at", where=_EXPIRING),
    partial("ix_instance_waiting", "id", where=_WAITING),
    partial("ix_instance_places", "job_id", "trigger", "admitted", "plan_time", where=_PLACES),
    partial("ix_instance_batch", "workspace_id", "batch", "id", where="batch <> ''"),
    partial("ix_instance_patchdata", "batch", "job_id", "plan_time", "status", where=_PATCHDATA),
    # Holds all that a list by plan time asks for, so that no row is read in vain.
    partial("ix_instance_plan_time", *_LISTED, where="parent_node_run_id IS NULL"),
    partial("ix_instance_draft", "definition_hash", where="version_no = 0"),
    partial("ix_instance_trigger", "workspace_id", "trigger", "id", where=_UNSCHEDULED),
)

instance_facts = Table(
    "instance_facts",
    metadata,
    Column("instance_id", Key, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True),
    workspace_id(),
    Column("params", Document, nullable=False),
    Column("passed_params", Document, nullable=False),
    Column("loop", Document),
    Column("only_nodes", Document, nullable=False),
)

node_run = table(
    "node_run",
    Column("workspace_id", Key, nullable=False),  # no foreign keys: written 500 at a time, with its instance
    Column("instance_id", Key, nullable=False),
    Column("run_number", Integer, nullable=False),
    Column("node_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("sub_state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retries_used", Integer, nullable=False),
    Column("skip_propagates", Boolean, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("ignored", Boolean, nullable=False),
    Column("retry_at", Utc),
    Column("reason", Text),
    Column("started_at", Utc),
    Column("ended_at", Utc),
    Column("error", Document),  # of what failed before the first attempt
    UniqueConstraint("instance_id", "run_number", "node_id"),
)

attempt = table(
    "attempt",
    Column("workspace_id", Key, nullable=False),
    Column("instance_id", Key, nullable=False, index=True),
    Column("node_run_id", Key, nullable=False),
    Column("node_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("worker", Text),
    Column("lease_until", Utc),
    Column("cancel_requested", Boolean, nullable=False),
    Column("ending", Boolean, nullable=False),
    Column("result", Text),
    Column("exit_code", BigInteger),
    Column("queued_at", Utc),
    Column("started_at", Utc),
    Column("ended_at", Utc),
    partial("ix_attempt_live", "id", where=_LIVE),
)

attempt_detail = Table(
    "attempt_detail",
    metadata,
    Column("attempt_id", Key, ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True),
    workspace_id(),
    Column("error", Document),
    Column("late_result", Document),
)

output = Table(
    "output",
    metadata,
    Column("instance_id", Key, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True),
    Column("run_number", Integer, primary_key=True),
    Column("node_id", Text, primary_key=True),
    workspace_id(),
    Column("attempt_id", Key, nullable=False),
    Column("document", Document, nullable=False),
)

command = table(
    "command",
    workspace_id(),
    Column("kind", Text, nullable=False),
    Column("instance_id", Key),
    Column("node_id", Text),
    Column("args", Document, nullable=False),
    Column("idempotency_key", Text),
    Column("created_by", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("error", Document),
    Column("settled_at", Utc),
    UniqueConstraint("workspace_id", "idempotency_key"),
    partial("ix_command_pending", "id", where="verdict = 'pending'"),
)

# ---- the installation ------------------------------------------------------------------------------------

user_account = table(
    "user_account",
    Column("name", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
)

web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user_id", Key, ForeignKey("user_account.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("expires_at", Utc, nullable=False),
)

login_token = Table(
    "login_token",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user_id", Key, ForeignKey("user_account.id"), nullable=False),
    Column("expires_at", Utc, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("workspace_id", Key, primary_key=True, autoincrement=False),  # 0: the installation
    Column("key", Text, primary_key=True),
    Column("value", Document),
)

audit = table(
    "audit",
    workspace_id(),
    Column("who", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Key),
    Column("object_name", Text, nullable=False),
    Column("before", Document),
    Column("after", Document),
    Index(None, "workspace_id", "id"),
    Index(None, "object_kind", "object_id", "at"),
)

idempotent_answer = Table(
    "idempotent_answer",
    metadata,
    Column("workspace_id", Key, ForeignKey("workspace.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("answer", Document, nullable=False),
    Column("at", Utc, nullable=False, index=True),
)

event_set_aside = table(
    "event_set_aside",
    Column("workspace_id", Key, ForeignKey("workspace.id")),
    Column("what", Text, nullable=False),
    Column("payload", Document, nullable=False),
    Column("error", Document, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "workspace_id", "id"),
)

engine_lease = Table(
    "engine_lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("holder", Text),
    Column("until", Utc, nullable=False),
)
