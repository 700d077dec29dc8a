"""Add what scheduling keeps: spans, waivers, calendars, task groups, PatchData, and places of instances.

Before the new code is deployed: older code writes instances without the new columns, which have defaults.
"""

import sqlalchemy as sa
from alembic import op

from millrace.adapters.sql_store.types import Document, Key, Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PATCHDATA_KEY = ("batch", "job_id", "plan_time", "status")


def upgrade() -> None:
    """Add the columns and indexes of instances, then the new tables."""
    _extend_instance()
    _create_schedule_span()
    _create_planning()
    _create_dependency_waiver()
    _create_calendar()
    _create_task_group()
    _create_patchdata_task()


def _extend_instance() -> None:
    # In place: to copy a million rows into a new table would take minutes, and the ids' counter with it.
    for name in ("admitted", "preferred"):
        op.add_column("instance", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("instance", sa.Column("listening_since", Utc()))
    still_open = "status IN ('waiting', 'waiting_confirmation', 'running', 'abnormal', 'paused')"
    waits = "status IN ('waiting', 'waiting_confirmation', 'frozen')"
    places = f"trigger = 'schedule' AND {still_open}"
    top = "parent_node_run_id IS NULL"
    listed = ("workspace_id", "plan_time", "trigger", "status", "batch", "id")
    _index("ix_instance_waiting", "instance", "id", where=waits)
    placed = ("job_id", "trigger", "admitted", "plan_time")
    _index("ix_instance_places", "instance", *placed, where=places)
    _index("ix_instance_batch", "instance", "workspace_id", "batch", "id", where="batch <> ''")
    _index("ix_instance_patchdata", "instance", *_PATCHDATA_KEY, where="trigger = 'patchdata'")
    _index("ix_instance_plan_time", "instance", *listed, where=top)
    rare = f"{top} AND trigger <> 'schedule'"
    _index("ix_instance_trigger", "instance", "workspace_id", "trigger", "id", where=rare)


def _create_schedule_span() -> None:
    op.create_table(
        "schedule_span",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("job_id", Key, nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("begins_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc()),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_schedule_span_workspace_id"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_schedule_span_job_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_span"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_schedule_span_job_id_begins_at", "schedule_span", ["job_id", "begins_at"])
    _index("ix_schedule_span_open", "schedule_span", "id", where="ends_at IS NULL")


def _create_planning() -> None:
    op.create_table(
        "planning",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_planning"),
    )


def _create_dependency_waiver() -> None:
    op.create_table(
        "dependency_waiver",
        sa.Column("instance_id", Key, nullable=False),
        sa.Column("upstream_job_id", Key, autoincrement=False, nullable=False),
        sa.Column("upstream_plan_time", Utc(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instance.id"], name="fk_dependency_waiver_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "instance_id", "upstream_job_id", "upstream_plan_time", name="pk_dependency_waiver"
        ),
    )


def _create_calendar() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("default_working_days", sa.Text(), nullable=False),
        sa.Column("overrides", Document, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_stamps(),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_calendar_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_calendar_workspace_id_name"),
        sqlite_autoincrement=True,
    )


def _create_task_group() -> None:
    op.create_table(
        "task_group",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("max", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_stamps(),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_task_group_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_group"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_task_group_workspace_id_name"),
        sqlite_autoincrement=True,
    )


def _create_patchdata_task() -> None:
    op.create_table(
        "patchdata_task",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("request", Document, nullable=False),
        sa.Column("basis", Document, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("generated", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_patchdata_task_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_patchdata_task"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_patchdata_task_workspace_id_id", "patchdata_task", ["workspace_id", "id"])
    _index("ix_patchdata_task_open", "patchdata_task", "id", where="state = 'running'")


def _stamps() -> list[sa.Column[object]]:
    return [
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
    ]


def _index(name: str, table: str, *columns: str, where: str) -> None:
    op.create_index(name, table, list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))
