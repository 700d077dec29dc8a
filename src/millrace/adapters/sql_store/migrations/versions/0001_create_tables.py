"""Create all tables of the first release.

Before the new code is deployed: there is no older code.
"""

import sqlalchemy as sa
from alembic import op

from millrace.adapters.sql_store.types import Document, Key, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables in the order of their foreign keys."""
    _create_attempt()
    _create_engine_lease()
    _create_node_run()
    _create_setting()
    _create_user_account()
    _create_workspace()
    _create_attempt_detail()
    _create_audit()
    _create_command()
    _create_connection()
    _create_definition()
    _create_directory()
    _create_event_set_aside()
    _create_idempotent_answer()
    _create_instance()
    _create_login_token()
    _create_web_session()
    _create_instance_facts()
    _create_job()
    _create_output()
    _create_script()
    _create_job_version()
    _create_script_version()


def _create_attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("instance_id", Key, nullable=False),
        sa.Column("node_run_id", Key, nullable=False),
        sa.Column("node_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text()),
        sa.Column("lease_until", Utc()),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("ending", sa.Boolean(), nullable=False),
        sa.Column("result", sa.Text()),
        sa.Column("exit_code", sa.BigInteger()),
        sa.Column("queued_at", Utc()),
        sa.Column("started_at", Utc()),
        sa.Column("ended_at", Utc()),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempt_instance_id", "attempt", ["instance_id"])
    op.create_index(
        "ix_attempt_live",
        "attempt",
        ["id"],
        sqlite_where=sa.text("status IN ('queued', 'running')"),
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )


def _create_engine_lease() -> None:
    op.create_table(
        "engine_lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("until", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_engine_lease"),
    )


def _create_node_run() -> None:
    op.create_table(
        "node_run",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("instance_id", Key, nullable=False),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sub_state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retries_used", sa.Integer(), nullable=False),
        sa.Column("skip_propagates", sa.Boolean(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("ignored", sa.Boolean(), nullable=False),
        sa.Column("retry_at", Utc()),
        sa.Column("reason", sa.Text()),
        sa.Column("started_at", Utc()),
        sa.Column("ended_at", Utc()),
        sa.Column("error", Document),
        sa.PrimaryKeyConstraint("id", name="pk_node_run"),
        sa.UniqueConstraint(
            "instance_id", "run_number", "node_id", name="uq_node_run_instance_id_run_number_node_id"
        ),
        sqlite_autoincrement=True,
    )


def _create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("workspace_id", Key, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", Document),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_setting"),
    )


def _create_user_account() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("name", name="uq_user_account_name"),
        sqlite_autoincrement=True,
    )


def _create_workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("name", name="uq_workspace_name"),
        sqlite_autoincrement=True,
    )


def _create_attempt_detail() -> None:
    op.create_table(
        "attempt_detail",
        sa.Column("attempt_id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("error", Document),
        sa.Column("late_result", Document),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name="fk_attempt_detail_attempt_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_attempt_detail_workspace_id"),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_attempt_detail"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", Key),
        sa.Column("object_name", sa.Text(), nullable=False),
        sa.Column("before", Document),
        sa.Column("after", Document),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_audit_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_workspace_id_id", "audit", ["workspace_id", "id"])


def _create_command() -> None:
    op.create_table(
        "command",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instance_id", Key),
        sa.Column("node_id", sa.Text()),
        sa.Column("args", Document, nullable=False),
        sa.Column("idempotency_key", sa.Text()),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("error", Document),
        sa.Column("settled_at", Utc()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_command_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
        sa.UniqueConstraint(
            "workspace_id", "idempotency_key", name="uq_command_workspace_id_idempotency_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_command_pending",
        "command",
        ["id"],
        sqlite_where=sa.text("verdict = 'pending'"),
        postgresql_where=sa.text("verdict = 'pending'"),
    )


def _create_connection() -> None:
    op.create_table(
        "connection",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("properties", Document, nullable=False),
        sa.Column("secrets", Document, nullable=False),
        sa.Column("secrets_set", Document, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_connection_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_connection"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_connection_workspace_id_name"),
        sqlite_autoincrement=True,
    )


def _create_definition() -> None:
    op.create_table(
        "definition",
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_definition_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "content_hash", name="pk_definition"),
    )


def _create_directory() -> None:
    op.create_table(
        "directory",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("parent_id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_directory_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_directory"),
        sa.UniqueConstraint(
            "workspace_id", "parent_id", "name", name="uq_directory_workspace_id_parent_id_name"
        ),
        sqlite_autoincrement=True,
    )


def _create_event_set_aside() -> None:
    op.create_table(
        "event_set_aside",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("payload", Document, nullable=False),
        sa.Column("error", Document, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_event_set_aside_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event_set_aside"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_set_aside_workspace_id_id", "event_set_aside", ["workspace_id", "id"])


def _create_idempotent_answer() -> None:
    op.create_table(
        "idempotent_answer",
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", Document, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_idempotent_answer_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_idempotent_answer"),
    )
    op.create_index("ix_idempotent_answer_at", "idempotent_answer", ["at"])


def _create_instance() -> None:
    op.create_table(
        "instance",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("job_id", Key, nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("plan_time", Utc(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("job_name", sa.Text(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("definition_hash", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("parent_node_run_id", Key),
        sa.Column("parent_row", sa.Integer()),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("continued", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("started_at", Utc()),
        sa.Column("ended_at", Utc()),
        sa.Column("expired_at", Utc()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_instance_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
        sa.UniqueConstraint(
            "job_id", "trigger", "plan_time", "batch", name="uq_instance_job_id_trigger_plan_time_batch"
        ),
        sqlite_autoincrement=True,
    )
    still_open = sa.text("status IN ('waiting', 'waiting_confirmation', 'running', 'abnormal', 'paused')")
    op.create_index(
        "ix_instance_children",
        "instance",
        ["parent_node_run_id"],
        sqlite_where=sa.text("parent_node_run_id IS NOT NULL"),
        postgresql_where=sa.text("parent_node_run_id IS NOT NULL"),
    )
    op.create_index(
        "ix_instance_expiring",
        "instance",
        ["ended_at"],
        sqlite_where=sa.text("ended_at IS NOT NULL AND expired_at IS NULL AND status <> 'frozen'"),
        postgresql_where=sa.text("ended_at IS NOT NULL AND expired_at IS NULL AND status <> 'frozen'"),
    )
    op.create_index(
        "ix_instance_open",
        "instance",
        ["id"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_index(
        "ix_instance_top",
        "instance",
        ["workspace_id", "id"],
        sqlite_where=sa.text("parent_node_run_id IS NULL"),
        postgresql_where=sa.text("parent_node_run_id IS NULL"),
    )
    op.create_index("ix_instance_workspace_id_job_id_id", "instance", ["workspace_id", "job_id", "id"])
    op.create_index("ix_instance_workspace_id_status_id", "instance", ["workspace_id", "status", "id"])


def _create_login_token() -> None:
    op.create_table(
        "login_token",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_login_token_user_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_token"),
    )


def _create_web_session() -> None:
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_web_session_user_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_web_session"),
    )


def _create_instance_facts() -> None:
    op.create_table(
        "instance_facts",
        sa.Column("instance_id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("params", Document, nullable=False),
        sa.Column("passed_params", Document, nullable=False),
        sa.Column("loop", Document),
        sa.Column("only_nodes", Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instance.id"], name="fk_instance_facts_instance_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_instance_facts_workspace_id"),
        sa.PrimaryKeyConstraint("instance_id", name="pk_instance_facts"),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("directory_id", Key),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("schedule_state", sa.Text(), nullable=False),
        sa.Column("draft_hash", sa.Text(), nullable=False),
        sa.Column("submitted_version", sa.Integer()),
        sa.Column("submitted_hash", sa.Text()),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["directory_id"], ["directory.id"], name="fk_job_directory_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_job_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_job_workspace_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_directory_id", "job", ["directory_id"])
    op.create_index("ix_job_schedule_state", "job", ["schedule_state"])


def _create_output() -> None:
    op.create_table(
        "output",
        sa.Column("instance_id", Key, nullable=False),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("attempt_id", Key, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instance.id"], name="fk_output_instance_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_output_workspace_id"),
        sa.PrimaryKeyConstraint("instance_id", "run_number", "node_id", name="pk_output"),
    )


def _create_script() -> None:
    op.create_table(
        "script",
        sa.Column("id", Key, nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("directory_id", Key),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("draft_hash", sa.Text(), nullable=False),
        sa.Column("submitted_version", sa.Integer()),
        sa.Column("submitted_hash", sa.Text()),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["directory_id"], ["directory.id"], name="fk_script_directory_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_script_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_script"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_script_workspace_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_script_directory_id", "script", ["directory_id"])


def _create_job_version() -> None:
    op.create_table(
        "job_version",
        sa.Column("job_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_job_version_job_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_job_version_workspace_id"),
        sa.PrimaryKeyConstraint("job_id", "kind", "number", name="pk_job_version"),
    )


def _create_script_version() -> None:
    op.create_table(
        "script_version",
        sa.Column("script_id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workspace_id", Key, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["script_id"], ["script.id"], name="fk_script_version_script_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_script_version_workspace_id"),
        sa.PrimaryKeyConstraint("script_id", "number", name="pk_script_version"),
    )
