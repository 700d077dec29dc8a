"""Secrets at rest: AES-256-GCM under a master key that lies in a file of its own (0600).

A sealed text is `<key id>.<nonce and ciphertext, base64>`. The place (`table:id:column`) is authenticated
with it: a ciphertext copied to another row or column does not open.
"""

import base64
import binascii
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from millrace.domain.errors import Unavailable

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SecretsBox:
    """Seals and opens single values with one master key."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes."""
        self._cipher = AESGCM(key)
        self._key_id = hashlib.sha256(b"millrace key id" + key).hexdigest()[:8]

    def seal(self, text: str, place: str) -> str:
        """Encrypt for that place."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{self._key_id}.{base64.b64encode(sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypt. Raises Unavailable if it was sealed with another key, for another place, or changed."""
        key_id, _, body = sealed.partition(".")
        if key_id != self._key_id:
            what = f"A secret was encrypted with the master key {key_id}, which is not here."
            raise Unavailable(detail=f"{what} Bring the key back, or set the secret again.")
        try:
            raw = base64.b64decode(body, validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            detail = f"The secret at {place} was changed outside of Millrace. Set it again."
            raise Unavailable(detail=detail) from None


def master_key(path: Path) -> bytes:
    """The key in the file; a new one is made when there is none. Raises Unavailable for a damaged file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
    path.chmod(0o600)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise Unavailable(detail=f"The master key file {path} is damaged. Restore it from a backup.")
    return key
