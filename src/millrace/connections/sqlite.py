"""SQLite files of the workspace."""

from millrace.sdk import ConnectionType, Properties, number, text


class SqliteProperties(Properties):
    """Where the file is, and how long to wait for other writers."""

    path: str = text(
        "File",
        "Path of the database file below the workspace's folder, such as state.sqlite. It is created when it "
        "is missing.",
        el=False,
        min_length=1,
    )
    busy_timeout_seconds: float = number(
        "Wait for a writer (s)",
        "How long a statement waits while another one writes to the file.",
        default=30.0,
        section="advanced",
        ge=0,
        le=3600,
    )


class Sqlite(ConnectionType):
    """An embedded database in one file."""

    name = "sqlite"
    label = "SQLite"
    icon = "sqlite"
    help = (
        "A database in one file of the workspace, for small tables and state. One statement writes at a time."
    )
    properties = SqliteProperties
    driver = "millrace.adapters.sql_drivers.sqlite:open_session"

    def file(self, properties: SqliteProperties) -> str | None:
        """The database file."""
        return properties.path
