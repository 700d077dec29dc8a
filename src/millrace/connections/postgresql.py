"""PostgreSQL servers."""

from typing import Literal

from millrace.sdk import ConnectionType, Properties, choice, number, secret, text


class PostgresqlProperties(Properties):
    """Where the server is and how to sign in."""

    host: str = text("Host", "Name or address of the server.", el=False, default="127.0.0.1", min_length=1)
    port: int = number("Port", "Port of the server.", default=5432, ge=1, le=65535)
    database: str = text("Database", "Name of the database.", el=False, min_length=1)
    user: str = text("User", "Name of the database user.", el=False, min_length=1)
    password: str = secret("Password", "Password of the user. Empty if the server asks for none.")
    sslmode: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = choice(
        "Encryption",
        "Whether the connection is encrypted, and whether the server's certificate is checked.",
        default="prefer",
        labels={
            "disable": "Never",
            "prefer": "If the server can",
            "require": "Always",
            "verify-ca": "Always, check the authority",
            "verify-full": "Always, check authority and name",
        },
    )
    search_path: str = text(
        "Search path",
        "Schemas in which names without a schema are looked up, separated by commas. Empty: the "
        "server's default.",
        el=False,
        default="",
        section="advanced",
    )
    connect_timeout_seconds: int = number(
        "Time to connect (s)",
        "How long to wait until the server answers.",
        default=10,
        section="advanced",
        ge=1,
        le=600,
    )


class Postgresql(ConnectionType):
    """A PostgreSQL database, 12 or newer."""

    name = "postgresql"
    label = "PostgreSQL"
    icon = "postgresql"
    help = "A database on a PostgreSQL server, version 12 or newer."
    properties = PostgresqlProperties
    driver = "millrace.adapters.sql_drivers.postgresql:open_session"

    def endpoint(self, properties: PostgresqlProperties) -> tuple[str, int] | None:
        """The server."""
        return properties.host, properties.port
