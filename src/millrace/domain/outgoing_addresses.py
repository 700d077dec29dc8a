"""Which addresses on the network users may make this installation speak to."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

ALWAYS_RISKY = (
    "0.0.0.0/32",
    "169.254.0.0/16",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "192.0.0.192/32",
    "224.0.0.0/4",
    "255.255.255.255/32",
    "::/128",
    "fe80::/10",
    "fd00:ec2::254/128",
    "ff00::/8",
)
"""Link-local addresses and those where clouds hand out machine credentials, multicast and broadcast.

Denied unless an entry of the allow list names them. Loopback and private networks are not among them: a
studio on one machine or in a company speaks mostly to these; an installation denies them by its setting.
"""

_NAT64 = ip_network("64:ff9b::/96")


def is_allowed_address(host: str, address: str, allow: Sequence[str], deny: Sequence[str]) -> bool:
    """Whether `host`, resolved to `address`, may be spoken to.

    Entries are addresses, networks (`10.0.0.0/8`) or host names (`*.example.org`). `deny` wins over `allow`,
    `allow` over the addresses that are always risky; if `allow` is not empty, nothing else is allowed.
    """
    plain = _plain(address)
    if any(_matches(entry, host, plain) for entry in deny):
        return False
    if allow:
        return any(_matches(entry, host, plain) for entry in allow)
    return not any(_matches(entry, "", plain) for entry in ALWAYS_RISKY)


def _plain(address: str) -> IPv4Address | IPv6Address:
    """The address itself; IPv4 wrapped in IPv6 is unwrapped, so that no spelling slips through."""
    plain = ip_address(address.partition("%")[0])
    if isinstance(plain, IPv4Address):
        return plain
    wrapped = plain.ipv4_mapped or plain.sixtofour
    if wrapped is None and plain in _NAT64:
        wrapped = IPv4Address(int(plain) & 0xFFFFFFFF)
    return wrapped or plain


def _matches(entry: str, host: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        return fnmatchcase(host.rstrip(".").lower(), entry.rstrip(".").lower())
    return address.version == network.version and address in network
