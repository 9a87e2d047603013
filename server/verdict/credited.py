"""Whom a page credits with its report, and what texts and names are theirs."""

from server.model import Article, Basis, Candidate, Credit, OriginBy, Verdict
from server.text.credits.publishers import alike_names, outlet_at
from server.urls import same_site, site_of
from server.verdict.basis import RETOLD


def is_retold(basis: Basis) -> bool:
    """Whether a page surely tells somebody else's report."""
    return basis.kind in RETOLD


def credited_outlets(basis: Basis) -> list[Credit]:
    """List the outlets whose report a page surely is, by its own words."""
    return basis.outlets if is_retold(basis) else []


def called_or_credited(outlet: Credit | None, verdict: Verdict) -> OriginBy:
    """Tell whether the page calls for the outlet's report, or only credits it."""
    calls = [entry.quote for entry in verdict.evidence if entry.signal == "links_to_original"]
    return "call" if outlet and outlet.quote in calls else "credit"


def credit_confidence(verdict: Verdict) -> float:
    """Estimate the chance that a page's report is the credited outlet's; a call is certain."""
    outlets = credited_outlets(verdict.basis)
    if outlets and called_or_credited(outlets[0], verdict) == "call":
        return 1.0
    return verdict.confidence


def is_by(credit: Credit, url: str | None, publisher: str | None) -> bool:
    """Whether the text at ``url``, of ``publisher``, is by the credited outlet."""
    if credit.host and url and same_site(f"https://{credit.host}/", url):
        return True
    site_name = site_of(url).partition(".")[0]
    return any(alike_names(credit.name, name) for name in (publisher, site_name) if name)


def publisher_at(url: str | None) -> str:
    """Name the publisher whose site an address is on, or else the site; "" for no address."""
    site = site_of(url)
    return outlet_at(site) or site


def name_of(article: Article | Candidate) -> str:
    """Name the publisher of an article, else its site; "" for a text that has neither."""
    return article.publisher or publisher_at(article.url)
