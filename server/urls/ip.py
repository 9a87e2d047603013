"""IP addresses in the spellings that URLs allow."""

from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address


def as_address(host: str) -> Address | None:
    """Return `host` as an IP address, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
