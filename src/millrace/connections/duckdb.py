"""DuckDB files of the workspace."""

from millrace.sdk import ConnectionType, Properties, number, text


class DuckDbProperties(Properties):
    """Where the file is, and what its engine may use."""

    path: str = text(
        "File",
        "Path of the database file below the workspace's folder, such as warehouse.duckdb. It is created "
        "when it is missing.",
        el=False,
        min_length=1,
    )
    memory_limit_mb: int | None = number(
        "Memory limit (MB)",
        "How much memory the engine may use before it spills to disk. Empty: the engine's own choice, "
        "80 % of the machine.",
        default=None,
        section="advanced",
        ge=64,
    )
    threads: int | None = number(
        "Threads",
        "How many threads one query may use. Empty: one for each core.",
        default=None,
        section="advanced",
        ge=1,
        le=256,
    )


class DuckDb(ConnectionType):
    """An embedded analytical database in one file."""

    name = "duckdb"
    label = "DuckDB"
    icon = "duckdb"
    help = (
        "An analytical database in one file of the workspace. Statements also read and write CSV, JSON and "
        "Parquet files below the workspace's folder: read_parquet('raw/flights.parquet'). Files elsewhere, "
        "extensions and the network are out of reach."
    )
    properties = DuckDbProperties
    driver = "millrace.adapters.sql_drivers.duckdb:open_session"

    def file(self, properties: DuckDbProperties) -> str | None:
        """The database file."""
        return properties.path
