"""The signals that a verdict rests on: the one table of their codes, and one signal seen."""

from dataclasses import dataclass
from typing import Literal, get_args

from lxml.html import HtmlElement

from server.model import Evidence, Label
from server.page.document import selector_of

SignalCode = Literal[
    # It retells a story published elsewhere.
    "says_summary",
    "links_to_original",
    "source_line",
    "retells_report",
    # It is a part of something longer.
    "says_excerpt",
    "more_pages",
    "cut_off_end",
    "continues_on_site",
    # The rest is for those with an account or a subscription.
    "cut_for_subscribers",
    "locked_part",
    "offers_access",
    "hidden_rest",
    "declared_paid",
    "longer_known",
    "http_status",
    # It is the whole story.
    "whole_text",
    "short_text",
    "bare_text",
    # Whose report it may be.
    "names_publisher",
    "tells_study",
    # What the comparison with the other text shows.
    "alignment_shows",
    # It is no article.
    "notice_page",
    "consent_wall",
    "script_page",
    "media_page",
    "list_of_links",
    "home_page",
    "shop_page",
    "form_page",
    "no_text",
]
SIGNALS: tuple[SignalCode, ...] = get_args(SignalCode)

# What each signal says that the page is, or one kind of it.
LABELS: dict[str, Label] = {
    "says_summary": "summary",
    "links_to_original": "summary",
    "links_to_original:continued": "excerpt",
    "source_line": "summary",
    "cut_off_end+access": "paywalled",
    "retells_report": "summary",
    "says_excerpt": "excerpt",
    "more_pages": "excerpt",
    "cut_off_end": "excerpt",
    "continues_on_site": "excerpt",
    "cut_for_subscribers": "paywalled",
    "locked_part": "paywalled",
    "offers_access": "paywalled",
    "hidden_rest": "paywalled",
    "declared_paid": "paywalled",
    "http_status": "paywalled",
}


def label_of_feature(feature: str) -> Label | None:
    """Return the label that a feature speaks for."""
    code = feature.partition(":")[0].partition("+")[0]
    return LABELS.get(feature) or LABELS.get(code)


# What says that a text goes on for those who pay, or elsewhere, however little it weighs.
GOES_ON: frozenset[SignalCode] = frozenset(
    {
        *("cut_for_subscribers", "offers_access", "locked_part", "declared_paid", "http_status"),
        *("says_summary", "says_excerpt", "continues_on_site", "links_to_original"),
    }
)


Params = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing seen; `kind` sets apart variants of a signal that weigh differently."""

    code: SignalCode
    says: str
    quote: str | None = None
    element: HtmlElement | None = None
    kind: str = ""
    params: Params = ()

    @property
    def feature(self) -> str:
        """Return its name in the table of weights."""
        return f"{self.code}:{self.kind}" if self.kind else self.code

    def evidence(self, weight: float) -> Evidence:
        """Return the signal as evidence with this weight."""
        return Evidence(
            signal=self.code,
            says=self.says,
            quote=self.quote,
            selector=(selector_of(self.element) or None) if self.element is not None else None,
            weight=round(weight, 2),
            params=dict(self.params),
        )
