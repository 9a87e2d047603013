"""Two texts side by side: where each sentence of the page comes from, and what differs.

prepare -> verbatim sentences -> path or cover -> label -> changes -> left out, figures
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from server.align.changes.detect_changes import Compared, compared
from server.align.changes.rewording import shared_words
from server.align.changes.statements import drops_qualifier
from server.align.changes.unsupported import missing_spans
from server.align.cross_lingual import alike, anchored, meant_by
from server.align.figures import figures_of
from server.align.findings import finding_of, parts_of
from server.align.matching.assign import place
from server.align.matching.cover import FurtherSources
from server.align.matching.similarity import LexicalSimilarity, Similarity
from server.align.matching.verbatim import find_verbatim
from server.align.omissions import WHY_CODES, is_on_page, rank_left_out
from server.align.priority import Source, concern_of
from server.align.sentence_pair import SentencePair
from server.align.source_index import SourceIndex
from server.align.texts import (
    MOST_SENTENCES,
    MOST_WORDS,
    Text,
    is_blank,
    is_cut,
    is_furniture,
    languages_of,
    prepare,
)
from server.language import vectors
from server.model import Alignment, LeftOut, PageSentence, Warning
from server.text.weights import Weights

__all__ = ["WHY_CODES", "Text", "align", "containment", "prepared", "remarks"]


_MOST_CALLED = 3  # content words of an exclamation that states nothing
_LEXICAL = LexicalSimilarity()


def align(page: Text, source: Text, similarity: Similarity = _LEXICAL) -> Alignment:
    """Every sentence of `page` over the sentences of `source` it comes from.

    `similarity` finds those. Empty sentences are boilerplate in the page, and no part of the
    source. Only the first `MOST_SENTENCES` of either text are looked at; `remarks` says so.
    """
    texts = prepared(page, source)
    verbatim = find_verbatim(texts.page, texts.source, texts.weights)
    notes = _notes(texts, verbatim)
    verbatim = {
        index: at
        for index, at in verbatim.items()
        if index not in notes and not drops_qualifier(texts, index, at[0])
    }
    order, placed, anywhere, matrix = place(texts, similarity, verbatim, notes)
    meant = {index: at for index, at in meant_by(page, source).items() if index not in notes}
    for index, sources in enumerate(placed):
        at = meant.get(index)
        placed[index] = [at.source] if at else alike(page, source, index, sources)
    known, in_order = Source(texts), order == "monotone"
    further = FurtherSources(texts.source.terms, texts.weights, texts.page.terms)

    def judged(index: int) -> PageSentence:
        sources = placed[index]
        similar = meant[index].similarity if index in meant else None
        more = further.beside(texts.page.terms[index], sources) if similar is None else ()
        listed = tuple(sources), tuple(more), tuple(anywhere[index])
        pair = SentencePair(texts, index, *listed)
        held = similarity.held(texts, index, matrix[index], pair.sources, pair.listed)
        if similar is not None:
            held = held._replace(share=similar)
        found = compared(
            pair,
            known,
            held,
            similarity.thresholds,
            in_order=in_order,
            by_meaning=similar is not None,
        )
        return _boilerplate(index) if _is_exclamation(found) else _judged(found)

    sentences = [
        _boilerplate(index)
        if index in notes
        else _verbatim(index, placed[index])
        if index in verbatim
        else judged(index)
        for index in range(len(texts.page))
    ]
    listed = {j for sentence in sentences for j in sentence.source}
    left_out = _left_out(texts, _used(sentences, placed), listed)
    return Alignment(
        order=order,
        sentences=sentences,
        left_out=left_out,
        figures=figures_of(sentences, left_out, texts.source),
        page=texts.page.sentences,
        source=texts.source.sentences,
    )


def _notes(texts: SourceIndex, verbatim: Collection[int]) -> set[int]:
    """The page sentences that say nothing of the matter."""
    return {
        index
        for index, sentence in enumerate(texts.page.sentences)
        if index in texts.page.text.notes
        or is_blank(sentence)
        or (index not in verbatim and is_furniture(sentence, texts.page.language))
    }


def _left_out(texts: SourceIndex, used: Collection[int], listed: Collection[int]) -> list[LeftOut]:
    """What the source has beside the sentences `used`, ranked; `listed` bear out a word."""
    page_terms = frozenset().union(*texts.page.terms)
    unused = [
        j
        for j, sentence in enumerate(texts.source.sentences)
        if j not in used and not is_blank(sentence) and not is_on_page(texts, j, page_terms)
    ]
    return rank_left_out(texts, unused, page_terms, listed)


def _is_exclamation(found: Compared) -> bool:
    """Whether it is a few words that call out and state nothing: "Sure!", "Spoiler alert!"."""
    pair = found.pair
    calls = found.label == "not_found" and pair.sentence.rstrip().endswith(("!", "！"))
    telling = sum(pair.is_content(at) for at in range(len(pair.words)))
    facts = any(change.kind != "name" for change in found.changes)
    return calls and telling <= _MOST_CALLED and not facts


def _used(sentences: Sequence[PageSentence], placed: Sequence[Sequence[int]]) -> set[int]:
    """The source sentences that page sentences come from.

    Those that only bear out a word of one are not used by it.
    """
    return {j for s in sentences if s.source for j in (*placed[s.index], s.source[0])}


def containment(page: Text, source: Text) -> float:
    """Share of the page's information that is in the source: weight of its terms, 0..1."""
    texts = prepared(page, source)
    notes = page.notes
    page_terms = frozenset().union(*(t for i, t in enumerate(texts.page.terms) if i not in notes))
    whole = texts.weights.mass(page_terms)
    return round(texts.weights.mass(page_terms & texts.source_terms) / whole, 4) if whole else 0.0


def remarks(page: Text, source: Text) -> list[Warning]:
    """What the reader of an alignment of the two should know: cuts, languages that differ."""
    found = [*_cuts("page", page), *_cuts("source", source)]
    page_side, source_side = languages_of(page, source)
    if page_side != source_side:
        found.append(_languages_differ(page_side, source_side, by_meaning=page.vectors is not None))
    return found


def _languages_differ(
    page_side: str | None, source_side: str | None, *, by_meaning: bool
) -> Warning:
    """The warning for texts in two languages: what was compared, and which is not covered."""
    params: dict[str, Any] = {"page": page_side, "source": source_side}
    sides = [side for side in (page_side, source_side) if side and not vectors.covers(side)]
    if by_meaning:
        params["compared"] = "meaning"
        says = "sentences were placed by meaning, names and numbers compared."
    else:
        params["compared"] = "names"
        says = "only names and numbers were compared."
    if sides and vectors.is_installed():
        params["not_covered"] = sides
        says += f" The extra `languages` does not cover {' and '.join(sides)}."
    differ = f"The page is in another language ({page_side}) than the source ({source_side})"
    return Warning("/problems/languages_differ", "align", f"{differ}: {says}", params=params)


def _cuts(name: str, text: Text) -> Iterator[Warning]:
    """Warnings for what of a text was not compared."""
    count = len(text.sentences)
    if count > MOST_SENTENCES:
        detail = f"The {name} has {count} sentences; only its first {MOST_SENTENCES} were compared."
        params = {"text": name, "sentences": count, "compared": MOST_SENTENCES}
        yield Warning("/problems/text_cut", "align", detail, params=params)
    if cut := sum(map(is_cut, text.sentences[:MOST_SENTENCES])):
        detail = (
            f"Of {cut} sentences of the {name} only the first {MOST_WORDS} words were compared."
        )
        params = {"text": name, "cut_sentences": cut, "compared_words": MOST_WORDS}
        yield Warning("/problems/text_cut", "align", detail, params=params)


def prepared(page: Text, source: Text) -> SourceIndex:
    """The two texts ready to be compared, in one language or by names and numbers only."""
    page_side, source_side = languages_of(page, source)
    same = page_side == source_side
    one, other = prepare(page, page_side), prepare(source, source_side)
    if not same:
        one, other = anchored(one), anchored(other)
    weights = Weights(one.language if same else None, [*other.terms, *one.terms])
    return SourceIndex(one, other, weights, same)


def _boilerplate(index: int) -> PageSentence:
    shown = finding_of("boilerplate", [])
    return PageSentence(
        index, "boilerplate", [], 0.0, 0.0, [], [], finding=shown.finding, heading=shown.heading
    )


def _verbatim(index: int, source: list[int]) -> PageSentence:
    shown = finding_of("verbatim", [])
    return PageSentence(
        index, "verbatim", source, 1.0, 0.0, [], [], finding=shown.finding, heading=shown.heading
    )


def _judged(found: Compared) -> PageSentence:
    shown = finding_of(found.label, found.changes)
    return PageSentence(
        index=found.pair.index,
        label=found.label,
        source=list(found.pair.listed),
        score=round(found.share, 4),
        concern=concern_of(found.odds, found.changes),
        missing=missing_spans(found.pair),
        changes=found.changes,
        shared=shared_words(found.pair),
        finding=shown.finding,
        heading=shown.heading,
        parts=parts_of(found.pair),
    )
