"""Checks the citations of a text: each sentence with a link against the linked page."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from server.align import NearestPassage, Text
from server.cite.answers import (
    Citation,
    CitationOutcome,
    Citations,
    Reference,
    SkippedLinks,
    WhyUnreadable,
)
from server.cite.citations import CitedSentence
from server.cite.claims import CheckedClaim, CheckedSentence, CitedClaim, check_claims
from server.cite.links import is_archived
from server.cite.reading import LinkedPage, citations_of, read_linked
from server.errors import Cancelled, DeadlineExceeded, FetchFailed, PageStatus, Problem
from server.model import (
    Alignment,
    Article,
    PageInput,
)
from server.pipeline import Engine, Report, Session, article_of, text_of
from server.source import Allowance
from server.urls import address_of_text, host_of, joined, page_key, parse

MOST_PAGES = 200  # fetched for one text, within its seconds
MOST_SENTENCES = 500  # checked of one text
MOST_SECONDS = 120.0  # for all pages of one text
LANDING_PAGE_WORDS = 700  # of a scholarly work's page at most; a whole paper has thousands
# Of a task's processor time, after which no claim is begun: the last one needs some.
_SHARE_OF_TASK = 0.8
_SILENCES = 2  # of a host, after which it is not asked again

_BEST_FIRST = get_args(CitationOutcome)
_BY_STATUS: dict[int, WhyUnreadable] = {
    402: "walled",
    404: "gone",
    410: "gone",
    408: "too_slow",
    504: "too_slow",
}
_BY_PROBLEM: dict[str, WhyUnreadable] = {
    "deadline_exceeded": "too_slow",
    **dict.fromkeys(("robots_disallowed", "blocked_address"), "refused"),
    **dict.fromkeys(("fetch_failed", "invalid_address", "too_many_redirects"), "not_found"),
    **dict.fromkeys(("not_html", "unreadable_html", "unreadable_document"), "no_text"),
    **dict.fromkeys(("page_too_large", "extraction_failed", "page_left_alone"), "no_text"),
    "leads_nowhere": "no_text",
}


@dataclass
class _Pages:
    """The linked pages, each fetched once; a problem takes an unreadable one's place.

    `copies` in archives, and what notes quote (`quotes`), are read where a page itself can't be.
    `remarks` say by address what was read in its place.
    """

    session: Session
    copies: dict[str, str]
    quotes: dict[str, str]
    remarks: dict[str, str] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=lambda: Allowance(MOST_PAGES, MOST_SECONDS))
    silent: Counter[str | None] = field(default_factory=Counter)

    def open(self, url: str) -> Article | Problem:
        """Return the article at `url`, or the problem with it."""
        found = self._read(url)
        if isinstance(found, Problem) and url in self.copies:
            copy = self._read(self.copies[url])
            found = found if isinstance(copy, Problem) else copy
        if isinstance(found, Problem) and url in self.quotes:
            self.remarks[url] = f"Only what the note quotes of it was read. {found.detail}"
            found = self.session.run("source", article_of, PageInput(text=self.quotes[url]))
        return found

    def _read(self, url: str) -> Article | Problem:
        host = host_of(url)
        if not self.allowance.requests:
            return Problem(f"It was not read: a text may cite {MOST_PAGES} pages at most.")
        if self.silent[host] >= _SILENCES:
            silent = f"It was not read: {host} did not answer {_SILENCES} times."
            return Problem(silent, why_unreadable="too_slow")
        if self.allowance.seconds < 0.5:  # to fetch a page in
            return Problem(f"It was not read: the {MOST_SECONDS:g} seconds for a text were over.")
        try:
            linked = self._fetch(url)
        except Problem as problem:
            self.silent[host] += isinstance(problem, FetchFailed | DeadlineExceeded)
            return problem
        if linked.examined.cut:
            walled = f"{url} shows only its beginning to readers without a subscription."
            return Problem(walled, why_unreadable="walled")
        return self._whole(linked, url)

    def _fetch(self, url: str) -> LinkedPage:
        seconds = self.allowance.spend()
        with self.session.engine.guard_against_crashes_of(str(parse(url))):
            page = self.session.obtain(PageInput(url=url), "source", seconds)
            linked = self.session.run("source", read_linked, page)
        self.session.check_refusal(page, linked.examined.verdict)
        return replace(linked, examined=replace(linked.examined, url=page.url or url))

    def _whole(self, linked: LinkedPage, url: str) -> Article:
        """Return the open copy that a scholarly work's page names, or the page itself."""
        opened = linked.examined
        if linked.open_copy is None or opened.article.words > LANDING_PAGE_WORDS:
            return opened.article
        address = joined(opened.url, linked.open_copy) if linked.open_copy else None
        if address and page_key(address) not in (page_key(url), page_key(opened.url)):
            found = self._read(address)
            if isinstance(found, Article):
                self.remarks[url] = f"Its open copy was read: {address}"
                return found
            self.remarks[url] = f"Only the abstract was read. {found.detail}"
        else:
            self.remarks[url] = "Only the abstract was read: the page names no open copy."
        return opened.article


def cite(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Citations:
    """Check every sentence of `page` with a link or note against the pages that it cites.

    The text of a page without HTML is Markdown or wikitext. Raises Problem where the page itself
    can't be read; what it links becomes `unreadable`.
    """
    *_, last = citing(engine, page, cancelled)
    return cast("Citations", last["citations"])


def citing(
    engine: Engine,
    page: PageInput,
    cancelled: threading.Event | None = None,
    report: Report | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the API's CiteEvents: what `page` cites, each source as it was read, the whole.

    `report` hears which source is read next, and what is opened for it.
    """
    session = Session(engine, cancelled or threading.Event())
    session.report = report or session.report
    cited = session.read("article", citations_of, page)
    pages = _Pages(session, cited.copies, cited.quotes)
    within, beyond = cited.citations[:MOST_SENTENCES], cited.citations[MOST_SENTENCES:]
    places: dict[str, list[tuple[int, int]]] = {}  # by address: sentences, and which reference
    for at, one in enumerate(within):
        for nth, (_, url) in enumerate(one.references):
            places.setdefault(url, []).append((at, nth))
    yield {"event": "sources", "page": cited.article, "urls": list(places)}
    claims = [_claim(cited.article, one) for one in within]
    found: list[dict[int, tuple[Reference, Alignment | None]]] = [{} for _ in within]
    for number, (url, at_page) in enumerate(places.items(), 1):
        session.progress("source", number=number, of=len(places))
        source, judged = pages.open(url), []
        labels = [within[at].references[nth][0] for at, nth in at_page]
        citing_claims = [claims[at] for at, _ in at_page]
        judgements = _refer_all(session, labels, citing_claims, url, source)
        for (at, nth), (judgement, alignment) in zip(at_page, judgements, strict=True):
            sentence, _, cites = within[at]
            detail = f"{judgement.detail} {pages.remarks.get(url, '')}".strip()
            reference = replace(judgement, detail=detail)
            found[at][nth] = reference, alignment
            left = len(cites) - len(found[at])  # of its pages are still to be read
            judged.append({"sentence": sentence, "left": left, "reference": reference})
        if session.cancelled.is_set():  # what was not read for that is no finding
            raise Cancelled("The caller closed the connection.")
        known = {"number": number, "of": len(places), "url": url}
        yield {"event": "source", **known, "claims": judged}
    skipped = list(cited.skipped)
    if beyond:
        skipped.append(SkippedLinks("too_many", sum(len(one.references) for one in beyond)))
    checked = []
    for one, pairs in zip(within, found, strict=True):
        references, (alignment, *_) = zip(*(pair for _, pair in sorted(pairs.items())), strict=True)
        outcome = min((each.outcome for each in references), key=_BEST_FIRST.index)
        first = references[0].url
        checked.append(Citation(one.sentence, outcome, [*references], first, alignment))
    yield {"event": "done", "citations": Citations(cited.article, checked, skipped)}


def _claim(article: Article, cited: CitedSentence) -> CitedClaim:
    text = Text([cited.says], article.language, article.published)
    sentence = article.sentences[cited.sentence]
    beside = [one.text for one in article.sentences if one.paragraph == sentence.paragraph]
    given = [article.title or "", *(one for one in beside if one != sentence.text)]
    return CitedClaim(text, given, sentence.text)


def _refer_all(
    session: Session,
    labels: Sequence[str | None],
    claims: Sequence[CitedClaim],
    url: str,
    page: Article | Problem,
) -> list[tuple[Reference, Alignment | None]]:
    """Return how far `page` at `url` says each of `claims`, and the alignments: in one task."""
    pairs = list[tuple[Reference, Alignment | None]]()
    why = Problem("It was not checked: the claims before it took the time for its page.")
    if isinstance(page, Problem):
        why = page
    else:
        seconds = _SHARE_OF_TASK * min(session.settings.align_seconds, session.share.left)
        try:
            checked = session.run("align", check_claims, claims, text_of(page), seconds)
            for label, claim in zip(labels, checked, strict=False):
                pairs.append(refer(label, url, page, claim))
        except Problem as problem:
            why = problem
    reason = why_unreadable(why)
    for label in labels[len(pairs) :]:
        unread = Reference(label, url, None, "unreadable", None, why.detail, why_unreadable=reason)
        pairs.append((unread, None))
    return pairs


def refer(
    label: str | None, url: str, page: Article, checked: CheckedClaim
) -> tuple[Reference, Alignment]:
    """Return how far `page` says the `checked` claim, and the alignment."""
    outcome = checked.outcome
    says = [*_says(outcome, checked), *(one.detail for one in checked.remarks)]
    if page.url and is_archived(page.url) and not is_archived(url):
        says.append(f"It was read in an archive: {page.url}")
    reference = Reference(
        label,
        url,
        None,
        outcome,
        detail=" ".join(says),
        confidence=checked.confidence,
        quotations=checked.quotations,
    )
    places = sorted({at for one in checked.sentences if one.near for at in one.near.sentences})
    if places:
        reference = _with_passage(reference, page, places)
    return reference, checked.alignment


def _with_passage(reference: Reference, page: Article, places: list[int]) -> Reference:
    """Add the sentences of `page` at `places`, with "…" between those that are not in a row."""
    passage = "".join(
        page.sentences[at].text + (" " if at + 1 in places else " … ") for at in places
    ).removesuffix(" … ")
    end = next(at for at in places if at + 1 not in places)
    first, last = page.sentences[places[0]], page.sentences[end]
    number = page.page_at(first.start)
    address = address_of_text(page.url or reference.url, first.text, last.text, number)
    return replace(reference, passage=passage, page=number, fragment=address)


def why_unreadable(problem: Problem) -> WhyUnreadable | None:
    """Return why a page could not be read; None where the server did not try."""
    if why := problem.params.get("why_unreadable"):
        return cast("WhyUnreadable", why)
    if isinstance(problem, PageStatus):
        return _BY_STATUS.get(problem.params.get("http_status", 0), "refused")
    return _BY_PROBLEM.get(problem.slug)


def _says(outcome: CitationOutcome, checked: CheckedClaim) -> Iterator[str]:
    """Yield what the passages have otherwise, or lack of the claim, and what is misquoted."""
    if outcome in ("matches", "partly", "differs"):
        for one in checked.sentences:
            if one.outcome == "differs":
                yield from (change.says for change in one.aligned.changes)
            elif outcome != "differs" and one.outcome != "matches" and one.near:
                yield from _gaps_of(one, one.near)
    for quotation in checked.quotations:
        if not quotation.verbatim:
            there = quotation.source_text
            words = (
                f"the linked page has “{there}”" if there else "the linked page has no such words"
            )
            yield f"“{quotation.text}” is not verbatim: {words}."


def _gaps_of(sentence: CheckedSentence, near: NearestPassage) -> Iterator[str]:
    """Yield what a passage lacks of a sentence, and what it says otherwise."""
    if near.lacks:
        yield f"The passage does not say {_quoted(near.lacks)}."
    if near.adds:
        yield f"The passage says {_quoted(near.adds)}."
    if exchanged := sentence.exchanged:
        in_source = f"“{exchanged.in_source} {exchanged.verb}”"
        yield f"The source has {in_source}, not “{exchanged.claimed} {exchanged.verb}”."
    if sentence.outcome == "partly" and not (near.lacks or near.adds or exchanged):
        yield "The linked page says only a part of it."


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in words)
