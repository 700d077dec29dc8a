"""Files of the workspace as targets: written beside the old file, then put in its place."""

import csv
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from millrace.ports.node_runtime import NodeFailure, TransferEnd


class FileTarget:
    """Writes to a hidden file of the same folder; `commit` renames it."""

    schema: Any = None

    def __init__(self, path: Path, end: TransferEnd, mode: str) -> None:
        self._path = path
        self._appends = mode == "append" and path.exists() and path.stat().st_size > 0
        self._delimiter = str(end.options.get("delimiter") or ",")
        self._part = path.with_name(f".{path.name}.{os.getpid()}-{id(self)}.part")
        self._prepare()

    def _prepare(self) -> None:
        """Look at what is there."""

    def load(self, schema: Any, batches: Iterator[Any]) -> None:
        """Write all batches."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._appends:
            shutil.copyfile(self._path, self._part)
            _end_last_line(self._part)
        with self._part.open("ab") as file:
            self._write(file, schema, batches)
            file.flush()
            os.fsync(file.fileno())

    def _write(self, file: Any, schema: Any, batches: Iterator[Any]) -> None:
        raise NotImplementedError

    def commit(self) -> None:
        """Put the file in its place."""
        self._part.replace(self._path)

    def cancel(self) -> None:
        """Nothing blocks for long."""

    def close(self) -> None:
        """Remove what was not committed."""
        self._part.unlink(missing_ok=True)


def _end_last_line(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")


class CsvTarget(FileTarget):
    """CSV with a header row; null is an empty cell, an empty text is `""`."""

    def _prepare(self) -> None:
        if not self._appends:
            return
        with self._path.open(encoding="utf-8", newline="") as file:
            names = next(csv.reader(file, delimiter=self._delimiter))
        self.schema = pa.schema([(name, pa.null()) for name in names])

    def _write(self, file: Any, schema: Any, batches: Iterator[Any]) -> None:
        names = self.schema.names if self.schema is not None else schema.names
        written = pa.schema([(name, pa.string()) for name in names])
        options = pa_csv.WriteOptions(include_header=not self._appends, delimiter=self._delimiter)
        with pa_csv.CSVWriter(file, written, write_options=options) as writer:
            for batch in batches:
                writer.write_batch(pa.record_batch([_as_text(batch, name) for name in names], schema=written))


def _as_text(batch: Any, name: str) -> Any:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch.column(name)
    if pa.types.is_binary(column.type):
        return pa.array([None if value is None else value.hex() for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())


class JsonLinesTarget(FileTarget):
    """One JSON object a line; times are ISO 8601, decimals numbers as text."""

    def _write(self, file: Any, schema: Any, batches: Iterator[Any]) -> None:
        for batch in batches:
            lines = [json.dumps(row, ensure_ascii=False, default=_json_value) for row in batch.to_pylist()]
            file.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def _json_value(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat else str(value)


class ParquetTarget(FileTarget):
    """A Parquet file; nothing can be appended to one."""

    def _prepare(self) -> None:
        if self._appends:
            raise NodeFailure(
                "append_unsupported",
                "Rows cannot be appended to a Parquet file. Replace it, or write a new file each time.",
            )

    def _write(self, file: Any, schema: Any, batches: Iterator[Any]) -> None:
        with pa_parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)


_TARGETS = {"csv": CsvTarget, "json_lines": JsonLinesTarget, "parquet": ParquetTarget}


def open_file_target(path: Path, end: TransferEnd, mode: str) -> Any:
    """Raises NodeFailure (file_unwritable, append_unsupported)."""
    made = _TARGETS.get(end.format or "")
    if made is None:
        raise NodeFailure("file_unwritable", f"There is no file format {end.format!r}.")
    if path.is_dir():
        raise NodeFailure("file_unwritable", f"{end.path} is a folder.")
    return made(path, end, mode)
