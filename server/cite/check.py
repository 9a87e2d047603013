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
from server.urls import address_of_text, host_of, page_key, parse, resolve

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
        article = self._read(url)
        if isinstance(article, Problem) and url in self.copies:
            copy = self._read(self.copies[url])
            article = article if isinstance(copy, Problem) else copy
        if isinstance(article, Problem) and url in self.quotes:
            self.remarks[url] = f"Only what the note quotes of it was read. {article.detail}"
            article = self.session.run("source", article_of, PageInput(text=self.quotes[url]))
        return article

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
        address = resolve(opened.url, linked.open_copy) if linked.open_copy else None
        if address and page_key(address) not in (page_key(url), page_key(opened.url)):
            copy = self._read(address)
            if isinstance(copy, Article):
                self.remarks[url] = f"Its open copy was read: {address}"
                return copy
            self.remarks[url] = f"Only the abstract was read. {copy.detail}"
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
    for index, citation in enumerate(within):
        for nth, (_, url) in enumerate(citation.references):
            places.setdefault(url, []).append((index, nth))
    yield {"event": "sources", "page": cited.article, "urls": list(places)}
    claims = [_claim(cited.article, citation) for citation in within]
    # Of each sentence, by which of its references it is.
    results: list[dict[int, tuple[Reference, Alignment | None]]] = [{} for _ in within]
    for number, (url, citing_places) in enumerate(places.items(), 1):
        session.progress("source", number=number, of=len(places))
        source, judged = pages.open(url), []
        labels = [within[index].references[nth][0] for index, nth in citing_places]
        citing_claims = [claims[index] for index, _ in citing_places]
        judgements = _refer_all(session, labels, citing_claims, url, source)
        for (index, nth), (judgement, alignment) in zip(citing_places, judgements, strict=True):
            sentence, _, cites = within[index]
            detail = f"{judgement.detail} {pages.remarks.get(url, '')}".strip()
            reference = replace(judgement, detail=detail)
            results[index][nth] = reference, alignment
            left = len(cites) - len(results[index])  # of its pages are still to be read
            judged.append({"sentence": sentence, "left": left, "reference": reference})
        if session.cancelled.is_set():  # what was not read for that is not a finding
            raise Cancelled("The caller closed the connection.")
        place = {"number": number, "of": len(places), "url": url}
        yield {"event": "source", **place, "claims": judged}
    skipped = list(cited.skipped)
    if beyond:
        skipped.append(
            SkippedLinks("too_many", sum(len(citation.references) for citation in beyond))
        )
    checked = []
    for citation, by_reference in zip(within, results, strict=True):
        in_order = [result for _, result in sorted(by_reference.items())]
        references = [reference for reference, _ in in_order]
        outcome = min((reference.outcome for reference in references), key=_BEST_FIRST.index)
        first_alignment = in_order[0][1]
        checked.append(
            Citation(citation.sentence, outcome, references, references[0].url, first_alignment)
        )
    yield {"event": "done", "citations": Citations(cited.article, checked, skipped)}


def _claim(article: Article, cited: CitedSentence) -> CitedClaim:
    text = Text([cited.says], article.language, article.published)
    sentence = article.sentences[cited.sentence]
    around = [article.title or ""]
    for other_sentence in article.sentences:
        is_beside = other_sentence.paragraph == sentence.paragraph
        if is_beside and other_sentence.text != sentence.text:
            around.append(other_sentence.text)
    return CitedClaim(text, around, sentence.text)


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
    details = [*_details(outcome, checked), *(remark.detail for remark in checked.remarks)]
    if page.url and is_archived(page.url) and not is_archived(url):
        details.append(f"It was read in an archive: {page.url}")
    reference = Reference(
        label,
        url,
        None,
        outcome,
        detail=" ".join(details),
        confidence=checked.confidence,
        quotations=checked.quotations,
    )
    passage = set[int]()
    for sentence in checked.sentences:
        if sentence.near:
            passage.update(sentence.near.sentences)
    if passage:
        reference = _with_passage(reference, page, sorted(passage))
    return reference, checked.alignment


def _with_passage(reference: Reference, page: Article, indices: list[int]) -> Reference:
    """Add the sentences of `page` at `indices`, with "…" between those that are not in a row."""
    passage = "".join(
        page.sentences[index].text + (" " if index + 1 in indices else " … ") for index in indices
    ).removesuffix(" … ")
    end = next(index for index in indices if index + 1 not in indices)
    first, last = page.sentences[indices[0]], page.sentences[end]
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


def _details(outcome: CitationOutcome, checked: CheckedClaim) -> Iterator[str]:
    """Yield what the passages have otherwise, or lack of the claim, and what is misquoted."""
    if outcome in ("matches", "partly", "differs"):
        for sentence in checked.sentences:
            if sentence.outcome == "differs":
                yield from (change.says for change in sentence.aligned.changes)
            elif outcome != "differs" and sentence.outcome != "matches" and sentence.near:
                yield from _gaps_of(sentence, sentence.near)
    for quotation in checked.quotations:
        if not quotation.verbatim:
            words = "the linked page has no such words"
            if quotation.source_text:
                words = f"the linked page has “{quotation.source_text}”"
            yield f"“{quotation.text}” is not verbatim: {words}."


def _gaps_of(sentence: CheckedSentence, near: NearestPassage) -> Iterator[str]:
    """Yield what a passage lacks of a sentence, and what it says otherwise."""
    if near.lacks:
        yield f"The passage does not say {_in_quotation_marks(near.lacks)}."
    if near.adds:
        yield f"The passage says {_in_quotation_marks(near.adds)}."
    if exchanged := sentence.exchanged:
        yield f"The source has “{exchanged.in_source}”, not “{exchanged.claimed}”."
    if joined := sentence.joined:
        yield f"The source has “{joined.first}” and “{joined.second}” in different statements."
    if sentence.outcome == "partly" and not (near.lacks or near.adds or exchanged or joined):
        yield "The linked page says only a part of it."


def _in_quotation_marks(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
