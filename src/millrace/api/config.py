"""What the API is told by bootstrap."""

from dataclasses import dataclass
from pathlib import Path

MAX_BODY = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ApiConfig:
    """`hosts`: names in the Host header that are answered, without port. `ui_folder` holds the studio."""

    version: str
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})
    ui_folder: Path | None = None
    secure_cookie: bool = False
    """Set behind HTTPS."""
    max_body: int = MAX_BODY
