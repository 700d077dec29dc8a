"""The store on SQLite and PostgreSQL. The only place that knows SQLAlchemy."""

from millrace.adapters.sql_store.store import SqlStore

__all__ = ["SqlStore"]
