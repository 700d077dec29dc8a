"""The memory store: a snapshot for every reader, a copy that is kept or thrown away for every writer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from millrace.adapters.memory_store.admin import MemoryAdmin, MemoryCommands
from millrace.adapters.memory_store.history import MemoryHistory
from millrace.adapters.memory_store.instances import MemoryInstances
from millrace.adapters.memory_store.jobs import MemoryConnections, MemoryJobs, MemoryScripts
from millrace.adapters.memory_store.named import MemoryCalendars, MemoryTaskGroups
from millrace.adapters.memory_store.overviews import MemoryOverviews
from millrace.adapters.memory_store.patchdata import MemoryPatchData
from millrace.adapters.memory_store.rows import Rows
from millrace.adapters.memory_store.spans import MemorySchedules
from millrace.adapters.memory_store.waiting import MemoryWaiting
from millrace.ports.store import Session

T = TypeVar("T")


class MemorySession:
    """`Session` over one set of rows."""

    def __init__(self, rows: Rows) -> None:
        self.jobs = MemoryJobs(rows)
        self.scripts = MemoryScripts(rows)
        self.connections = MemoryConnections(rows)
        self.instances = MemoryInstances(rows)
        self.commands = MemoryCommands(rows)
        self.admin = MemoryAdmin(rows)
        self.history = MemoryHistory(rows)
        self.schedules = MemorySchedules(rows)
        self.waiting = MemoryWaiting(rows)
        self.calendars = MemoryCalendars(rows)
        self.task_groups = MemoryTaskGroups(rows)
        self.patchdata = MemoryPatchData(rows)
        self.overviews = MemoryOverviews(rows)


class MemoryStore:
    """`Store` that forgets all when its process ends. Thread-safe."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._writing = threading.Lock()
        self._writer: int | None = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """The rows as they were committed last, in a copy: what a reader does to them is lost."""
        yield MemorySession(self._rows.copy())

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` on a copy, which becomes the truth unless `work` raises."""
        if self._writer == threading.get_ident():
            raise RuntimeError("A unit of work must not start another write; use the session it was given.")
        with self._writing:
            self._writer = threading.get_ident()
            try:
                draft = self._rows.copy()
                value = work(MemorySession(draft))
                self._rows = draft
            finally:
                self._writer = None
        return value

    def close(self) -> None:
        """Nothing is open."""
