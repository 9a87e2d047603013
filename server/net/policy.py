"""Decides which network addresses the server may reach.

The decision falls on the resolved address at the moment of connecting (see connect.py), never
on the spelling of a URL.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from server.model import setting_values
from server.urls import Address, parse

WEB_PORTS = frozenset({80, 443})

# IANA's special-purpose registries, AS112, AMT, multicast: `is_global` varies (CPython #113171).
_SPECIAL_IPV4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
    192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
    192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
# All that is reached over IPv6, and inside it: protocols', documentation's, 6to4's and AS112's.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_IPV6 = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
# Where cloud machines keep their credentials; only the very address in the allow list opens one.
_METADATA = """
    169.254.169.254 169.254.170.2 169.254.170.23 168.63.129.16 100.100.100.200 192.0.0.192
    fd00:ec2::254 fd00:ec2::23 fd20:ce::254
"""
# Prefixes of an IPv4 address that the connection ends at: IPv4-mapped, and NAT64.
_CARRIES_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})

_DENIED_IPV4 = tuple(map(IPv4Network, _SPECIAL_IPV4.split()))
_DENIED_IPV6 = tuple(map(IPv6Network, _SPECIAL_IPV6.split()))
_METADATA_ADDRESSES = frozenset(map(ip_address, _METADATA.split()))


def is_public(address: Address | str) -> bool:
    """Whether `address` is public, in whichever form it is written."""
    address = ip_address(address)
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _DENIED_IPV4)
    if any(address in network for network in _CARRIES_IPV4):
        return address.scope_id is None and is_public(_low_half(address))
    return (
        address in _GLOBAL_UNICAST
        and address.scope_id is None
        and address.is_global
        and not any(address in network for network in _DENIED_IPV6)
        and ((int(address) >> 32) & 0xFFFFFFFF not in _ISATAP or is_public(_low_half(address)))
    )


def _low_half(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)


def _covers(opening: setting_values.HostOpening, host: str, address: Address, port: int) -> bool:
    if opening.port not in (None, port):
        return False
    return address in opening.network if opening.network else host == opening.name


class Policy:
    """Public addresses on ports 80 and 443 (not if `public` is False), and the allow list's."""

    def __init__(self, allow_hosts: Iterable[str] = (), *, public: bool = True) -> None:
        """Raise ValueError with a sentence for an entry that can't be read."""
        self._openings = tuple(map(setting_values.read_opening, allow_hosts))
        self._public_ports = WEB_PORTS if public else frozenset()

    def may_use_port(self, host: str, port: int) -> bool:
        """Whether `port` can be open at all, before a name is looked up for it."""
        return port in self._public_ports or any(
            opening.port in (None, port) and opening.name in (None, host)
            for opening in self._openings
        )

    def allows(self, host: str, address: Address | str, port: int) -> bool:
        """Whether `host`, which resolved to `address`, may be reached on `port`."""
        address = ip_address(address)
        carried = any(address in network for network in _CARRIES_IPV4)
        if isinstance(address, IPv6Address) and carried:
            address = _low_half(address)  # where the connection ends
        covering = [entry for entry in self._openings if _covers(entry, host, address, port)]
        if address in _METADATA_ADDRESSES:
            return any(entry.network == ip_network(address) for entry in covering)
        return bool(covering) or (port in self._public_ports and is_public(address))


def opening(address: str) -> str:
    """Return the allow list's entry for a web address's host and port; raise InvalidAddress."""
    url = parse(address)
    ascii_host = url.raw_host.decode("ascii")  # as the allow list and connections name it
    host = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    return f"{host}:{url.port or (443 if url.scheme == 'https' else 80)}"
