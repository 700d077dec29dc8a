"""Alembic runs this file; `migrate` hands it the connection, inside a transaction."""

from alembic import context

from millrace.adapters.sql_store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
