"""One installation at work: data folder, store, engine, link and local agent, started and ended in order."""

import contextlib
import json
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from millrace.adapters.agent_process import AgentProcess
from millrace.adapters.attempt_logs import FolderAttemptLogs
from millrace.adapters.folder_lock import FolderLock, hold
from millrace.adapters.host_addresses import host_addresses
from millrace.adapters.ical_files import IcalFiles
from millrace.adapters.local_link import LocalLink
from millrace.adapters.memory_bus import MemoryBus
from millrace.adapters.secrets_box import SecretsBox, master_key
from millrace.adapters.sql_store.store import SqlStore
from millrace.adapters.system_clock import SystemClock
from millrace.adapters.tokens import RandomTokens
from millrace.adapters.workspace_folders import WorkspaceFolders
from millrace.bootstrap.agent import CONFIG_VARIABLE
from millrace.bootstrap.catalog import build_catalog
from millrace.domain.errors import Unavailable
from millrace.domain.ids import UserId
from millrace.domain.workspace_settings import InstallationLimits
from millrace.engine.definitions import Definitions
from millrace.engine.door import Door
from millrace.engine.duties.expire_history import ExpireHistory, Keep
from millrace.engine.inbox import Inbox
from millrace.engine.index import Index
from millrace.engine.loop import Engine, EngineParts, EngineSettings
from millrace.engine.places import Places
from millrace.engine.work_orders import Surroundings
from millrace.ports.engine import ProbeTarget
from millrace.ports.node_runtime import Catalog
from millrace.ports.records import ConnectionRecord
from millrace.services.connecting import secret_place
from millrace.services.container import Services, make_services
from millrace.services.tools import OwnDatabasePlace, Tools

_log = logging.getLogger(__name__)

_ENGINE_END_SECONDS = 10.0
_POSTGRES_PORT = 5432


@dataclass(frozen=True, slots=True)
class InstallationSettings:
    """What an installation is started with; times in seconds."""

    data: Path
    database_url: str
    zone: str
    worker: bool
    light_places: int
    heavy_places: int
    log_limit_bytes: int
    disk_reserve_bytes: int
    grace_seconds: float
    attempt_lease_seconds: float
    lead_lease_seconds: float
    keep: Keep
    limits: InstallationLimits


class Installation:
    """Everything but the web server. `start` raises DataFolderInUse or an error that names what is wrong."""

    def __init__(self, settings: InstallationSettings, cli_token: str) -> None:
        self.settings = settings
        self._lock: FolderLock = hold(settings.data)
        self.store = SqlStore(settings.database_url)
        self.clock = SystemClock()
        self.bus = MemoryBus()
        self.catalog: Catalog = build_catalog()
        self.inbox = Inbox()
        run = settings.data / "run"
        self.link = LocalLink(run / "link.sock", self.inbox, settings.attempt_lease_seconds)
        self._box = SecretsBox(master_key(settings.data / "master.key"))
        self._files = WorkspaceFolders(settings.data / "workspaces")
        self._logs = FolderAttemptLogs(settings.data / "attempts")
        self._retention = ExpireHistory(settings.keep, self.clock, self.store, self._logs, _in_thread)
        self.engine = self._engine()
        self.services: Services = make_services(self._tools(), cli_token)
        self._administrator = UserId(0)
        self._thread = threading.Thread(target=self.engine.run, name="engine", daemon=True)
        self.agent = self._agent_process()

    def start(self) -> None:
        """Bring the schema up to date, take the lead, listen for agents, start ours."""
        self.store.migrate()
        self._administrator = self.services.signing_in.prepare(self.settings.zone).id
        self._lead_anew()
        self._thread.start()
        self.link.open()
        if self.settings.worker:
            self.agent.start()

    def _lead_anew(self) -> None:
        """The folder's lock proves that whoever led under this folder's name is dead: its lease need not end.

        Under a new number, which fences off what it may have left on the way to the database.
        """
        self.engine.end_past_lead()
        self.engine.take_lead()

    def login_link(self, url: str) -> str:
        """A link that signs the administrator in, once, within ten minutes."""
        return f"{url}/login?token={self.services.signing_in.login_token(self._administrator)}"

    def abandon(self) -> None:
        """Give up a start that failed: nothing runs yet, so only the folder is given free."""
        self.inbox.close()
        self.store.close()
        self._lock.release()

    def close(self, *, end_processes: bool) -> None:
        """End in order. `end_processes`: also end what nodes run; else it is adopted at the next start."""
        self.link.end_agents(end_processes=end_processes)
        self.agent.close(self.settings.grace_seconds if end_processes else 0.0)
        self.link.close()
        self._retention.close()
        self.inbox.close()
        self._thread.join(_ENGINE_END_SECONDS)
        with contextlib.suppress(Unavailable):
            self.engine.give_up_lead()
        self.store.close()
        self._lock.release()

    # ---- parts ---------------------------------------------------------------------------------------

    def _engine(self) -> Engine:
        settings = self.settings
        parts = EngineParts(
            store=self.store,
            clock=self.clock,
            bus=self.bus,
            carrier=self.link,
            around=Surroundings(
                catalog=self.catalog,
                attempts_folder=settings.data / "attempts",
                workspace_folder=self._files.folder,
                reveal=self._reveal,
            ),
            settings=EngineSettings(
                name=_own_name(settings.data / "engine-name"),
                attempt_lease=timedelta(seconds=settings.attempt_lease_seconds),
                lead_lease=timedelta(seconds=settings.lead_lease_seconds),
            ),
            duties=(self._retention,),
        )
        return Engine(
            parts, Index(Definitions(self.catalog), places=Places(self.settings.limits)), self.inbox
        )

    def _tools(self) -> Tools:
        return Tools(
            store=self.store,
            clock=self.clock,
            bus=self.bus,
            engine=Door(self.engine, self.inbox, self._probe),
            box=self._box,
            tokens=RandomTokens(),
            catalog=self.catalog,
            files=self._files,
            logs=self._logs,
            calendar_files=IcalFiles(),
            own_database=_own_database(self.settings.database_url),
            limits=self.settings.limits,
        )

    def _agent_process(self) -> AgentProcess:
        settings = self.settings
        config = {
            "socket": str(self.link.path),
            "name": "local-1",
            "data": str(settings.data),
            "token": self.link.token,
            "light": settings.light_places,
            "heavy": settings.heavy_places,
            "log_limit_bytes": settings.log_limit_bytes,
            "disk_reserve_bytes": settings.disk_reserve_bytes,
            "grace_seconds": settings.grace_seconds,
        }
        return AgentProcess(
            [sys.executable, "-m", "millrace.bootstrap.agent"],
            {CONFIG_VARIABLE: json.dumps(config)},
            settings.data / "log" / "agent.log",
        )

    def _reveal(self, record: ConnectionRecord) -> Mapping[str, str]:
        return {
            name: self._box.open(sealed, secret_place(record.id, name))
            for name, sealed in record.secrets.items()
        }

    def _probe(self, target: ProbeTarget, seconds: float) -> Mapping[str, Any]:
        connection = {
            "type": target.type,
            "driver": target.driver,
            "properties": dict(target.properties),
            "secrets": dict(target.secrets),
        }
        document = {"connection": connection, "workspace_folder": target.workspace_folder}
        answer = self.link.probe("test_connection", document, seconds)
        found = answer.get("answer")
        if isinstance(found, dict):
            return found
        error = answer.get("error") or {}
        detail = str(error.get("message") or "The worker could not test the connection.")
        return {"ok": False, "steps": [{"name": "connect", "ok": False, "detail": detail}], "hint": None}


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="retention", daemon=True).start()


def _own_database(url: str) -> OwnDatabasePlace:
    """Where our own state lies, so that no job may touch it."""
    if url.startswith("sqlite"):
        return OwnDatabasePlace(file=Path(url.removeprefix("sqlite:///")))
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    host = parts.hostname or asked.get("host", "")
    port = parts.port or int(asked.get("port", _POSTGRES_PORT))
    database = unquote(parts.path.lstrip("/")) or asked.get("dbname") or unquote(parts.username or "")
    return OwnDatabasePlace(server=(host, port, database), addresses=host_addresses)


def _own_name(path: Path) -> str:
    """The name under which engines of this data folder lead; made once."""
    if not path.exists():
        path.write_text(RandomTokens().fresh(), encoding="utf-8")
    return path.read_text(encoding="utf-8")
