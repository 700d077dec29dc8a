"""From a pipe of the child to its log: lines, masked and stamped."""

import os

from millrace.worker.masking import Masker
from millrace.worker.supervision.log_file import (
    LINE_LIMIT,
    LogFile,
    character_cut,
    now_us,
    readable,
    stamped,
)

CHUNK = 256 * 1024
_KEPT_CHARACTERS = 4000  # R150
_KEPT_BYTES = 4 * _KEPT_CHARACTERS


class StreamPump:
    """Reads one stream of the child. Holds back an unfinished line, so that no secret is split."""

    def __init__(self, fd: int, letter: str, log: LogFile, masker: Masker) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.open = True
        self._letter = letter
        self._log = log
        self._masker = masker
        self._rest = b""
        self._tail = b""

    def pump(self) -> bool:
        """Take what is there; False when there was nothing (or the stream has ended)."""
        try:
            chunk = os.read(self.fd, CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            self.finish()
            return False
        self._take(self._rest + chunk if self._rest else chunk)
        return True

    def finish(self) -> None:
        """The stream has ended: write the unfinished line."""
        if self.open:
            self.open = False
            os.close(self.fd)
            if self._rest:
                self._emit(self._rest, b"")
                self._rest = b""

    @property
    def last_text(self) -> str:
        """The last 4,000 characters (R150), masked, without the line ends at the end, as `$(...)` does."""
        return self._tail.decode("utf-8", "replace").rstrip("\n")[-_KEPT_CHARACTERS:]

    def _take(self, content: bytes) -> None:
        end = content.rfind(b"\n")
        if end >= 0:
            self._emit(content[:end], b"\n")
            content = content[end + 1 :]
        room = LINE_LIMIT + self._masker.longest
        while len(content) > room:
            cut = self._masker.safe_cut(content, character_cut(content, LINE_LIMIT))
            self._emit(content[:cut], b"")
            content = content[cut:]
        self._rest = content

    def _emit(self, block: bytes, end: bytes) -> None:
        block = readable(self._masker.mask_bytes(block))
        if self._letter == "o":
            self._tail = (self._tail + block[-_KEPT_BYTES:] + end)[-_KEPT_BYTES:]
        if not self._log.truncated:
            self._log.write(stamped(self._letter, block, now_us()))
