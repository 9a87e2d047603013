"""`unabridged doctor`: finds mistakes in the set-up, and says what to do."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from server.config import is_loopback


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator, with advice if something is wrong."""

    good: bool
    text: str


def ok(text: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(True, text)


def fault(text: str) -> Finding:
    """Return a finding of a fault; `text` says what to do."""
    return Finding(False, text)


def judged(good: bool, text: str, advice: str) -> Finding:  # noqa: FBT001 - what is found
    """Return a finding, with `advice` where something is wrong."""
    return Finding(good, text if good else f"{text} {advice}")


def is_plain(address: str) -> bool:
    """Return whether an address has no TLS, and leads to another machine."""
    return address.startswith("http://") and not is_loopback(urlsplit(address).hostname or "")
