"""Names whose report a page is: the one record for headline, original and first credit.

What the page says comes first, a call or a credit; then what a comparison shows.
"""

from collections.abc import Sequence
from dataclasses import replace

from server.model import (
    PAGE_FINDERS,
    Alignment,
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
from server.page.own import alike_names
from server.text.publishers import is_agency, outlet_at
from server.urls import host_of, registrable_domain, same_site
from server.verdict.basis import RETOLD
from server.verdict.revise import is_part_of_it, mostly_found


def stated(basis: Basis) -> list[Credit]:
    """Return the credits by which a page says whose report it is, if it surely does."""
    return basis.outlets if basis.kind in RETOLD else []


def sureness(verdict: Verdict) -> float:
    """Return the chance that a page's report is whose it says; a call to it is sure."""
    first = next(iter(stated(verdict.basis)), None)
    return 1.0 if _by(first, verdict) == "call" else verdict.confidence


def is_of(credit: Credit, url: str | None, publisher: str | None) -> bool:
    """Return whether the text at `url`, of `publisher`, is by the one that a page credits."""
    if credit.host and url and same_site(f"https://{credit.host}/", url):
        return True
    label = _domain(url).partition(".")[0]
    return any(alike_names(credit.name, other) for other in (publisher, label) if other)


def origin_of(
    verdict: Verdict,
    page: Article,
    source: Article | Candidate | None,
    led: FoundBy | None = None,
    *,
    given: bool = False,
) -> Origin | None:
    """Return whose report `page` is from; None if not known.

    `source` is what it was compared with, for the `verdict`: a text that the reader has `given`, or
    that was found by `led`.
    """
    outlets = stated(verdict.basis)
    first = next(iter(outlets), None)
    by = _by(first, verdict)
    if source is None:
        return (
            Origin(first.name, first.host, first.url, by, read=False) if first else _called(verdict)
        )
    url, publisher = source.url, source.publisher
    is_named = led is not None and led.finder in PAGE_FINDERS
    words = led.quote if led and is_named else None  # which name who is there
    credit = next(
        (one for one in outlets if is_of(one, url, publisher) or one.quote == words), None
    )
    if first and not credit and not is_named:
        if given and (url or publisher):
            return Origin(first.name, first.host, first.url, by, read=False)
        # A text without a name, or an agency's at another address.
        if given or (is_agency(first.name) and verdict.label != "summary"):
            credit = first
    name = credit.name if credit and credit.name != credit.host else name_of(source)
    if given:
        by = "given"
    elif is_named and led:
        by = "call" if led.finder in ("page_link_cta", "same_publisher") else "credit"
    elif not credit:
        by = "comparison"
        first_day, then = iso_day(source.published), iso_day(page.published)
        if verdict.label == "full" and not (first_day and then and first_day < then):
            return None  # which of two copies was first is not known
    return Origin(name, _domain(url) or None, url, by, read=True) if name else None


def _called(verdict: Verdict) -> Origin | None:
    """Return where a page calls for its story without a name."""
    called = (one for one in verdict.evidence if one.signal == "links_to_original")
    url = next((one.params.get("url") for one in called if one.weight > 0), None)
    domain = _domain(url)
    name = outlet_at(domain) or domain
    return Origin(name, domain, url, "call", read=False) if name else None


def _by(credit: Credit | None, verdict: Verdict) -> OriginBy:
    """Return whether the page calls for the report that it credits."""
    calls = (one.quote for one in verdict.evidence if one.signal == "links_to_original")
    return "call" if credit and credit.quote in calls else "credit"


def name_of(article: Article | Candidate) -> str:
    """Return the name of who published an article; "" of a text that says nothing of it."""
    domain = _domain(article.url)
    return article.publisher or outlet_at(domain) or domain


def _domain(url: str | None) -> str:
    host = host_of(url or "") or ""
    return registrable_domain(host) or host


def with_origin(
    verdict: Verdict,
    origin: Origin | None,
    page: Article,
    alignment: Alignment,
    others: Sequence[Article] = (),
) -> Verdict:
    """Return the `verdict` on a `page` that was compared with its origin's text.

    Its first credit then is the origin's; `others` are what it compiles beside it. What has
    nothing of a text that the page calls for is not retold, but not complete either.
    """
    if origin and (not origin.read or _is_own(origin, page)):
        return verdict
    answer = "unsure" if verdict.answer == "complete" else verdict.answer
    is_told = mostly_found(alignment) and not is_part_of_it(verdict, alignment)
    if not (is_told or stated(verdict.basis)):
        return replace(verdict, answer=answer)
    if is_told and verdict.label in ("full", "summary"):
        answer = "retells"
    return replace(verdict, answer=answer, basis=_basis(verdict, origin, others))


def _is_own(origin: Origin, page: Article) -> bool:
    """Return whether a page's origin is its own publisher's, as a longer version is."""
    at = page.url or page.canonical_url
    if at and origin.url and same_site(at, origin.url):
        return True
    return bool(page.publisher) and alike_names(page.publisher or "", origin.name)


def _basis(verdict: Verdict, origin: Origin | None, others: Sequence[Article]) -> Basis:
    known, kind = verdict.basis.credits, verdict.basis.kind
    told = [
        Credit(name, _domain(one.url) or None, one.url, "basis", "", None, None)
        for one in others
        if (name := name_of(one))
    ]
    named = [*filter(None, [_credit(origin, verdict)]), *told]
    own = next((one for one in known if origin and is_of(one, origin.url, origin.name)), None)
    if others:
        kind = "compiles"
    elif kind not in RETOLD or (own is None and kind == "agency"):
        kind = "retells"
    rest = [one for one in known if one is not own]
    if kind != "compiles":
        rest = [replace(one, role="also") for one in rest]
    return Basis(kind, [*named, *rest])


def _credit(origin: Origin | None, verdict: Verdict) -> Credit | None:
    """Return the credit of a page's origin: the page's own words for it, else what shows it."""
    if origin is None:
        return None
    known = verdict.basis.credits
    own = next((one for one in known if is_of(one, origin.url, origin.name)), None)
    quote = next((one.quote for one in verdict.evidence if one.quote), "")
    credit = own or Credit("", origin.host, origin.url, "basis", quote, None, None)
    return replace(credit, name=origin.name, role="basis", url=credit.url or origin.url)
