"""A finder's result: an address or a name that leads to the page's source, and the words."""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

# The seven classes of pointers, the most trusted first, and how far each speaks for the source.
Marker = Literal["call", "canonical", "republished", "data", "meta", "credit", "told"]
LEVELS: dict[Marker, int] = {marker: place for place, marker in enumerate(get_args(Marker), 1)}


@dataclass(frozen=True, slots=True)
class Pointer:
    """An address that the page names as another place of its story.

    `quote` is verbatim from the page; `strength` (0..1) orders pointers and is no probability;
    `level` is the class of the marker, 1 ("Read the full story at …") to 7 ("according to …").
    """

    url: str
    finder: str
    says: str
    quote: str | None
    strength: float
    params: dict[str, Any] = field(default_factory=dict)
    level: int = 7
