"""The work of worker processes: reading and judging a page, comparing two texts.

Article, verdict and pointers of a page share the parsed tree, so they are made together; only
plain values leave a worker.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from server.align import (
    MOST_SENTENCES,
    FurtherAlignment,
    Text,
    TextFacts,
    align,
    align_some,
    language_of,
    limit_marks,
    most_mark_bytes,
    prepare,
    warnings_of,
)
from server.article import WITHHELD, read, read_article
from server.errors import ComparisonFailed, PageStatus, Problem
from server.feeds import plausible
from server.model import (
    MOST_SOURCES,
    REFUSALS,
    Alignment,
    Article,
    PageInput,
    Verdict,
)
from server.page.block import Block
from server.page.document import Reading
from server.page.view import PageView
from server.source import (
    Features,
    JudgedPage,
    Term,
    compute_features,
    find_pointers,
    phrases,
    query_terms,
)
from server.store import IndexArticle
from server.text.lines import is_note
from server.urls import host_of
from server.verdict import (
    find_digest,
    is_by,
    is_for_subscribers,
    judge,
    says_more,
    view_of_lead,
)

# Characters of a page's text that the index takes, as of a feed's.
_INDEXED_CHARACTERS = 500_000


def examine(page: PageInput) -> JudgedPage:
    """Read and judge `page`, and find its pointers; raise Problem if unreadable."""
    reading = read_page(page)
    article = reading.article
    notes = notes_of(article)
    view = PageView(reading, page.status)
    digest = find_digest(view)
    items, lead = (digest.items, digest.lead) if digest else ([], None)
    view = view_of_lead(view, digest) if digest else view
    verdict = judge(view, said_article=bool(page.is_article))
    # Never around a paywall: a page that is cut for subscribers has no other version.
    cut = is_for_subscribers(verdict) or page.status in REFUSALS
    pointers = find_pointers(view, verdict.evidence, cut=cut)
    return JudgedPage(article, verdict, pointers, notes, items, lead)


def notes_of(article: Article) -> frozenset[int]:
    """Return which sentences of `article` are notes of the page."""
    sentences = enumerate(article.sentences)
    return frozenset(
        index for index, sentence in sentences if is_note(sentence.text, article.language)
    )


def refusal_of(page: PageInput) -> PageStatus:
    """Return the problem of a page whose text is its site's refusal."""
    return PageStatus(
        f"{page.url} refuses programs (status {page.status}). Open the page in a browser and "
        "compare there.",
        url=page.url,
        http_status=page.status,
    )


def read_page(page: PageInput) -> Reading:
    """Read `page`; use hidden text only where the page does not call itself cut."""
    reading = read(page)
    if reading.article.extractor in WITHHELD:
        shown_reading = read(page, also_withheld=False)
        if says_more(judge(PageView(shown_reading, page.status))):
            return shown_reading
    return reading


def parts_of(page: PageInput) -> list[tuple[str, str]]:
    """Return the blocks of `page` in order: each one's part and why, and its text."""
    blocks = PageView(read_page(page), page.status).blocks
    return [(", ".join(_parts(block)) or "other", block.text) for block in blocks]


def _parts(block: Block) -> Iterator[str]:
    if block.in_body:
        yield "article"
    if block.mark:
        yield f"{block.mark.role} ({block.mark.why})"
    if block.is_closed:
        yield "closed"


def article_of(page: PageInput) -> Article:
    """Return the article of `page`; raise Problem if unreadable."""
    return read_page(page).article


def check_texts(page: Text, source: Text) -> Alignment:
    """Align two texts, with warnings."""
    aligned = align(page, source)
    sentences, cut = limit_marks(aligned.sentences, most_mark_bytes(page, source))
    return replace(aligned, sentences=sentences, warnings=[*warnings_of(page, source), *cut])


def check_some(
    number: int, page: Text | TextFacts, source: Text, indices: list[int], *, copied: bool = False
) -> FurtherAlignment:
    """Align some sentences of `page` with further source `number`, or also those `copied`."""
    text = page.text if isinstance(page, TextFacts) else page
    # All further sources together may have as many as the first.
    most_bytes = most_mark_bytes(text, source) // (MOST_SOURCES - 1)
    aligned, cut = limit_marks(align_some(page, source, indices, copied=copied), most_bytes)
    texts = list(source.sentences[:MOST_SENTENCES])
    return FurtherAlignment(number, aligned, texts, [*warnings_of(text, source), *cut])


def check_further(
    page: Text, sources: Sequence[tuple[int, Text]], indices: list[int], seconds: float
) -> tuple[list[FurtherAlignment], list[Problem]]:
    """Align sentences of `page`, and copied ones, with further sources by their numbers.

    What is known of the page is found once for all. The shortest comes first; one that would take
    more than `seconds` of processor time with those before it is a problem.
    """
    started, done = time.process_time(), 0
    compared, late = list[FurtherAlignment](), list[Problem]()
    ready = prepare(page, language_of(page))
    for size, number, source in sorted((sum(map(len, s.sentences)), n, s) for n, s in sources):
        spent = time.process_time() - started
        if done and spent * (done + size) > seconds * done:
            says = f"Original {number + 1} was not compared: those before it took the time."
            late.append(ComparisonFailed(says, stage="align", reason="time"))
            continue
        compared.append(check_some(number, ready, source, indices, copied=True))
        done += size
    return sorted(compared, key=lambda one: one.source), late


def candidate_features(page: Text, candidate: Article | IndexArticle) -> Features:
    """Measure the features that `page` shares with an article, read or indexed."""
    if isinstance(candidate, IndexArticle):
        return compute_features(page, indexed_text(candidate))
    return compute_features(page, _with_headline(text_of(candidate)))


def retold_outlet(candidate: IndexArticle) -> str | None:
    """Name the outlet whose report an indexed article retells by its own words."""
    basis = examine(candidate.as_input()).basis
    outlets = basis.outlets if basis.kind == "retells" else []
    others = (one for one in outlets if not is_by(one, candidate.url or None, candidate.publisher))
    return next((one.name for one in others), None)


def indexed_text(candidate: IndexArticle) -> Text:
    """Return an indexed article as text, its headline first."""
    given = PageInput(text=candidate.text, title=candidate.title, language=candidate.language)
    return _with_headline(text_of(read_article(given)))


def _with_headline(text: Text) -> Text:
    """Add the title as the first sentence: a headline names the subject."""
    sentences = [text.title, *text.sentences] if text.title else text.sentences
    return replace(text, sentences=sentences)


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The words of a page to search for: terms with their weights, questions, and its text."""

    terms: list[Term]
    questions: list[str]
    text: str


def search_words(title: str | None, sentences: list[str], language: str | None) -> SearchWords:
    """Return the words to search for a text, from its first 100,000 characters."""
    most = 100_000
    title, text, lines = (title or "")[:1_000], "", list[str]()
    for sentence in sentences:
        lines.append(sentence[: most - len(text)])
        text += f"\n{lines[-1]}"
        if len(text) >= most:
            break
    terms = [term for term in query_terms(title, lines, language) if len(term[0]) <= 400]
    questions = [*phrases(lines, language), *([title] if title else [])]
    return SearchWords(terms, questions, f"{title}{text}" if title else text[1:])


def whole_article(
    article: Article, verdict: Verdict, announced: IndexArticle, url: str
) -> IndexArticle | None:
    """Return the announced article with the text of its page at `url`; None where that is cut."""
    undecided = verdict.label == "unknown" and article.access.declared_free is False
    # Verdicts on pages whose text is not the whole article.
    is_part = verdict.label in ("paywalled", "excerpt", "not_article")
    if not article.text or is_part or undecided:
        return None
    is_host = article.publisher == (host_of(url) or "").removeprefix("www.")
    return replace(
        announced,
        text=article.text[:_INDEXED_CHARACTERS],
        publisher=announced.publisher if is_host else article.publisher or announced.publisher,
        published=announced.published or plausible(article.published),
        language=article.language or announced.language,
        canonical_url=article.canonical_url or url,
    )


def text_of(article: Article, notes: frozenset[int] = frozenset()) -> Text:
    """Return an article as the aligner reads it."""
    return Text(
        sentences=[sentence.text for sentence in article.sentences],
        language=article.language,
        published=article.published,
        title=article.title,
        notes=notes,
        names=[*article.authors, *filter(None, [article.publisher])],
    )


def page_text(page: PageInput) -> Text:
    """Return the article of `page` as the aligner reads it; raise Problem if unreadable."""
    article = article_of(page)
    return text_of(article, notes_of(article))


_FIRST = PageInput(text="The first page waits for nothing. It is read at once.")


def warm(page: PageInput = _FIRST, source: PageInput = _FIRST) -> None:
    """Load everything that the first page would wait for, by comparing two."""
    examined = examine(page)
    check_texts(text_of(examined.article, examined.notes), text_of(examine(source).article))
