"""All settings of an installation: from the environment (`MILLRACE_...`), each typed and described."""

import os
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from millrace.domain.workspace_settings import InstallationLimits


def _default_data() -> Path:
    """`millrace` below the place for data of the XDG base directory standard."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base) / "millrace"


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _words(value: object) -> object:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; take an IANA name such as Europe/Berlin") from None
    return name


Folder = Annotated[Path, AfterValidator(_absolute)]


class Settings(BaseSettings):
    """Values given in code go before the environment; the environment goes before defaults."""

    model_config = SettingsConfigDict(env_prefix="MILLRACE_", extra="ignore", frozen=True)

    data: Folder = Field(
        default_factory=_default_data,
        validate_default=True,
        description="The data folder: database, logs, workspaces' files, keys. One server at a time uses it.",
    )
    host: str = Field(
        "127.0.0.1", description="Address to listen on. Others than this machine's need HTTPS in front."
    )
    port: int = Field(8642, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    allowed_hosts: Annotated[list[str], NoDecode, BeforeValidator(_words)] = Field(
        default_factory=list,
        description="More names, separated by commas, under which browsers may address the server.",
    )
    secure_cookie: bool = Field(
        False, description="Send the session cookie over HTTPS only. Set it behind HTTPS."
    )
    database_url: str = Field(
        "", description="postgresql://user:password@host/database; empty means SQLite in the data folder."
    )
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "UTC", description="IANA time zone of the first workspace, for its schedules."
    )

    worker: bool = Field(True, description="Whether the server starts a worker of its own.")
    light_places: int = Field(
        500, ge=1, le=10_000, description="Node runs of the local worker that only wait."
    )
    heavy_places: int = Field(
        default_factory=lambda: max(2, min(32, 2 * (os.cpu_count() or 1))),
        ge=1,
        le=1_000,
        description="Node runs of the local worker that compute: processes and database work.",
    )
    lease_seconds: float = Field(
        15, ge=3, le=600, description="After this silence a worker's attempts are lost."
    )
    stop_grace_seconds: float = Field(
        10, ge=0, le=600, description="Between TERM and KILL when a process is stopped."
    )

    log_limit_mb: int = Field(50, ge=1, description="Size at which an attempt's log stops growing.")
    disk_reserve_mb: int = Field(500, ge=0, description="Free disk space below which no log is written.")
    max_body_mb: int = Field(10, ge=1, le=1_000, description="Largest request body that the API takes.")

    keep_instances_days: int = Field(
        90, ge=1, description="Node runs, attempts and outputs older than this go."
    )
    keep_logs_days: int = Field(30, ge=1, description="Logs older than this go.")
    keep_audit_days: int = Field(730, ge=1, description="Audit rows older than this go.")

    limit_running: int = Field(
        10_000, ge=1, le=100_000, description="Most node runs at once that a workspace may allow itself."
    )
    limit_task_group: int = Field(
        1_000, ge=1, le=100_000, description="Largest maximum that a task group may have."
    )
    limit_concurrency: int = Field(
        5, ge=1, le=1_000, description="Most instances of one job's schedule that may run at once."
    )
    limit_patchdata: int = Field(
        100_000, ge=1, le=1_000_000, description="Most instances that one PatchData task may have."
    )

    log_level: str = Field(
        "info",
        pattern="^(debug|info|warning|error)$",
        description="How much the server tells in its own log.",
    )

    @property
    def limits(self) -> InstallationLimits:
        """What no workspace may go beyond."""
        return InstallationLimits(
            concurrency=self.limit_concurrency,
            task_group=self.limit_task_group,
            running=self.limit_running,
            patchdata_instances=self.limit_patchdata,
        )

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, unless PostgreSQL is used."""
        return None if self.database_url else self.data / "millrace.db"

    @property
    def database_address(self) -> str:
        """What the SQL store is opened with."""
        return self.database_url or f"sqlite:///{self.database_file}"

    @property
    def workspaces_folder(self) -> Path:
        """Below it lies a folder for each workspace."""
        return self.data / "workspaces"

    @property
    def attempts_folder(self) -> Path:
        """Below it lies a folder for each attempt."""
        return self.data / "attempts"

    @property
    def master_key_file(self) -> Path:
        """The key of all secrets."""
        return self.data / "master.key"

    @property
    def cli_token_file(self) -> Path:
        """Whoever reads it is the administrator."""
        return self.data / "cli-token"

    @property
    def server_file(self) -> Path:
        """Where a running server tells its address."""
        return self.data / "run" / "server.json"

    @property
    def login_link_file(self) -> Path:
        """Where the login link goes when there is no terminal."""
        return self.data / "run" / "login-link"
