"""`unabridged doctor`: finds mistakes in the set-up, and says what to do."""

from dataclasses import dataclass


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
