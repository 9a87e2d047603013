"""Addresses as pages write them: often half of one, and sometimes none."""

from urllib.parse import SplitResult, urljoin, urlsplit


def joined(base: str | None, reference: str | None) -> str | None:
    """Where `reference` leads on the page at `base`; None where nobody can read that."""
    try:
        address = urljoin(base or "", reference or "")
        urlsplit(address)
    except ValueError:
        return None
    return address


def parts_of(address: str | None) -> SplitResult:
    """The parts of `address`; empty ones where nobody can read it."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")
