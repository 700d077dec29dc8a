"""What all services share: the ports, wired once, and the small moves around a writing transaction."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from millrace.domain.errors import IdempotencyKeyReused
from millrace.domain.workspace_settings import InstallationLimits
from millrace.ports.calendar_files import CalendarFiles
from millrace.ports.clock import Clock
from millrace.ports.engine import EngineDoor
from millrace.ports.event_bus import EventBus
from millrace.ports.files import AttemptLogs, WorkspaceFiles
from millrace.ports.node_runtime import Catalog
from millrace.ports.records import JobRecord, Stamp
from millrace.ports.secrets import SecretBox, Tokens
from millrace.ports.store import Session, Store
from millrace.services.calling import Caller


@dataclass(frozen=True, slots=True)
class OwnDatabasePlace:
    """Where Millrace keeps its own state, so that no connection may point there."""

    file: Path | None = None
    """The SQLite file."""
    server: tuple[str, int, str] | None = None
    """Host, port and database of PostgreSQL."""
    addresses: Callable[[str], Collection[str]] = lambda host: {host.lower()}
    """Where a host is; two names with a common address are one machine."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The ports that services need."""

    store: Store
    clock: Clock
    bus: EventBus
    engine: EngineDoor
    box: SecretBox
    tokens: Tokens
    catalog: Catalog
    files: WorkspaceFiles
    logs: AttemptLogs
    calendar_files: CalendarFiles
    own_database: OwnDatabasePlace = OwnDatabasePlace()
    limits: InstallationLimits = InstallationLimits()

    def create(self, caller: Caller, action: str, make: Callable[[Session], int], request: Any = None) -> int:
        """Run `make` in a transaction; it returns the id of what it made.

        A request that repeats an Idempotency-Key makes nothing and gets the id of the first time. With
        `request`, plain data, it must be the same as then (IdempotencyKeyReused).
        """
        wanted = None if request is None else digest(request)
        kept = {} if wanted is None else {"request": wanted}
        key = f"{action}:{caller.repeat_key}" if caller.repeat_key else None

        def work(session: Session) -> int:
            earlier = session.admin.remembered(caller.workspace_id, key) if key else None
            if earlier is not None:
                if earlier.get("request", wanted) != wanted:
                    raise IdempotencyKeyReused()
                return int(earlier["id"])
            made = make(session)
            if key:
                session.admin.remember(caller.workspace_id, key, {"id": made, **kept}, self.clock.now())
            return made

        return self.store.write(work)

    def stamp(self, caller: Caller) -> Stamp:
        """Who and when, for what changes now."""
        return Stamp(by=caller.name, at=self.clock.now())

    def tell_job(self, caller: Caller, row: Mapping[str, Any]) -> None:
        """Let the studios show a job's row as it is now; their trees keep everything else."""
        self.bus.publish(f"ws:{caller.workspace_id}:tree", "tree", {"id": row["id"], "job": dict(row)})

    def tell_draft(self, job: JobRecord) -> None:
        """Let the studios that have the job open know that its draft is a newer one."""
        news = {"id": job.id, "revision": job.revision, "by": job.updated.by}
        self.bus.publish(f"ws:{job.workspace_id}:tree", "draft", news)

    def tell_tree(self, caller: Caller) -> None:
        """Let the studios reload their tree of jobs and scripts."""
        self.bus.publish(f"ws:{caller.workspace_id}:tree", "tree", {})


def digest(request: Any) -> str:
    """Short, and the same for the same plain data."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
