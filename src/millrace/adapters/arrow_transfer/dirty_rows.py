"""Rows that do not fit: counted, kept in a file with reasons, bounded."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from millrace.ports.node_runtime import NodeFailure

REASON_COLUMN = "rejected_because"
TEXT_COLUMN = "rejected_line"
_LOGGED = 10
_SHOWN = 200


class DirtyRows:
    """Takes rejected rows. The file appears at `commit` only, in place of an older one."""

    def __init__(
        self,
        path: Path | None,
        columns: Sequence[str],
        *,
        max_rows: int | None,
        max_ratio: float | None,
        tell: Callable[[str], None],
    ) -> None:
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self._path = path
        self._columns = list(columns)
        self._max_rows = max_rows
        self._max_ratio = max_ratio
        self._tell = tell
        self._first = ""
        self._part: Path | None = None
        self._file: TextIO | None = None

    def add(self, values: Mapping[str, Any], reason: str, *, line: str = "") -> None:
        """Reject a row. Raises NodeFailure (too_many_dirty_rows)."""
        self.count += 1
        self.reasons[reason.partition(": ")[0] if ": " in reason else reason] += 1
        self._first = self._first or reason
        if self.count <= _LOGGED:
            self._tell(f"Rejected row: {reason}")
        if self._max_rows is not None and self.count > self._max_rows:
            raise self._too_many(f"more than {self._max_rows} rows")
        if self._path:
            cells = [_cell(values.get(column)) for column in self._columns]
            self._writer().writerow([*cells, reason, line])

    def check_ratio(self, read: int) -> None:
        """Raises NodeFailure (too_many_dirty_rows) if the share of rejected rows is above the limit."""
        if self._max_ratio is not None and read and self.count / read > self._max_ratio:
            raise self._too_many(f"{self.count} of {read} rows, more than {self._max_ratio:.1%}")

    def _too_many(self, amount: str) -> NodeFailure:
        return NodeFailure(
            "too_many_dirty_rows",
            f"The transfer was undone: {amount} do not fit. The first: {self._first[:_SHOWN]}. Correct the "
            "data or the column types, or allow dirty rows.",
            data={"dirty": self.count, "reasons": dict(self.reasons)},
        )

    def _writer(self) -> Any:
        if self._file is None and self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._part = self._path.with_name(f".{self._path.name}.{os.getpid()}-{id(self)}.part")
            self._file = self._part.open("x", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([*self._columns, REASON_COLUMN, TEXT_COLUMN])
        return csv.writer(self._file)  # type: ignore[arg-type]

    def commit(self) -> bool:
        """Put the file in its place, if any row was rejected."""
        if self._file is None or self._part is None or self._path is None:
            return False
        self._file.close()
        self._part.replace(self._path)
        self._part = None
        return True

    def close(self) -> None:
        """Forget what is not committed."""
        if self._file is not None:
            self._file.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
