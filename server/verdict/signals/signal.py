"""The closed list of what a verdict can rest on, and one thing seen."""

from dataclasses import dataclass
from typing import Literal, get_args

from lxml.html import HtmlElement

from server.model import Evidence
from server.page.document import selector_of

SignalCode = Literal[
    # It retells a story published elsewhere.
    "says_summary",
    "links_to_original",
    "names_original",
    "continues_elsewhere",
    "source_line",
    "retells_report",
    # It is cut, or a part of something longer.
    "says_excerpt",
    "cut_for_subscribers",
    "continues_on_site",
    "points_to_longer",
    "cut_off_end",
    "in_other_edition",
    "rest_declared",
    "more_pages",
    "offers_access",
    "locked_part",
    "declared_longer",
    "declared_paid",
    "http_status",
    "short_text",
    # It appeared elsewhere first, whole or not.
    "republished",
    # It is the whole story.
    "whole_text",
    # What the comparison with the other text shows.
    "alignment_shows",
    # It is no article.
    "notice_page",
    "consent_wall",
    "script_page",
    "media_page",
    "list_of_links",
    "no_text",
]
SIGNALS: tuple[SignalCode, ...] = get_args(SignalCode)


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing seen; `kind` tells variants of a signal apart that weigh differently."""

    signal: SignalCode
    says: str
    quote: str | None = None
    element: HtmlElement | None = None
    kind: str = ""
    params: tuple[tuple[str, str | int], ...] = ()

    @property
    def feature(self) -> str:
        """Its name in the table of weights."""
        return f"{self.signal}:{self.kind}" if self.kind else self.signal

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
