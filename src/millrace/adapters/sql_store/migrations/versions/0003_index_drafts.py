"""Index what tells whether a draft is still named, and the audit by object: drafts are saved often.

Before or after the new code is deployed: nothing but speed depends on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_audit_object_kind_object_id_at", "audit", ["object_kind", "object_id", "at"])
    op.create_index(
        "ix_job_version_workspace_id_content_hash", "job_version", ["workspace_id", "content_hash"]
    )
    drafts = sa.text("version_no = 0")
    op.create_index(
        "ix_instance_draft", "instance", ["definition_hash"], sqlite_where=drafts, postgresql_where=drafts
    )
