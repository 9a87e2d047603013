"""The closed list of what a verdict can rest on, and one thing seen."""

from dataclasses import dataclass
from typing import Literal, get_args

from lxml.html import HtmlElement

from server.article.document import selector_of
from server.model import Evidence

Signal = Literal[
    # It retells a story published elsewhere.
    "says_summary",
    "links_to_original",
    "names_original",
    "continues_elsewhere",
    "source_line",
    # It is cut, or a part of something longer.
    "says_excerpt",
    "cut_for_subscribers",
    "continues_on_site",
    "points_to_longer",
    "cut_off_end",
    "declared_longer",
    "declared_paid",
    "http_status",
    "short_text",
    # It appeared elsewhere first, whole or not.
    "republished",
    # It is the whole story.
    "whole_text",
    # It is no article.
    "notice_page",
    "consent_wall",
    "script_page",
    "media_page",
    "list_of_links",
    "no_text",
]
SIGNALS: tuple[Signal, ...] = get_args(Signal)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing seen: how far it says that the page is a `summary`, and that it is `cut` (0..1)."""

    signal: Signal
    says: str
    quote: str | None = None
    element: HtmlElement | None = None
    summary: float = 0.0
    cut: float = 0.0
    params: tuple[tuple[str, str | int], ...] = ()

    def evidence(self, weight: float) -> Evidence:
        """The evidence for an answer, weighed for its label."""
        return Evidence(
            signal=self.signal,
            says=self.says,
            quote=self.quote,
            selector=selector_of(self.element) if self.element is not None else None,
            weight=round(weight, 2),
            params=dict(self.params),
        )


def any_of(chances: list[float]) -> float:
    """How far independent signs together say it: one minus the product of their doubts."""
    doubt = 1.0
    for chance in chances:
        doubt *= 1.0 - chance
    return 1.0 - doubt
