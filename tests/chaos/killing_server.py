"""`millrace serve` that dies by its own hand right after the n-th commit: `killing_server DATA PORT`.

The file `plan` in the data folder's parent holds n. Commits are counted from the moment it appears; how many
there were is kept in `commits` beside it. A `plan` that says `full 3` lets three writes fail instead,
as a full disk does. Nothing in the product knows of this: the store is wrapped here.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from millrace.adapters.sql_store.faults import as_unavailable
from millrace.adapters.sql_store.store import SqlStore
from millrace.bootstrap import installation
from millrace.cli import main
from millrace.ports.store import Session

T = TypeVar("T")


class KillingStore(SqlStore):
    """Counts what is durable, and ends the process before anything follows from it."""

    folder = Path()

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._commits = 0
        self._plan = ""

    def write(self, work: Callable[[Session], T]) -> T:
        """As the store does, and then perhaps nothing more."""
        plan = self._read_plan()
        if plan.startswith("full") and self._commits < int(plan.split()[1]):
            self._count()
            raise _full_disk()
        value = super().write(work)
        if plan and not plan.startswith("full"):
            self._count()
            if self._commits == int(plan):
                os.kill(os.getpid(), signal.SIGKILL)
        return value

    def _read_plan(self) -> str:
        try:
            plan = (self.folder / "plan").read_text()
        except FileNotFoundError:
            plan = ""
        if plan != self._plan:
            self._plan, self._commits = plan, 0
        return plan

    def _count(self) -> None:
        self._commits += 1
        (self.folder / "commits").write_text(str(self._commits))


def _full_disk() -> Exception:
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorname = "SQLITE_FULL"
    outage = as_unavailable(OperationalError("INSERT", {}, cause))
    assert outage is not None
    return outage


if __name__ == "__main__":
    KillingStore.folder = Path(sys.argv[1]).parent
    vars(installation)["SqlStore"] = KillingStore
    sys.argv = ["millrace", "serve", "--data", sys.argv[1], "--port", sys.argv[2]]
    main()
