"""Hiding the attempt's secrets in everything it writes. Imports little: supervisors use it too."""

import re
from collections.abc import Iterable

MASK = "***"
_MASK_BYTES = MASK.encode()


class Masker:
    """Replaces secrets, and every line of a secret of several lines, by `***`."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Empty secrets are left out: they would hide nothing and match everywhere."""
        pieces = {piece for secret in secrets for piece in (secret, *secret.splitlines()) if piece.strip()}
        encoded = sorted(
            (piece.encode("utf-8", "surrogateescape") for piece in pieces), key=len, reverse=True
        )
        self.longest = len(encoded[0]) if encoded else 0
        """Bytes of the longest secret: as much must be looked at together."""
        self._pattern = re.compile(b"|".join(map(re.escape, encoded))) if encoded else None

    def mask_bytes(self, content: bytes) -> bytes:
        """The content without secrets."""
        return self._pattern.sub(_MASK_BYTES, content) if self._pattern else content

    def mask(self, text: str) -> str:
        """The text without secrets."""
        if self._pattern is None:
            return text
        return self.mask_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def safe_cut(self, content: bytes, cut: int) -> int:
        """The last place at or before `cut` that does not split a secret (or after it, if it begins at 0)."""
        if self._pattern is None:
            return cut
        for found in self._pattern.finditer(content, max(0, cut - self.longest)):
            if found.start() >= cut:
                break
            if found.end() > cut:
                return found.start() or found.end()
        return cut
