"""Random tokens, and files that only their owner may read."""

import os
import secrets
from pathlib import Path

_BYTES = 32


class RandomTokens:
    """Tokens from the system's source of randomness."""

    def fresh(self) -> str:
        """A new token of 256 bits, safe in an address."""
        return secrets.token_urlsafe(_BYTES)


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 in one step: a reader sees the old text or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def kept_token(path: Path) -> str:
    """The token in the file; a new one is made when there is none."""
    if path.is_file():
        path.chmod(0o600)
        return path.read_text(encoding="utf-8").strip()
    token = RandomTokens().fresh()
    write_private(path, token + "\n")
    return token
