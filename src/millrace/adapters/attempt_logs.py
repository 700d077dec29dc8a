"""Logs of attempts, read from their folders by byte offset.

A line is `<microseconds since the epoch> <stream letter> text`; the letters are o, e, i, w, x.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from millrace.domain.ids import AttemptId
from millrace.ports.files import LogChunk, LogLine

_STREAMS = {"o": "out", "e": "err", "i": "info", "w": "warn", "x": "error"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_STAMP = re.compile(rb"[0-9]{1,17} [oeiwx] ")
_LOOK_BACK = 1024 * 1024
_MAX_TEXT = 64 * 1024 * 1024


class FolderAttemptLogs:
    """Reads below `<folder>/<attempt_id // 1000>/<attempt_id>/log`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, attempt_id: AttemptId, offset: int, limit: int) -> LogChunk:
        """At most `limit` bytes; a single line that is longer is cut there and goes on in the next chunk.

        From the middle of a line the rest of it is given, with the line's time and stream; an offset within
        those stands for the beginning of the text.
        """
        try:
            with self._path(attempt_id).open("rb") as file:
                before = _line_before(file, offset)
                file.seek(offset)
                raw = file.read(limit + 1)
        except FileNotFoundError:
            return LogChunk((), offset, True)
        whole = raw[:limit]
        end = whole.rfind(b"\n") + 1
        if end == 0 and len(whole) == limit:
            end = limit
        lines, place = [], offset
        for line in whole[:end].splitlines(keepends=True):
            lines.append(_line(place, line, before))
            place += len(line)
            before = b""
        return LogChunk(lines, offset + end, len(raw) == end)

    def text(self, attempt_id: AttemptId) -> str:
        """The whole log, at most 64 MiB of it."""
        chunk = self.read(attempt_id, 0, _MAX_TEXT)
        return "".join(f"{line.at.isoformat()} {line.stream:<5} {line.text}\n" for line in chunk.lines)

    def _path(self, attempt_id: AttemptId) -> Path:
        return self._folder / str(attempt_id // 1000) / str(attempt_id) / "log"


def _line_before(file: BinaryIO, offset: int) -> bytes:
    """What stands of a line before the offset; empty at its beginning, or where it begins too far away."""
    start = max(0, offset - _LOOK_BACK)
    file.seek(start)
    before = file.read(offset - start)
    begin = before.rfind(b"\n") + 1
    return before[begin:] if begin or start == 0 else b""


def _line(place: int, raw: bytes, before: bytes = b"") -> LogLine:
    """The line; `before` is the part of it that stands before `raw` and is not shown."""
    stamp_ends = _END_OF_STAMP.match(before + raw)
    if before and stamp_ends:
        whole, end = before + raw, stamp_ends.end()
        raw = whole[:end] + whole[max(len(before), end) :]
    text = raw.decode("utf-8", "replace").rstrip("\r\n")
    stamp, _, rest = text.partition(" ")
    letter, _, words = rest.partition(" ")
    if not stamp.isdecimal() or letter not in _STREAMS:
        return LogLine(place, _EPOCH, "out", text)
    return LogLine(place, _EPOCH + timedelta(microseconds=int(stamp)), _STREAMS[letter], words)
