"""The log of an attempt as its node type writes it, in the agent's own process."""

import asyncio
from pathlib import Path

from millrace.worker.masking import Masker
from millrace.worker.supervision.log_file import LogFile, now_us, readable, stamped


class AttemptLog:
    """Gathers the lines of one turn of the loop. Nothing is made on disk until the first line comes."""

    def __init__(self, folder: Path, masker: Masker, *, limit_bytes: int, reserve_bytes: int) -> None:
        self._folder = folder
        self._masker = masker
        self._limit = limit_bytes
        self._reserve = reserve_bytes
        self._file: LogFile | None = None
        self._lines: list[bytes] = []
        self._loop = asyncio.get_running_loop()

    def info(self, text: str) -> None:
        """Information."""
        self._add("i", text)

    def warn(self, text: str) -> None:
        """A warning."""
        self._add("w", text)

    def error(self, text: str) -> None:
        """An error."""
        self._add("x", text)

    def close(self) -> None:
        """Write what is gathered and let go of the file."""
        self._flush()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _add(self, letter: str, text: str) -> None:
        masked = self._masker.mask_bytes(text.encode("utf-8", "replace"))
        if not self._lines:
            self._loop.call_soon_threadsafe(self._flush)  # drivers may log from their own threads
        self._lines.append(stamped(letter, readable(masked).rstrip(b"\n"), now_us()))

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        if not lines:
            return
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = LogFile(str(self._folder / "log"), self._limit, self._reserve)
        self._file.write(b"".join(lines))
