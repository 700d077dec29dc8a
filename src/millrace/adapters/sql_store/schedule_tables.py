"""The tables of scheduling; see `tables.py`."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from millrace.adapters.sql_store.columns import metadata, partial, stamps, table, workspace_id
from millrace.adapters.sql_store.types import Document, Key, Utc

schedule_span = table(
    "schedule_span",
    workspace_id(),
    Column("job_id", Key, ForeignKey("job.id"), nullable=False),
    Column("version_no", Integer, nullable=False),
    Column("schedule", Text, nullable=False),  # JSON, as text: equal ones are parsed once
    Column("zone", Text, nullable=False),
    Column("begins_at", Utc, nullable=False),
    Column("ends_at", Utc),
    Column("left_out", Integer, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Index(None, "job_id", "begins_at"),
    partial("ix_schedule_span_open", "id", where="ends_at IS NULL"),
)

planning = Table(
    "planning",
    metadata,
    Column("name", Text, primary_key=True),
    Column("until", Utc, nullable=False),
)

dependency_waiver = Table(
    "dependency_waiver",
    metadata,
    Column("instance_id", Key, ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True),
    # 0 and the epoch: all of them. A NULL would make the key blind.
    Column("upstream_job_id", Key, primary_key=True, autoincrement=False),
    Column("upstream_plan_time", Utc, primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
)

calendar = table(
    "calendar",
    workspace_id(),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("default_working_days", Text, nullable=False),
    Column("overrides", Document, nullable=False),
    Column("revision", Integer, nullable=False),
    *stamps(),
    UniqueConstraint("workspace_id", "name"),
)

task_group = table(
    "task_group",
    workspace_id(),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("max", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    *stamps(),
    UniqueConstraint("workspace_id", "name"),
)

patchdata_task = table(
    "patchdata_task",
    workspace_id(),
    Column("name", Text, nullable=False),
    Column("request", Document, nullable=False),
    Column("basis", Document, nullable=False),
    Column("state", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("total", Integer, nullable=False),
    Column("generated", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Index(None, "workspace_id", "id"),
    partial("ix_patchdata_task_open", "id", where="state = 'running'"),
)
