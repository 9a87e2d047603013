"""The signals that a verdict rests on: the one table of codes, and the features they make.

What a page says to its reader becomes signals in `signal_rules.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from lxml.html import HtmlElement

from server.model import REFUSALS, Evidence, Label
from server.page.document import Document, selector_of
from server.page.pagination import Pager, place_counted_in, print_version
from server.page.view import PageView

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
    # What keeps a page from being called whole.
    "section_page",
    "voices_page",
    "live_page",
    "tells_others",
    "unlike_story",
    # What the comparison with the other text shows.
    "alignment_shows",
    # It is not an article.
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


_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,7})\b')
_NUMBER = re.compile(r"\d+")
BRIEF, SHORT, LONG = 1_000, 2_500, 6_000  # letters of a text
# Share by which a text may be shorter or longer than declared: 68 of 68 such pages are whole.
AS_DECLARED = 0.15
SCANT, SCANT_BESIDE_OFFER = 800, 1_000  # letters from which on a text that is sold may be all

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
        """Its name in the table of weights."""
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


def declared_signals(view: PageView) -> Iterator[Signal]:
    """Report what status and structured data say of the article's access.

    Markup is often wrong, so it needs a second sign.
    """
    if view.status in REFUSALS:
        message = f"The site answered with status {view.status}."
        yield Signal("http_status", message, params=(("status", view.status),))
    if view.article.access.declared_free is False:
        yield Signal("declared_paid", "The page says that it is not free to read.")


def pager_signals(view: PageView) -> Iterator[Signal]:
    """Report a row of links to other pages of the text, with its next or its only page.

    Words that count the pages say the same as a link to the next one.
    """
    if pager := view.pager:
        message = f"“{pager.text}” leads to other pages of the same text."
        params = _one_page(pager.url if pager.is_whole else print_version(view))
        if not params and pager.url:
            params = (("url", pager.url),)
        params += _place_in(pager)
        yield Signal("more_pages", message, pager.text, pager.element, pager.kind, params)
    elif count := view.page_count:
        words, element = count
        message, params = f"“{words}”: the text has more pages.", _one_page(print_version(view))
        params += _place(place_counted_in(words))
        yield Signal("more_pages", message, words, element, "next", params)


def _one_page(url: str | None) -> Params:
    """Return where the whole text is on one page."""
    return (("url", url), ("whole", True)) if url else ()


def _place_in(pager: Pager) -> Params:
    """Return which of how many pages this one is, as a pager says it, or lists all of them.

    Of those that it lists, it links the others.
    """
    if counted := place_counted_in(pager.text):
        return _place(counted)
    listed = [int(number) for number in _NUMBER.findall(pager.text)]
    if len(listed) < 2 or listed != [*range(1, len(listed) + 1)] or "…" in pager.text:
        return ()
    linked = {" ".join(link.text_content().split()) for link in pager.element.iter("a")}
    unlinked = [number for number in listed if str(number) not in linked]
    return _place((unlinked[0], len(listed)) if len(unlinked) == 1 else None)


def _place(place: tuple[int, int] | None) -> Params:
    return (("page", place[0]), ("pages", place[1])) if place else ()


def declared_words(document: Document) -> int | None:
    """Return the word count in the page's structured data, else in another script."""
    scripts = list(document.root.iter("script"))
    # What is declared for search engines comes first.
    scripts.sort(key=lambda script: script.get("type") != "application/ld+json")
    for script in scripts:
        if count := _WORD_COUNT.search(script.text or ""):
            return int(count[1])
    return None


def features_of(signals: list[Signal], view: PageView) -> set[str]:
    """Return the features of a page: its signals, its length, and signals backing each other."""
    features = {signal.feature for signal in signals}
    if view.letters < BRIEF:
        features.add("length:brief")
        if any(signal.code == "cut_off_end" for signal in signals):
            features.add("cut_off_end+brief")
    elif view.letters < SHORT:
        features.add("length:short")
    elif view.letters >= LONG:
        features.add("length:long")
    declared, words = declared_words(view.document), view.article.words
    if declared is not None and abs(declared - words) <= AS_DECLARED * words:
        features.add("length:declared")
    if "declared_paid" in features and "length:declared" not in features:
        scant = SCANT_BESIDE_OFFER if _offers_access(view) else SCANT
        if view.letters < scant:
            features.add("declared_paid+scant")
    return features


def _offers_access(view: PageView) -> bool:
    """Whether a wall or a link to an account is below the text."""
    for remark in view.remarks:
        is_below = remark.number > view.last and not remark.block.is_closed
        if is_below and (remark.block.wall or remark.leads.account):
            return True
    return False
