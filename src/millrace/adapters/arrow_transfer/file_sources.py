"""Files of the workspace as sources: CSV, JSON lines, Parquet."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from millrace.ports.node_runtime import NodeFailure, TransferEnd

_ROWS = 10_000
_LINES_LOOKED_AT = 1000
_BLOCK_BYTES = 1 << 20
Reject = Callable[[str, str], None]
"""Line and reason of a row that cannot even be read."""


class FileSource:
    """What all file sources share."""

    schema: Any

    def cancel(self) -> None:
        """Nothing blocks for long: the engine stops between chunks."""

    def close(self) -> None:
        """Let go of the file."""


class CsvSource(FileSource):
    """CSV with a header row; every cell is text, an empty one without quotes is null."""

    def __init__(self, path: Path, end: TransferEnd, reject: Reject) -> None:
        self._path = path
        self._encoding = str(end.options.get("encoding") or "utf8")
        self._delimiter = str(end.options.get("delimiter") or ",")
        self._reject = reject
        self._reader: Any = None
        with path.open(encoding=self._encoding, newline="") as file:
            names = next(csv.reader(file, delimiter=self._delimiter), [])
        names = [name.removeprefix("\ufeff") for name in names]
        if not names or len(set(names)) != len(names):
            raise NodeFailure(
                "file_unreadable", f"{end.path} needs a header row with different column names."
            )
        self.schema = pa.schema([(name, pa.string()) for name in names])

    def _invalid(self, row: Any) -> str:
        self._reject(str(row.text), f"row has {row.actual_columns} columns instead of {row.expected_columns}")
        return "skip"

    def chunks(self) -> Iterator[Any]:
        """Blocks of about 1 MiB."""
        self._reader = pa_csv.open_csv(
            self._path,
            read_options=pa_csv.ReadOptions(
                use_threads=False,
                block_size=_BLOCK_BYTES,
                encoding=self._encoding,
                column_names=self.schema.names,
                skip_rows_after_names=1,
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=self._invalid
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=self.schema,
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=False,
            ),
        )
        yield from self._reader

    def close(self) -> None:
        """Let go of the file."""
        if self._reader is not None:
            self._reader.close()


class JsonLinesSource(FileSource):
    """One JSON object a line; columns are the keys of the first 1,000 lines."""

    def __init__(self, path: Path, end: TransferEnd, reject: Reject) -> None:
        self._path = path
        self._reject = reject
        first = [
            value for _, value in zip(range(_LINES_LOOKED_AT), self._objects(lambda *_: None), strict=False)
        ]
        names = list(dict.fromkeys(key for value in first for key in value))
        if not names:
            raise NodeFailure("file_unreadable", f"{end.path} has no line with a JSON object.")
        types = [_guess([value.get(name) for value in first]) for name in names]
        self.schema = pa.schema(list(zip(names, types, strict=True)))

    def _objects(self, reject: Reject) -> Iterator[dict[str, Any]]:
        with self._path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if not line.strip():
                    continue
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    value = None
                if isinstance(value, dict):
                    yield value
                else:
                    reject(line.rstrip("\n"), "line is no JSON object")

    def chunks(self) -> Iterator[list[tuple[Any, ...]]]:
        """Rows, 10,000 at a time."""
        rows: list[tuple[Any, ...]] = []
        for value in self._objects(self._reject):
            rows.append(tuple(value.get(name) for name in self.schema.names))
            if len(rows) == _ROWS:
                yield rows
                rows = []
        yield rows


def _guess(values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


class ParquetSource(FileSource):
    """A Parquet file, by row groups."""

    def __init__(self, path: Path, end: TransferEnd, reject: Reject) -> None:
        self._file = pa_parquet.ParquetFile(path)
        self.schema = self._file.schema_arrow

    def chunks(self) -> Iterator[Any]:
        """Batches of 10,000 rows."""
        yield from self._file.iter_batches(batch_size=_ROWS)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


_SOURCES = {"csv": CsvSource, "json_lines": JsonLinesSource, "parquet": ParquetSource}


def open_file_source(path: Path, end: TransferEnd, reject: Reject) -> Any:
    """Raises NodeFailure (file_unreadable)."""
    made = _SOURCES.get(end.format or "")
    if made is None:
        raise NodeFailure("file_unreadable", f"There is no file format {end.format!r}.")
    try:
        return made(path, end, reject)
    except FileNotFoundError:
        raise NodeFailure("file_unreadable", f"There is no file {end.path!r} in the workspace.") from None
    except (pa.ArrowInvalid, OSError, ValueError, LookupError, csv.Error) as error:
        raise NodeFailure("file_unreadable", f"{end.path} cannot be read as {end.format}: {error}.") from None
