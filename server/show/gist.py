"""The answer in a line: its heading, or the comparison by what is sure of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from server.align import ends_as_sentence
from server.language.messages import Words, words
from server.model import (
    KIND_GRAVITY,
    Alignment,
    Article,
    Change,
    Elsewhere,
    Gist,
    GistClause,
    Message,
    Origin,
    PageSentence,
    Verdict,
)
from server.text.tokens import plain_words
from server.urls import host_of

_LONGEST = 40  # characters of words that are named; longer ones are counted
_LETTERS = "ABCDE"  # of originals without a short name

# Kinds whose words are said as they are; those of others are quoted.
_PLAIN_KINDS = ("number", "date", "name")
# In first sentences names were right in 2 of 12 cases, quotations in 2 of 8, dates in 3 of 6.
_NEVER_BOTH_SIDES = ("name", "quote", "date")
# Where the original's words are not sure, these can be called the page's own. A day may be another
# word for the original's.
_OWN_KINDS = ("number", "name")


def gist_of(
    verdict: Verdict,
    alignment: Alignment | None,
    origin: Origin | None = None,
    sources: Sequence[Article] = (),
) -> Gist | None:
    """Return the sentence on a comparison, with several `sources`; None without an alignment.

    Nothing is said by a text that is not the `origin`'s.
    """
    if alignment is None or (origin is not None and not origin.read):
        return None
    clauses = list(_clauses(verdict, alignment, sources))
    return Gist(says=_sentence(clauses, words("en")), clauses=clauses) if clauses else None


def in_a_line(comparison: Mapping[str, Any], language: Words) -> str:
    """Word an answer of the API in a line: its gist, its stories, or its verdict."""
    search = comparison.get("search")
    if search and search["items"] and search.get("lead") is None:
        return language.count("stories", len(search["items"]))
    if gist := comparison.get("gist"):
        return _sentence([GistClause(**clause) for clause in gist["clauses"]], language)
    return language.say(comparison["verdict"]["heading"])


def _sentence(clauses: Sequence[GistClause], language: Words) -> str:
    """Join one clause or two to a sentence."""
    said = [
        language.say(Message(f"gist_{clause.code}", [*clause.params.values()]))
        for clause in clauses
    ]
    joined = language.text("gist_and", *said[:2]) if len(said) > 1 else said[0]
    return language.text("gist_end", joined[:1].upper() + joined[1:])


def _clauses(
    verdict: Verdict, alignment: Alignment, sources: Sequence[Article]
) -> Iterator[GistClause]:
    """Yield the worst of the page's sentences, then what it leaves out."""
    sentences = alignment.sentences
    if not any(sentence.source or sentence.elsewhere for sentence in sentences):
        return
    compared = [sentence for sentence in sentences if sentence.state != "aside"]
    if compared and all(sentence.label == "verbatim" for sentence in compared):
        yield _copied(alignment)
        return
    # Sentences rest on a further original that was given: "the original" would be one of several.
    given = {source.source for source in alignment.further if source.found_by is None}
    is_mixed = any(entry.source in given for sentence in sentences for entry in sentence.elsewhere)
    if worst := _worst(compared, alignment, sources):
        yield worst
    elif not is_mixed and (relation := _relation(verdict)):
        yield relation
    left_out = [entry for entry in alignment.left_out if entry.span is None]
    if left_out and not (is_mixed or alignment.not_compared):
        first = min(left_out, key=lambda entry: entry.rank)
        counts = {"left_out": len(left_out), "total": alignment.figures.source_sentences}
        yield GistClause("left_out", counts, source=first.source)


def _copied(alignment: Alignment) -> GistClause:
    """Word the answer on a page that copies every sentence of it from the original."""
    states = [entry.state for entry in alignment.account if entry.state != "aside"]
    used, total = alignment.figures.used, len(states)
    if states.count("told") == total:
        return GistClause("copy", {})
    is_first = "left_out" not in states[:used] and used < total
    if is_first and used == 1:
        return GistClause("opening", {"total": total})
    return GistClause("first" if is_first else "same", {"used": used, "total": total})


def _worst(
    compared: Sequence[PageSentence], alignment: Alignment, sources: Sequence[Article]
) -> GistClause | None:
    """Word the most alarming sentence that differs, or count those that do.

    What differs from a text found besides the original does not count: it may be another report.
    """
    searched = {source.source for source in alignment.further if source.found_by}
    accused = [
        sentence
        for sentence in compared
        if _is_accused(sentence)
        and not any(entry.source in searched for entry in sentence.elsewhere)
    ]
    if not accused:
        return None
    differing = [sentence for sentence in accused if sentence.state == "changed"]
    whole = [sentence for sentence in accused if ends_as_sentence(alignment.page[sentence.index])]
    worst = max(whole or accused, key=lambda each: (each in differing, each.concern))
    clause = _gravest_clause(worst, alignment) if whole else None
    if not clause and differing:
        clause = GistClause("differs", {"count": len(differing)}, worst.index)
    is_one_of_several = any(source.source not in searched for source in alignment.further)
    if not clause or not is_one_of_several:
        return clause
    number = worst.elsewhere[0].source if worst.elsewhere else 0
    return _of_several(clause, number, sources)


def _is_accused(sentence: PageSentence) -> bool:
    """Whether a sentence differs, or is found in part with a value that no original has."""
    if sentence.state == "changed":
        return True
    is_lacking = any(change.is_sure and not change.source for change in sentence.changes)
    return sentence.state == "partly" and is_lacking


def _gravest_clause(sentence: PageSentence, alignment: Alignment) -> GistClause | None:
    """Word the gravest sure change of a sentence; None where its words can't be named."""
    displayed = sentence.elsewhere[0] if sentence.elsewhere else sentence
    sure = [change for change in displayed.changes if change.is_sure]
    if not sure:
        return None
    gravest = min(sure, key=lambda change: KIND_GRAVITY[change.kind])
    clause = _named(gravest, sentence.index, displayed, alignment)
    if clause and alignment.further and _is_in_any(str(clause.params["page"]), alignment):
        return None  # another original may have these very words
    return clause


def _named(
    change: Change, index: int, displayed: PageSentence | Elsewhere, alignment: Alignment
) -> GistClause | None:
    """Word a change by the words of both sides; None where they are long, or not sure enough.

    Both sides of numbers and of "not" are right often enough, in near copies. Elsewhere a
    number or name is only said to be the page's own, if no original has its words.
    """
    if not change.page:
        return None
    page = change.page.text.strip()
    source = change.source.text.strip() if change.source else None
    if not 0 < len(page) <= _LONGEST or (source is not None and not 0 < len(source) <= _LONGEST):
        return None
    is_in_any = change.kind in _OWN_KINDS and _is_in_any(page, alignment)
    if change.source and not _is_sure_of_both(change, displayed):
        if change.kind not in _OWN_KINDS or is_in_any:
            return None
        source = None
    if change.kind == "number" and is_in_any:
        return None  # of something else
    is_plain = change.kind in _PLAIN_KINDS
    if source is None:
        return GistClause("only", {"page": page}, index) if is_plain else None
    is_not = change.kind == "negation" and not change.params.get("code")
    page_words, source_words = page.casefold(), source.casefold()
    # "not used" for "used"
    if page_words == source_words or (is_not and source_words not in page_words):
        return None
    return GistClause("says" if is_plain else "words", {"page": page, "source": source}, index)


def _is_sure_of_both(change: Change, displayed: PageSentence | Elsewhere) -> bool:
    """Whether both sides of a change can be said of a near copy of the best source sentence."""
    if change.kind in _NEVER_BOTH_SIDES or displayed.shared is not None:
        return False
    sources = displayed.source if isinstance(displayed, PageSentence) else displayed.sentences
    return change.source is not None and change.source.sentence in sources[:1]


def _of_several(clause: GistClause, number: int, sources: Sequence[Article]) -> GistClause:
    """Return a clause on an original of several, with publisher, site or letter for its words."""
    if clause.code not in ("says", "words"):  # clauses with the words of an original
        return replace(clause, code=f"{clause.code}_any")
    name = None
    if number < len(sources):
        source = sources[number]
        name = source.publisher or (host_of(source.url or "") or "").removeprefix("www.")
    if not name or len(name) > _LONGEST:
        name = _LETTERS[number]
    return replace(clause, code=f"{clause.code}_by", params={**clause.params, "name": name})


def _relation(verdict: Verdict) -> GistClause | None:
    """Word whose report a page retells. "Nothing differs" would be wrong too often."""
    if verdict.answer != "retells":
        return None
    names = [credit.name for credit in verdict.basis.credits if credit.role == "basis"]
    if verdict.basis.kind != "compiles" and 0 < len(names[0] if names else "") <= _LONGEST:
        return GistClause("retells", {"name": names[0]})
    return GistClause("retells_it", {})


def _is_in_any(said: str, alignment: Alignment) -> bool:
    """Whether an original has these whole words in a row: "24", which 2014 has not."""
    texts = chain(alignment.source, *(source.sentences for source in alignment.further))
    row = _row(said)
    return any(row in _row(text) for text in texts)


def _row(text: str) -> str:
    return f" {' '.join(plain_words(text))} "
