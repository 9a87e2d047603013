"""Concludes what a page is before a search: what is known beside its HTML.

It has to come before the search, which looks everywhere for the rest of a page that is cut.
"""

from server.conclude import evidence
from server.conclude.evidence import SURE, UNDECIDED
from server.model import Article, Basis, Credit, Evidence, FoundBy, Label, Verdict
from server.text.lexicon import fold
from server.urls import site_of
from server.verdict import answer_of, is_retold, publisher_at

# A text of the page's address shows that the page is cut if it is this many times as long.
LONGER_TEXT = 2.5
OPENING = 80  # letters after folding: texts that share them are one article

# Confidence that a story of a digest retells the page that it links: 172 of 175 were linked
# rightly (docs/decisions.md).
LINKED = 0.9


def conclude_page(
    page: Article,
    verdict: Verdict,
    *,
    is_bare_text: bool = False,
    indexed_text: str = "",
) -> Verdict:
    """Correct the page's own ``verdict`` by what its HTML can't show.

    ``indexed_text`` is what the index has at the page's address, mostly from a feed.
    """
    if is_bare_text and verdict.answer in ("complete", "unsure"):
        # Nothing shows whether the text is whole.
        reasons = evidence.with_reason(evidence.bare_text(), verdict)
        verdict = Verdict(verdict.label, UNDECIDED, reasons, "unsure", verdict.basis)

    if may_be_cut(verdict) and _is_opening_of(indexed_text, page.text):
        # The site's feed has far more of it.
        reasons = evidence.with_reason(evidence.longer_known(), verdict)
        label: Label = "paywalled" if page.access.declared_free is False else "excerpt"
        answer = answer_of(label, is_retold=is_retold(verdict.basis), is_doubtful=False)
        verdict = Verdict(label, SURE, reasons, answer, verdict.basis)

    return verdict


def may_be_cut(verdict: Verdict) -> bool:
    """Whether a longer text at the page's address would tell something new."""
    return verdict.label in ("full", "unknown")


def _is_opening_of(indexed_text: str, text: str) -> bool:
    """Whether a far longer text begins alike: another story at that address doesn't."""
    if len(indexed_text) < LONGER_TEXT * len(text):
        return False
    opening = fold(text)[:OPENING]
    return len(opening) == OPENING and opening in fold(indexed_text)[: 2 * OPENING]


def conclude_passage(verdict: Verdict) -> Verdict:
    """Judge a passage of a page with this ``verdict``: a part of a whole page isn't whole."""
    if verdict.label != "full":
        return verdict
    return Verdict("unknown", UNDECIDED, [])


def conclude_story(url: str | None, link: FoundBy | None) -> Verdict:
    """Judge a story of a digest by its ``link`` to ``url``: it retells the page there."""
    if url is None or link is None:
        return Verdict("unknown", UNDECIDED, [])
    name, site = publisher_at(url), site_of(url)
    credit = Credit(name, site, url, "basis", "", None, None)
    reason = Evidence("links_to_original", link.says, link.quote, None, LINKED, {"url": url})
    return Verdict("summary", LINKED, [reason], "retells", Basis("retells", [credit]))
