"""What one worker does with one page: article, verdict, and where the page points to.

These three steps read the same parsed tree, so they run together in one worker process; only
plain values leave it.
"""

from dataclasses import dataclass, field, replace

from server.align import Text, align, remarks
from server.article import WITHHELD, read, read_article
from server.model import Alignment, Article, PageInput, Verdict, Warning
from server.page.document import Reading
from server.page.view import PageView
from server.source import (
    Attribution,
    CitedSentence,
    Features,
    PageItem,
    Pointer,
    compute_features,
    find_attributions,
    find_citations,
    find_items,
    find_pointers,
    onward,
)
from server.store import IndexArticle
from server.text.notices import is_note
from server.verdict import is_for_subscribers, judge, says_more

REFUSED = frozenset({401, 402, 403, 451})


@dataclass(frozen=True, slots=True)
class Examined:
    """A page that was read: what it says, what it is, and where it points to.

    `attributions` are publishers that it names without an address of the story; `onward` is where
    a page without a story of its own leads.
    `notes` are the indices of the article's sentences that are notes of the page ("Read the
    full story on…") rather than statements; `items` the stories of a page of several.
    """

    article: Article
    verdict: Verdict
    pointers: list[Pointer]
    notes: frozenset[int]
    attributions: list[Attribution]
    onward: str | None
    items: list[PageItem] = field(default_factory=list)


def examine(page: PageInput) -> Examined:
    """Read, judge and search `page` itself; raises Problem where it can't be read."""
    reading = read_page(page)
    article = reading.article
    notes = frozenset(
        index
        for index, sentence in enumerate(article.sentences)
        if is_note(sentence.text, article.language)
    )
    view = PageView(reading, page.status)
    verdict = judge(view)
    # Never around a paywall: a page that is cut for subscribers has no other version.
    cut = is_for_subscribers(verdict) or page.status in REFUSED
    pointers = find_pointers(view, cut=cut)
    named = find_attributions(view, verdict)
    items = find_items(reading)
    return Examined(article, verdict, pointers, notes, named, onward(reading), items)


@dataclass(frozen=True, slots=True)
class CitedPage:
    """An article and its sentences with links."""

    article: Article
    citations: list[CitedSentence]


def citations_of(page: PageInput) -> CitedPage:
    """The article of `page` and what it cites; raises Problem where it can't be read."""
    reading = read_page(page)
    return CitedPage(reading.article, find_citations(reading))


def read_page(page: PageInput) -> Reading:
    """Read `page`; what it holds but does not show counts only if nothing says that it is cut."""
    reading = read(page)
    if reading.article.extractor in WITHHELD:
        shown = read(page, also_withheld=False)
        if says_more(judge(PageView(shown, page.status))):
            return shown
    return reading


def article_of(page: PageInput) -> Article:
    """The article of `page` alone; raises Problem where it can't be read."""
    return read_page(page).article


@dataclass(frozen=True, slots=True)
class Checked:
    """A page over its source, and what a reader of the alignment should know of it."""

    alignment: Alignment
    remarks: list[Warning] = field(default_factory=list)


def check_texts(page: Text, source: Text) -> Checked:
    """Align two texts."""
    return Checked(align(page, source), remarks(page, source))


def article_features(page: Text, candidate: Article) -> Features:
    """What `page` has in common with an article that may be its source."""
    return compute_features(page, _with_headline(text_of(candidate)))


def indexed_features(page: Text, candidate: IndexArticle) -> Features:
    """The same for an article of the index."""
    return compute_features(page, indexed_text(candidate))


def indexed_text(candidate: IndexArticle) -> Text:
    """What is measured of an article of the index, its headline first."""
    given = PageInput(text=candidate.text, title=candidate.title, language=candidate.language)
    return _with_headline(text_of(read_article(given)))


def _with_headline(text: Text) -> Text:
    """`text` with its title as the first sentence: a headline says what a text is about."""
    sentences = [text.title, *text.sentences] if text.title else text.sentences
    return replace(text, sentences=sentences)


def text_of(article: Article, notes: frozenset[int] = frozenset()) -> Text:
    """What the aligner reads of an article."""
    return Text(
        sentences=[sentence.text for sentence in article.sentences],
        language=article.language,
        published=article.published,
        title=article.title,
        notes=notes,
        names=[*article.authors, *filter(None, [article.publisher])],
    )


_FIRST = PageInput(text="The first page waits for nothing. It is read at once.")


def warm(page: PageInput = _FIRST, source: PageInput = _FIRST) -> None:
    """Load what the first pages would otherwise wait for, by comparing two."""
    examined = examine(page)
    check_texts(text_of(examined.article, examined.notes), text_of(examine(source).article))
