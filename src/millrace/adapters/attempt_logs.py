"""Logs of attempts, read from (and in the end removed with) their folders by byte offset.

A line is `<microseconds since the epoch> <stream letter> text`; the letters are o, e, i, w, x.
"""

import logging
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from millrace.domain.ids import AttemptId
from millrace.ports.files import LogChunk, LogLine

_log = logging.getLogger(__name__)

_STREAMS = {"o": "out", "e": "err", "i": "info", "w": "warn", "x": "error"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_STAMP = re.compile(rb"[0-9]{1,17} [oeiwx] ")
_LOOK_BACK = 1024 * 1024
_MAX_TEXT = 64 * 1024 * 1024
_IN_ONE_FOLDER = 1000


class FolderAttemptLogs:
    """Below `<folder>/<attempt_id // 1000>/<attempt_id>/log`."""

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

    def stored(self, after: AttemptId, limit: int) -> Sequence[AttemptId]:
        """Folder by folder of a thousand, so that no more is listed than is wanted."""
        found: list[AttemptId] = []
        for thousand in _numbers(self._folder):
            if thousand < after // _IN_ONE_FOLDER:
                continue
            place = self._folder / str(thousand)
            found += [
                AttemptId(number)
                for number in _numbers(place)
                if number > after and number // _IN_ONE_FOLDER == thousand
            ]
            if len(found) >= limit:
                break
        return found[:limit]

    def delete(self, ids: Collection[AttemptId]) -> None:
        """From opened folders down, none of which is a link: what users' programs left leads nowhere."""
        by_thousand: dict[int, list[AttemptId]] = {}
        for attempt_id in ids:
            by_thousand.setdefault(attempt_id // _IN_ONE_FOLDER, []).append(attempt_id)
        newest = max(_numbers(self._folder), default=0)
        for thousand, some in by_thousand.items():
            try:
                with _opened(self._folder) as root, _opened(str(thousand), root) as place:
                    for attempt_id in some:
                        _remove(str(attempt_id), place)
                    if thousand < newest:  # in the newest one the next attempt's folder may just be made
                        with suppress(OSError):
                            os.rmdir(str(thousand), dir_fd=root)
            except OSError as error:
                _log.warning("folders of attempts from %d thousand on cannot be removed: %s", thousand, error)

    def _path(self, attempt_id: AttemptId) -> Path:
        return self._folder / str(attempt_id // _IN_ONE_FOLDER) / str(attempt_id) / "log"


def _numbers(folder: Path) -> Sequence[int]:
    """The numbers that are names in the folder, in order; nothing else in there is ours."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(
        int(name) for name in names if name.isascii() and name.isdecimal() and name == str(int(name))
    )


@contextmanager
def _opened(path: Path | str, within: int | None = None) -> Iterator[int]:
    """A folder held open, so that a name in it means what it meant. Raises OSError for a link."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | (os.O_NOFOLLOW if within else 0), dir_fd=within)
    try:
        yield folder
    finally:
        os.close(folder)


def _remove(name: str, place: int) -> None:
    """Remove an attempt's folder, or the link that stands in its place. Repeating it is no error."""
    try:
        if stat.S_ISDIR(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode):
            shutil.rmtree(name, dir_fd=place)
        else:
            os.unlink(name, dir_fd=place)
    except FileNotFoundError:
        return
    except OSError as error:
        _log.warning("the folder of attempt %s cannot be removed: %s", name, error)


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
