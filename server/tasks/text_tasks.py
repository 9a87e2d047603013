"""Work on two texts: aligning them, measuring a candidate, and what changed between versions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from server.align import (
    MOST_SENTENCES,
    ComparedFurther,
    NearestPassage,
    Text,
    align,
    align_some,
    bounded,
    most_marked,
    passage_of,
    remarks,
)
from server.article import read_article
from server.model import (
    MOST_SOURCES,
    Alignment,
    Article,
    PageInput,
    PageSentence,
    VersionChange,
    VersionChangeKind,
    Warning,
)
from server.source import Features, Term, compute_features, phrases, query_terms
from server.store import IndexArticle
from server.tasks.page_tasks import article_of, examine, notes_of

_MOST_SEARCHED, _MOST_TITLE, _MOST_TERM = 100_000, 1_000, 400  # characters


@dataclass(frozen=True, slots=True)
class Checked:
    """The alignment of a page with its source, and warnings about it."""

    alignment: Alignment
    remarks: list[Warning] = field(default_factory=list)


def check_texts(page: Text, source: Text) -> Checked:
    """Align two texts, with warnings."""
    aligned = align(page, source)
    sentences, cut = bounded(aligned.sentences, most_marked(page, source))
    return Checked(replace(aligned, sentences=sentences), [*remarks(page, source), *cut])


def check_claim(claim: Text, source: Text) -> tuple[Checked, NearestPassage | None]:
    """Align a text of one sentence with a source, and find the passage that comes nearest."""
    checked = check_texts(claim, source)
    return checked, passage_of(claim, source, checked.alignment.sentences[0])


def check_some(
    number: int, page: Text, source: Text, indices: list[int], *, copied: bool = False
) -> ComparedFurther:
    """Align some sentences of `page` with further source `number`, or also those `copied`."""
    most = most_marked(page, source) // (MOST_SOURCES - 1)  # together as many as the first
    found, cut = bounded(align_some(page, source, indices, copied=copied), most)
    texts = list(source.sentences[:MOST_SENTENCES])
    return ComparedFurther(number, found, texts, [*remarks(page, source), *cut])


def candidate_features(page: Text, candidate: Article | IndexArticle) -> Features:
    """Measure the features that `page` shares with an article, read or indexed."""
    if isinstance(candidate, IndexArticle):
        return compute_features(page, indexed_text(candidate))
    return compute_features(page, _with_headline(text_of(candidate)))


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
    """Return what to search for a text, from its first 100,000 characters."""
    title, text, lines = (title or "")[:_MOST_TITLE], "", list[str]()
    for sentence in sentences:
        lines.append(sentence[: _MOST_SEARCHED - len(text)])
        text += f"\n{lines[-1]}"
        if len(text) >= _MOST_SEARCHED:
            break
    terms = [term for term in query_terms(title, lines, language) if len(term[0]) <= _MOST_TERM]
    questions = [*phrases(None, lines, language), *([title] if title else [])]
    return SearchWords(terms, questions, f"{title}{text}" if title else text[1:])


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


_SAYS = {
    "differs": "now reads “{after}” instead of “{before}”",
    "reworded": "now reads “{after}” instead of “{before}”",
    "gone": "no longer says “{before}”",
    "added": "now also says “{after}”",
}
_NAMES = {"page": "The page", "source": "The original"}
_LONGEST = 200  # characters of a sentence in a summary


def version_changes(before: Sequence[str], after: Article) -> list[VersionChange]:
    """Return the sentences of `after` that `before` lacks, then those that are gone."""
    earlier = replace(text_of(after), sentences=list(before))
    aligned = align(text_of(after), earlier)
    known, kept = set(map(_plain, before)), {_plain(one.text) for one in after.sentences}
    changes, used = list[VersionChange](), set[int]()
    for sentence, found in zip(after.sentences, aligned.sentences, strict=False):
        if _plain(sentence.text) in known:
            continue
        # The sentence that became this one: like it, and no longer there.
        free = (at for at in found.source if at not in used and _plain(before[at]) not in kept)
        at = None if found.finding in ("not_found", "note") else next(free, None)
        used |= set() if at is None else {at}
        changes.append(_change(found, at, before, sentence.text))
    gone = (one for at, one in enumerate(before) if at not in used and _plain(one) not in kept)
    return [*changes, *(VersionChange("gone", one, None, []) for one in gone)]


def summary_of(side: str, changes: Sequence[VersionChange]) -> str:
    """Say in a sentence what changed, the weightiest first."""
    first, *others = sorted(changes, key=lambda one: get_args(VersionChangeKind).index(one.kind))
    said = _SAYS[first.kind].format(before=_short(first.before), after=_short(first.after))
    more = f", and {len(others)} more changed" if others else ""
    return f"{_NAMES[side]} {said}{more}" + ("." if more or not said.endswith(".”") else "")


def _change(
    found: PageSentence, at: int | None, before: Sequence[str], after: str
) -> VersionChange:
    if at is None:
        return VersionChange("added", None, after, [])
    kind: VersionChangeKind = "differs" if found.finding == "differs" else "reworded"
    inside = [one for one in found.changes if one.source is None or one.source.sentence == at]
    return VersionChange(kind, before[at], after, inside)


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())


def _short(sentence: str | None) -> str:
    words = sentence or ""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
