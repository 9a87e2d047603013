"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator, and whether all is well; if not, it says what to do."""

    good: bool
    text: str
