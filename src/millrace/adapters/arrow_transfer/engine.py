"""One transfer: source, casts, dirty rows, target; in a thread, with constant memory.

The target pulls batches, so nothing waits in memory but the batch in hand. The target's transaction is
committed last; before that, a failure or a stop leaves everything as it was, the file of dirty rows too.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa

from millrace.adapters.arrow_transfer.casting import PlannedColumn, converted, loose_column
from millrace.adapters.arrow_transfer.column_plan import planned_columns
from millrace.adapters.arrow_transfer.dirty_rows import DirtyRows
from millrace.adapters.arrow_transfer.file_sources import open_file_source
from millrace.adapters.arrow_transfer.file_targets import open_file_target
from millrace.ports.node_runtime import Log, NodeFailure, TransferEnd, TransferRequest, TransferResult
from millrace.ports.transfer_ends import TransferSource, TransferTarget
from millrace.ports.workspace_paths import resolve_below

_ASK_AGAIN_SECONDS = 0.1
Load = Callable[[str], Any]


class _Stopped(Exception):
    """The attempt was cancelled."""


async def transfer(
    request: TransferRequest,
    connections: Mapping[str, Mapping[str, Any]],
    *,
    workspace_folder: Path,
    log: Log,
    load: Load,
) -> TransferResult:
    """Move the rows. `connections`: name -> {"type", "driver", "properties", "secrets"}; `load` resolves
    `module:attribute`. A driver `m:open_session` has its ends in `m_transfer:open_source` and `:open_target`.

    Raises NodeFailure: transfer_failed, too_many_dirty_rows, column_not_found, file_unreadable, path_outside,
    sql_error, connection_failed.
    """
    loop = asyncio.get_running_loop()

    def tell(text: str) -> None:
        loop.call_soon_threadsafe(log.warn, text)

    run = _Transfer(request, connections, workspace_folder, tell, load)
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="transfer")
    future = loop.run_in_executor(pool, run.run)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            run.stop()
            await asyncio.wait({future}, timeout=_ASK_AGAIN_SECONDS)
        future.exception()
        raise
    finally:
        pool.shutdown(wait=False)


class _Transfer:
    """The state of one transfer. Everything but `stop` runs in its thread."""

    def __init__(
        self,
        request: TransferRequest,
        connections: Mapping[str, Mapping[str, Any]],
        folder: Path,
        tell: Callable[[str], None],
        load: Load,
    ) -> None:
        self._request = request
        self._connections = connections
        self._folder = folder
        self._tell = tell
        self._load = load
        self._stopped = threading.Event()
        self._source: TransferSource | None = None
        self._target: TransferTarget | None = None
        self._error: Exception | None = None
        self._read = 0
        self._written = 0
        self._unreadable: list[tuple[str, str]] = []

    def stop(self) -> None:
        """End soon; called from the loop's thread, perhaps several times."""
        self._stopped.set()
        for end in (self._source, self._target):
            if end is not None:
                end.cancel()

    def run(self) -> TransferResult:
        """All of it."""
        with contextlib.ExitStack() as stack:
            source = self._source = self._open_source(self._request.source)
            stack.callback(source.close)
            target = self._target = self._open_target(self._request.target)
            stack.callback(target.close)
            columns = planned_columns(self._request.columns, source.schema, target.schema)
            schema = pa.schema([(column.target, column.steps[-1]) for column in columns])
            dirty = self._dirty_rows(source.schema.names)
            stack.callback(dirty.close)
            self._load_all(source, target, columns, schema, dirty)
            dirty.check_ratio(self._read)
            if self._stopped.is_set():
                raise _Stopped
            target.commit()
            has_file = dirty.commit()
        path = self._request.dirty_path if has_file else None
        return TransferResult(self._read, self._written, dirty.count, path, dict(dirty.reasons))

    def _load_all(
        self,
        source: TransferSource,
        target: TransferTarget,
        columns: list[PlannedColumn],
        schema: Any,
        dirty: DirtyRows,
    ) -> None:
        try:
            target.load(schema, self._guarded(self._batches(source, columns, schema, dirty)))
        except Exception as error:
            cause = self._error or error  # drivers wrap what our own iterator raises
            if isinstance(cause, NodeFailure | _Stopped):
                raise cause from None
            raise NodeFailure("transfer_failed", f"The transfer failed and was undone: {cause}") from cause
        if self._error:
            raise self._error

    def _guarded(self, batches: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from batches
        except Exception as error:
            self._error = error
            raise

    def _batches(
        self, source: TransferSource, columns: list[PlannedColumn], schema: Any, dirty: DirtyRows
    ) -> Iterator[Any]:
        for chunk in source.chunks():
            if self._stopped.is_set():
                raise _Stopped
            self._take_unreadable(dirty)
            names = source.schema.names
            batch = chunk if isinstance(chunk, pa.RecordBatch) else _loose_batch(chunk, source.schema)
            self._read += batch.num_rows
            good = _good_rows(batch, names, columns, schema, dirty)
            self._written += good.num_rows
            if good.num_rows:
                yield good
        self._take_unreadable(dirty)

    def _take_unreadable(self, dirty: DirtyRows) -> None:
        for line, reason in self._unreadable:
            self._read += 1
            dirty.add({}, reason, line=line)
        self._unreadable.clear()

    def _dirty_rows(self, names: list[str]) -> DirtyRows:
        request = self._request
        path = resolve_below(self._folder, request.dirty_path) if request.dirty_path else None
        return DirtyRows(
            path,
            names,
            max_rows=request.max_dirty_rows,
            max_ratio=request.max_dirty_ratio,
            tell=self._tell,
        )

    def _open_source(self, end: TransferEnd) -> TransferSource:
        if end.connection is None:
            path = resolve_below(self._folder, end.path or "")
            source: TransferSource = open_file_source(path, end, self._reject)
            return source
        made: TransferSource = self._end("open_source", end)(table=end.table, query=end.query)
        return made

    def _open_target(self, end: TransferEnd) -> TransferTarget:
        mode = self._request.mode
        if end.connection is None:
            target: TransferTarget = open_file_target(resolve_below(self._folder, end.path or ""), end, mode)
            return target
        made: TransferTarget = self._end("open_target", end)(table=end.table or "", mode=mode)
        return made

    def _reject(self, line: str, reason: str) -> None:
        self._unreadable.append((line, reason))

    def _end(self, name: str, end: TransferEnd) -> Callable[..., Any]:
        found = self._connections.get(end.connection or "")
        if found is None:
            raise NodeFailure("connection_not_found", f"There is no connection {end.connection!r}.")
        module = str(found["driver"]).partition(":")[0]
        opened = self._load(f"{module}_transfer:{name}")

        def call(**which: Any) -> Any:
            secrets = found.get("secrets") or {}
            return opened(found["properties"], secrets, workspace_folder=self._folder, **which)

        return call


def _loose_batch(rows: list[tuple[Any, ...]], schema: Any) -> Any:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [loose_column(values, field.type) for values, field in zip(cells, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=schema.names)


def _good_rows(
    batch: Any, names: list[str], columns: list[PlannedColumn], schema: Any, dirty: DirtyRows
) -> Any:
    """The rows that fit, cast; the others go to `dirty`."""
    arrays = []
    reasons: dict[int, list[str]] = {}
    for column in columns:
        array, bad = converted(batch.column(names.index(column.source)), column)
        arrays.append(array)
        for index, reason in bad.items():
            reasons.setdefault(index, []).append(reason)
    for index in sorted(reasons):
        values = batch.slice(index, 1).to_pylist()[0]
        dirty.add(values, "; ".join(reasons[index]))
    good = pa.RecordBatch.from_arrays(arrays, schema=schema)
    if not reasons:
        return good
    return good.filter(pa.array([index not in reasons for index in range(batch.num_rows)]))
