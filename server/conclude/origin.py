"""Names whose report a page is, in one record for headline, original and first credit.

What the page says comes first, a call or a credit; then what a comparison shows.
"""

from collections.abc import Sequence
from dataclasses import replace

from server.conclude.comparison import SourceComparison
from server.model import (
    Article,
    Basis,
    Candidate,
    Credit,
    FoundBy,
    Origin,
    OriginBy,
    Verdict,
    iso_day,
)
from server.text.credits.publishers import alike_names, is_agency
from server.urls import same_site, site_of
from server.verdict import (
    called_or_credited,
    credited_outlets,
    is_by,
    is_retold,
    name_of,
    publisher_at,
)

# Finders whose words ask the reader to read on elsewhere.
CALLING = ("page_link_cta", "same_publisher")


def origin_of(
    verdict: Verdict, page: Article, comparison: SourceComparison | None = None
) -> Origin | None:
    """Name whose report the page is; None if nothing shows it."""
    outlets = credited_outlets(verdict.basis)
    first_outlet = outlets[0] if outlets else None
    if comparison is None:
        return _credited_origin(first_outlet, verdict) if first_outlet else _called_origin(verdict)

    source, pointer = comparison.source, comparison.pointer
    credit = _credit_for(source, outlets, pointer)
    if first_outlet and credit is None and pointer is None:
        if comparison.is_given and (source.url or source.publisher):
            return _credited_origin(first_outlet, verdict)  # the reader gave another text
        # A text without a name may be anybody's, and other outlets print an agency's.
        is_wire = is_agency(first_outlet.name) and verdict.label != "summary"
        if comparison.is_given or is_wire:
            credit = first_outlet

    by: OriginBy
    if comparison.is_given:
        by = "given"
    elif pointer:
        by = "call" if pointer.finder in CALLING else "credit"
    elif credit:
        by = called_or_credited(first_outlet, verdict)
    elif verdict.label != "full" or _is_older(source, page):
        by = "comparison"
    else:
        return None  # which of two copies was first is not known

    name = name_of(source)
    if credit and credit.name != credit.host:
        name = credit.name
    return Origin(name, site_of(source.url) or None, source.url, by, read=True) if name else None


def _credit_for(
    source: Article | Candidate, outlets: Sequence[Credit], pointer: FoundBy | None
) -> Credit | None:
    """Find the credit that the source answers to, by its site, its name or the page's words."""
    for outlet in outlets:
        if is_by(outlet, source.url, source.publisher):
            return outlet
        if pointer and outlet.quote == pointer.quote:
            return outlet
    return None


def _credited_origin(outlet: Credit, verdict: Verdict) -> Origin:
    by = called_or_credited(outlet, verdict)
    return Origin(outlet.name, outlet.host, outlet.url, by, read=False)


def _called_origin(verdict: Verdict) -> Origin | None:
    """Name the site that the page sends its reader to, if it credits nobody by name.

    A digest sends its readers to many: each of its stories has an origin of its own.
    """
    if verdict.basis.kind == "compiles":
        return None
    for entry in verdict.evidence:
        if entry.signal == "links_to_original" and entry.weight > 0:
            url = entry.params.get("url")
            name = publisher_at(url)
            return Origin(name, site_of(url), url, "call", read=False) if name else None
    return None


def _is_older(source: Article | Candidate, page: Article) -> bool:
    source_day, page_day = iso_day(source.published), iso_day(page.published)
    return source_day is not None and page_day is not None and source_day < page_day


def is_own(origin: Origin, page: Article) -> bool:
    """Whether the origin is the page's own publisher, as that of a longer version is."""
    address = page.url or page.canonical_url
    if address and origin.url and same_site(address, origin.url):
        return True
    return bool(page.publisher) and alike_names(page.publisher or "", origin.name)


def basis_with(origin: Origin | None, verdict: Verdict, further: Sequence[Article]) -> Basis:
    """Put the origin, and what the page compiles beside it, before the page's own credits."""
    kind, page_credits = verdict.basis.kind, verdict.basis.credits
    own_credit: Credit | None = None
    sources: list[Credit] = []
    if origin:
        matching = (credit for credit in page_credits if is_by(credit, origin.url, origin.name))
        own_credit = next(matching, None)
        sources.append(_credit_of(origin, own_credit, verdict))
    for article in further:
        if name := name_of(article):
            host = site_of(article.url) or None
            sources.append(Credit(name, host, article.url, "basis", "", None, None))

    if further:
        kind = "compiles"
    elif not is_retold(verdict.basis) or (kind == "agency" and own_credit is None):
        kind = "retells"

    other_credits = [credit for credit in page_credits if credit is not own_credit]
    if kind != "compiles":  # one report is one basis: whoever else is credited adds to it
        other_credits = [replace(credit, role="also") for credit in other_credits]
    return Basis(kind, [*sources, *other_credits])


def _credit_of(origin: Origin, own_credit: Credit | None, verdict: Verdict) -> Credit:
    """Credit the origin in the page's own words, or else by what shows it."""
    if own_credit is None:
        quote = next((entry.quote for entry in verdict.evidence if entry.quote), "")
        own_credit = Credit("", origin.host, origin.url, "basis", quote, None, None)
    return replace(own_credit, name=origin.name, role="basis", url=own_credit.url or origin.url)
