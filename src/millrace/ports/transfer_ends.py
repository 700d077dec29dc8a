"""What a driver offers to the transfer of rows: a source and a target of Arrow record batches.

Both are used in one thread, by blocking calls; only `cancel` comes from another one. A target does all of
its work in one transaction (a file: beside the old one), so that a transfer that fails or is stopped leaves
it as it was.
"""

from collections.abc import Iterator
from typing import Any, Protocol


class TransferSource(Protocol):
    """Rows to read."""

    schema: Any
    """pyarrow.Schema: names, and the best guess of types."""

    def chunks(self) -> Iterator[Any]:
        """pyarrow.RecordBatch, or a list of tuples where cells of one column may differ in type."""
        ...

    def cancel(self) -> None:
        """Make a blocking call end soon. Thread-safe."""
        ...

    def close(self) -> None: ...


class TransferTarget(Protocol):
    """Where rows go."""

    schema: Any
    """pyarrow.Schema of what is there and stays; None where the data decide."""

    def load(self, schema: Any, batches: Iterator[Any]) -> None:
        """Write all batches, which have `schema`; nothing is visible to others yet."""
        ...

    def commit(self) -> None:
        """Make it visible, at once."""
        ...

    def cancel(self) -> None:
        """Make a blocking call end soon. Thread-safe."""
        ...

    def close(self) -> None:
        """Let go; without `commit` before, everything is as it was."""
        ...
