"""The attempt's log file: stamped lines, bounded, and harmless when the disk is full.

A line is `<microseconds since epoch> <letter> <text>`; letters: o (standard output), e (standard error),
i, w, x (the attempt's own information, warning, error).
"""

import os
import time

LINE_LIMIT = 16 * 1024
"""Bytes; longer lines are split."""
_LOOK_AT_DISK_EVERY = 1024 * 1024
_LIMIT_TEXT = "log limit reached, further output is dropped"
_DISK_TEXT = "the disk is nearly full, further output is dropped"

_SHOWN_CONTROLS = {9, 10, 27}  # tab, line end, and escape, which begins a colour
_CONTROLS = bytes(0xFF if code < 32 and code not in _SHOWN_CONTROLS else code for code in range(256))


def now_us() -> int:
    """Microseconds since the epoch."""
    return time.time_ns() // 1000


def readable(block: bytes) -> bytes:
    """UTF-8 text of whole lines: bytes that are no text become replacement characters."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return block.translate(_CONTROLS).decode("utf-8", "replace").encode()


def split_long(line: bytes) -> list[bytes]:
    """Pieces of at most LINE_LIMIT bytes that do not split a character."""
    pieces = []
    while len(line) > LINE_LIMIT:
        cut = character_cut(line, LINE_LIMIT)
        pieces.append(line[:cut])
        line = line[cut:]
    pieces.append(line)
    return pieces


def character_cut(content: bytes, cut: int) -> int:
    """The last place at or before `cut` that does not split a UTF-8 character."""
    lowest = max(cut - 3, 0)
    place = cut
    while place > lowest and place < len(content) and content[place] & 0xC0 == 0x80:
        place -= 1
    return place or cut


def stamped(letter: str, block: bytes, at_us: int) -> bytes:
    """The lines of a readable block (no line end at its end) as they stand in the log."""
    lines = block.split(b"\n")
    if len(block) > LINE_LIMIT:
        lines = [piece for line in lines for piece in split_long(line)]
    prefix = f"{at_us} {letter} ".encode()
    return prefix + (b"\n" + prefix).join(lines) + b"\n"


class LogFile:
    """Appends stamped lines until the limit is reached or the disk is full, then drops quietly.

    Errors of the disk never reach the caller: an attempt does not fail because its log cannot be kept.
    """

    def __init__(self, path: str, limit_bytes: int, reserve_bytes: int) -> None:
        self._limit = limit_bytes
        self._reserve = reserve_bytes
        self._until_look = 0
        self.truncated = False
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._size = os.fstat(self._fd).st_size
        except OSError:
            self._fd, self._size, self.truncated = -1, 0, True

    def line(self, letter: str, text: str) -> None:
        """Write one message of our own (it may have several lines)."""
        self.write(stamped(letter, readable(text.encode("utf-8", "replace")), now_us()))

    def write(self, lines: bytes) -> None:
        """Append stamped lines."""
        if self.truncated:
            return
        if self._size + len(lines) > self._limit:
            self._append(lines[: lines.rfind(b"\n", 0, max(0, self._limit - self._size)) + 1])
            self._drop(_LIMIT_TEXT)
        elif self._disk_is_low(len(lines)) or not self._append(lines):
            self._drop(_DISK_TEXT)

    def close(self) -> None:
        """Let go of the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _disk_is_low(self, wanted: int) -> bool:
        self._until_look -= wanted
        if self._until_look > 0:
            return False
        self._until_look = _LOOK_AT_DISK_EVERY
        disk = os.fstatvfs(self._fd)
        return disk.f_bavail * disk.f_frsize < self._reserve

    def _append(self, lines: bytes) -> bool:
        try:
            while lines:
                written = os.write(self._fd, lines)
                self._size += written
                lines = lines[written:]
        except OSError:
            return False
        return True

    def _drop(self, why: str) -> None:
        if self.truncated:
            return
        self.truncated = True
        self._append(stamped("w", why.encode(), now_us()))
