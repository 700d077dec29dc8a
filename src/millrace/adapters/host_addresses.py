"""Where a host name leads: to tell whether two names mean the same machine."""

import socket
from collections.abc import Collection

_HERE = "localhost"


def host_addresses(host: str) -> Collection[str]:
    """All addresses of a host; every address of this machine, and a socket in a folder, is `localhost`.

    A name that cannot be resolved now is its own address.
    """
    name = host.strip().lower().rstrip(".")
    if not name or name.startswith(("/", "@")):
        return {_HERE}
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)}
    except (OSError, UnicodeError):
        return {name}
    return {_HERE if _is_ours(address) else address for address in found}


def _is_ours(address: str) -> bool:
    """Only an address of this machine can be bound."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True
