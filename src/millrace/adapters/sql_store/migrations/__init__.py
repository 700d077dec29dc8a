"""Migrations: one linear history for SQLite and PostgreSQL, run by `migrate`.

Files are named `NNNN_verb_object.py`; each says whether it is safe before or after the new code is deployed.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

_ONE_AT_A_TIME = 0x6D696C6C  # key of the PostgreSQL advisory lock: "mill"


def migrate(engine: Engine) -> None:
    """Bring the schema up to date in one transaction; several processes may try at once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
