"""Secrets and random tokens, as services need them; the cryptography lies in adapters."""

from typing import Protocol


class SecretBox(Protocol):
    """Encrypts single values, each bound to its `place` (`table:id:column`): elsewhere it cannot be read."""

    def seal(self, text: str, place: str) -> str:
        """Ciphertext as text, with the id of its key in front."""
        ...

    def open(self, sealed: str, place: str) -> str:
        """The text. Raises Unavailable if the key is not here or the place is another."""
        ...


class Tokens(Protocol):
    """Source of unguessable text."""

    def fresh(self) -> str:
        """A new token of 256 bits, safe in an address."""
        ...
