"""The headline of a comparison: the worst of it in the words of both sides, then its extent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from server.align import ends_as_sentence
from server.language.data import function_words
from server.language.messages import Words, words
from server.model import (
    KIND_GRAVITY,
    Alignment,
    Article,
    Change,
    ChangeKind,
    Elsewhere,
    Gist,
    GistClause,
    LeftOut,
    Message,
    Origin,
    PageSentence,
    SourceSpan,
    Span,
    percent_of,
)
from server.text.clauses import quotable, words_around
from server.text.lexicon import is_spaced
from server.text.numbers import quantities
from server.text.tokens import plain_words
from server.text.tokens import words as words_with_places
from server.urls import host_of

_LONGEST_WORDS = 60  # characters of an edit that is said on both sides
_LONGEST_NAME = 40  # characters of an original's name
_LONGEST_QUOTE = 140  # characters of a sentence that is quoted
_MOST_OMISSIONS = 3  # the weightiest, of which one that needs no cut is quoted
_MOST_ACCUSED = 50  # sentences, the gravest, whose edits are looked at for the headline
_LETTERS = "ABCDE"  # of originals without a short name

# Kinds whose words say enough alone; those of others are quoted with the words beside them.
_PLAIN_KINDS = ("number", "date", "name", "quote")
# In first sentences names were right in 2 of 12 cases, quotations in 2 of 8, dates in 3 of 6.
_NEVER_BOTH_SIDES = ("name", "quote", "date")
# Where the original's words are not sure, these can be called the page's own. A day may be another
# word for the original's.
_OWN_KINDS = ("number", "name")


def gist_of(
    alignment: Alignment | None,
    origin: Origin | None = None,
    sources: Sequence[Article] = (),
    language: str | None = None,
) -> Gist | None:
    """Return the headline of a comparison, with several `sources`; None without an alignment.

    Nothing is said by a text that is not the `origin`'s. `language` is the page's.
    """
    if alignment is None or (origin is not None and not origin.read):
        return None
    return gist_with(list(_clauses(alignment, sources, language)))


def gist_with(clauses: list[GistClause]) -> Gist | None:
    """Return the headline of these sentences; None of none."""
    return Gist(says=_join_clauses(clauses, words("en")), clauses=clauses) if clauses else None


def in_a_line(comparison: Mapping[str, Any], language: Words) -> str:
    """Word an answer of the API in a line: its gist, its stories, or its verdict."""
    search = comparison.get("search")
    if search and search["items"] and search.get("lead") is None:
        return language.count("stories", len(search["items"]))
    if gist := comparison.get("gist"):
        return _join_clauses([GistClause(**clause) for clause in gist["clauses"]], language)
    return language.say(comparison["verdict"]["heading"])


def _join_clauses(clauses: Sequence[GistClause], language: Words) -> str:
    """Word one clause or two, each a sentence."""
    sentences = [
        language.say(Message(f"gist_{clause.code}", [*clause.params.values()]))
        for clause in clauses[:2]
    ]
    return language.text("gist_and", *sentences) if len(sentences) > 1 else sentences[0]


def _clauses(
    alignment: Alignment, sources: Sequence[Article], language: str | None
) -> Iterator[GistClause]:
    """Yield the worst of the page, or the weightiest omission; then how much the page has."""
    sentences = alignment.sentences
    if not any(sentence.source or sentence.elsewhere for sentence in sentences):
        return
    # Sentences rest on a further original that was given: "the original" would be one of several.
    given_sources = {source.source for source in alignment.further if source.found_by is None}
    is_mixed = any(
        entry.source in given_sources for sentence in sentences for entry in sentence.elsewhere
    )
    is_known = not (is_mixed or alignment.not_compared)
    if worst := _worst(alignment, sources, language):
        yield worst
    elif is_known and (omission := _weightiest_omission(alignment)):
        yield omission
    if is_known:
        yield _extent(alignment)


def _extent(alignment: Alignment) -> GistClause:
    """Word how much of the original the page has, by words."""
    compared = [sentence for sentence in alignment.sentences if sentence.state != "aside"]
    is_copied = all(sentence.label == "verbatim" for sentence in compared)
    percent = percent_of(alignment.figures.covered_share)
    if percent == 100:
        return GistClause("copy" if is_copied else "whole", {})
    return GistClause("same" if is_copied else "share", {"percent": percent})


def _weightiest_omission(alignment: Alignment) -> GistClause | None:
    """Quote the most important of what the page leaves out, a whole sentence if there is one.

    Of the first three, one that needs no cut and is understood alone is nearly as often among the
    five that readers miss most (35 of 60 summaries, the first one in 37), and half as often cut.
    """
    visible = sorted(
        (entry for entry in alignment.left_out if alignment.source[entry.source]),
        key=lambda entry: entry.rank,
    )
    weightiest = [entry for entry in visible if not entry.span]
    # A word alone ("Monday") is not a headline.
    weightiest = weightiest or [entry for entry in visible if not _is_bare_word(entry)]
    if not weightiest:
        return None
    chosen = min(
        weightiest[:_MOST_OMISSIONS],
        key=lambda entry: (
            len(_omitted_text(entry, alignment)) > _LONGEST_QUOTE,
            entry.about is not None,
            entry.rank,
        ),
    )
    quoted = quotable(_omitted_text(chosen, alignment), _LONGEST_QUOTE)
    count = alignment.figures.left_out  # for programs; the headline's words don't say it
    return GistClause("left_out", {"source": quoted, "left_out": count}, source=chosen.source)


def _is_bare_word(entry: LeftOut) -> bool:
    return entry.span is not None and entry.span.text.isalpha() and entry.span.text.isascii()


def _omitted_text(entry: LeftOut, alignment: Alignment) -> str:
    return entry.span.text if entry.span else alignment.source[entry.source]


def _worst(
    alignment: Alignment, sources: Sequence[Article], language: str | None
) -> GistClause | None:
    """Word the gravest of the sentences that differ, or that no original has.

    What differs from a text found besides the original does not count: it may be another report.
    """
    searched = {source.source for source in alignment.further if source.found_by}
    accused = [
        sentence
        for sentence in alignment.sentences
        if _is_accused(sentence)
        and ends_as_sentence(alignment.page[sentence.index])
        and not any(entry.source in searched for entry in sentence.elsewhere)
    ]
    accused.sort(key=lambda sentence: (sentence.state != "changed", -sentence.concern))
    is_one_of_several = any(source.source not in searched for source in alignment.further)
    chosen = _gravest_of(accused, alignment, language) or _first_whole(accused, alignment)
    if chosen is None:
        return None
    clause, sentence = chosen
    number = sentence.elsewhere[0].source if sentence.elsewhere else 0
    return _of_several(clause, number, sources) if is_one_of_several else clause


def _gravest_of(
    accused: Sequence[PageSentence], alignment: Alignment, language: str | None
) -> tuple[GistClause, PageSentence] | None:
    """Word an edit of the sentences, the gravest first; one with both sides before any other."""
    one_sided = None
    for sentence in accused[:_MOST_ACCUSED]:
        clause = _gravest_edit(sentence, alignment, language)
        if clause is None:
            continue
        if clause.code == "says":
            return clause, sentence
        one_sided = one_sided or (clause, sentence)
    return one_sided


def _first_whole(
    accused: Sequence[PageSentence], alignment: Alignment
) -> tuple[GistClause, PageSentence] | None:
    for sentence in accused:
        if clause := _whole_sentence(sentence, alignment):
            return clause, sentence
    return None


def _is_accused(sentence: PageSentence) -> bool:
    """Whether a sentence differs, is in no original, or has a value that is in none."""
    if sentence.state in ("changed", "added"):
        return True
    is_lacking = any(change.is_sure and not change.source for change in sentence.changes)
    return sentence.state == "partly" and is_lacking


def _gravest_edit(
    sentence: PageSentence, alignment: Alignment, language: str | None
) -> GistClause | None:
    """Word the gravest sure change of a sentence; None where its words can't be named."""
    displayed = sentence.elsewhere[0] if sentence.elsewhere else sentence
    sure = [change for change in displayed.changes if change.is_sure]
    for change in sorted(sure, key=lambda change: KIND_GRAVITY[change.kind]):
        clause = _changed_words_clause(change, sentence.index, displayed, alignment, language)
        # Another original may have these very words.
        if clause and not (
            alignment.further and _is_in_any(str(clause.params.get("page", "")), alignment)
        ):
            return clause
    return None


def _whole_sentence(sentence: PageSentence, alignment: Alignment) -> GistClause | None:
    """Quote a sentence that no original has, or that differs where its words can't be named."""
    text = quotable(alignment.page[sentence.index], _LONGEST_QUOTE)
    if sentence.state == "added":
        return GistClause("only", {"page": text}, sentence.index)
    if sentence.state == "changed":
        return GistClause("differs", {"page": text}, sentence.index)
    return None


def _changed_words_clause(
    change: Change,
    index: int,
    displayed: PageSentence | Elsewhere,
    alignment: Alignment,
    language: str | None,
) -> GistClause | None:
    """Word a change by the words of both sides; None where they are long, or not sure enough.

    Both sides of numbers and of edits are right often enough, in near copies. Elsewhere a
    number or name is only said to be the page's own, if no original has its words.
    """
    if not change.page:
        return None
    page = change.page.text.strip()
    is_in_any = change.kind in _OWN_KINDS and _is_in_any(page, alignment)
    if change.kind == "number" and is_in_any:
        return None  # of something else
    if change.source and _is_sure_of_both(change, displayed):
        return _both_sides(change, index, displayed, alignment, language)
    is_own = change.kind in (_OWN_KINDS if change.source else _PLAIN_KINDS)
    if not is_own or is_in_any or not 0 < len(page) <= _LONGEST_WORDS:
        return None
    if change.kind in ("number", "date"):
        page = _value_in_context(alignment.page[index], change.page, change.kind, language)
    return GistClause("only", {"page": quotable(page)}, index)


def _value_in_context(text: str, span: Span, kind: ChangeKind, language: str | None) -> str:
    """Return a number as "over 15,000 survivors", a date as "since 2000"."""
    if kind == "date":
        return words_around(text, span.start, span.end, after=0)

    start, end = span.start, span.end
    for quantity in quantities(text, words_with_places(text, language), language):
        if quantity.start <= start < quantity.end:
            start, end = quantity.whole[0], max(end, quantity.whole[1])
    if not is_spaced(language or ""):
        return text[start:end]
    while text[end : end + 1].isalnum():  # the rest of "150th"
        end += 1
    around = words_around(text, start, end, after=1, before=0)
    is_counted = function_words(language).isdisjoint(plain_words(around[end - start :]))
    return around if is_counted else text[start:end]


def _both_sides(
    change: Change,
    index: int,
    displayed: PageSentence | Elsewhere,
    alignment: Alignment,
    language: str | None,
) -> GistClause | None:
    """Word a change that has both sides: a value alone, an edit with the words beside it."""
    if not (change.page and change.source):
        return None
    page, source = change.page.text.strip(), change.source.text.strip()
    if change.kind not in _PLAIN_KINDS:
        texts = alignment.source
        if isinstance(displayed, Elsewhere):
            further = {text.source: text.sentences for text in alignment.further}
            texts = further[displayed.source]
        page = _with_neighbours(alignment.page[index], change.page, language)
        source = _with_neighbours(texts[change.source.sentence], change.source, language)
        # Without a word in common a reader can't see what was made of what.
        if set(plain_words(page)).isdisjoint(plain_words(source)):
            return None
    if not (0 < len(page) <= _LONGEST_WORDS and 0 < len(source) <= _LONGEST_WORDS):
        return None
    if page.casefold() == source.casefold():
        return None
    return GistClause("says", {"page": quotable(page), "source": quotable(source)}, index)


def _with_neighbours(text: str, span: Span | SourceSpan, language: str | None) -> str:
    """Return the words of a span with a few beside them, if they are not too long.

    They don't end in words that lead to the next ones: "is one of the oldest harbours in the".
    """
    around = words_around(text, span.start, span.end)
    if len(around) > _LONGEST_WORDS:
        return span.text.strip()
    *_, added = around.rpartition(span.text.strip())
    leading = function_words(language)
    while (last := added.split()[-1:]) and last[0] in leading:  # "May" is no function word
        added = added.rstrip().removesuffix(last[0])
        around = around.removesuffix(last[0]).rstrip()
    return around


def _is_sure_of_both(change: Change, displayed: PageSentence | Elsewhere) -> bool:
    """Whether both sides of a change can be said of a near copy of the best source sentence."""
    if change.kind in _NEVER_BOTH_SIDES or displayed.shared is not None:
        return False
    sources = displayed.source if isinstance(displayed, PageSentence) else displayed.sentences
    return change.source is not None and change.source.sentence in sources[:1]


def _of_several(clause: GistClause, number: int, sources: Sequence[Article]) -> GistClause:
    """Return a clause on an original of several, with publisher, site or letter for its words."""
    if clause.code != "says":  # without words of an original
        return replace(clause, code=f"{clause.code}_any")
    name = None
    if number < len(sources):
        source = sources[number]
        name = source.publisher or (host_of(source.url or "") or "").removeprefix("www.")
    if not name or len(name) > _LONGEST_NAME:
        name = _LETTERS[number]
    return replace(clause, code="says_by", params={**clause.params, "name": name})


def _is_in_any(words: str, alignment: Alignment) -> bool:
    """Whether an original has these whole words in a row: "24", which 2014 has not."""
    texts = chain(alignment.source, *(source.sentences for source in alignment.further))
    row = _row(words)
    return any(row in _row(text) for text in texts)


def _row(text: str) -> str:
    return f" {' '.join(plain_words(text))} "
