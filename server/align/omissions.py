"""The source sentences that the page leaves out, most important first."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from server.align.text_pair import TextPair
from server.align.texts import Prepared, is_blank, is_furniture
from server.language.data import section
from server.model import LeftOut, PageSentence, linear_models
from server.text.aliases import is_general_knowledge, is_title
from server.text.names import names
from server.text.quotations import is_work, quotations
from server.text.statement_words import cues

_WHY = {  # the first one that fits; "detail" has no reason that a reader would give
    "note": "It is a note, not a part of the story.",
    "answer": "It gives the other side's answer.",
    "cause": "It says why.",
    "money": "It names a sum of money.",
    "quote": "It quotes someone.",
    "number": "It gives figures.",
    "name": "It names {name}, the page does not.",
    "detail": "",
}
WHY_CODES = tuple(_WHY)
_LOOKED_AT = 20  # left-out sentences that a later one may repeat
LEARNED = ("late", "weight", "central")  # weighed by left_out.json
_SHORT = 5  # content words: "he said on Twitter" has fewer
_ANNOUNCING = {":", "：", ";"}
_STOPS = set(".!。！…।؟۔")
_LONGEST_TITLE = 4  # words in quotation marks that may be a title
_OFTEN = 2  # sentences that name someone who matters to the story
_TOLD = 0.3  # share of a sentence's weight in the page from which the page says it
_REPEATED = 0.7  # and in a left-out sentence before it, from which it repeats that one


def left_out_of(
    texts: TextPair, sentences: Sequence[PageSentence], placed: Sequence[Sequence[int]]
) -> tuple[list[LeftOut], list[int]]:
    """Rank the source sentences that the page does not use, and list those not compared.

    A page sentence uses the sentences it is `placed` at and its best one; other ones that it
    lists only bear out a word of it. Nobody knows what a torn end says, so it counts as used.
    """
    end = {len(texts.source) - 1} & _unfinished(texts)
    used = {j for s in sentences if s.source for j in (*placed[s.index], s.source[0])}
    listed = {j for sentence in sentences for j in sentence.source}
    unused = [
        j
        for j, sentence in enumerate(texts.source.sentences)
        if not (j in used or j in end or is_blank(sentence))
        and not is_on_page(texts, j, texts.page_terms)
    ]
    known = [j for j in unused if texts.is_known(texts.source, j)]
    unknown = [j for j in unused if j not in known] if len(known) < len(unused) else []
    return rank_left_out(texts, known, texts.page_terms, listed), unknown


def rank_left_out(
    texts: TextPair,
    unused: Sequence[int],
    page_terms: frozenset[str],
    listed: Collection[int] = (),
) -> list[LeftOut]:
    """Rank the unused source sentences by importance; `page_terms` are the page's terms.

    `listed` ones bear out a word of a page sentence. A page that rests on some says what is
    central in other words. What only repeats a left-out sentence comes after all others.
    """
    centrality, unfinished = centrality_of(texts), _unfinished(texts)
    reasons: dict[int, tuple[str, str]] = {}
    scored = []
    for index in unused:
        reasons[index] = next(_reasons(texts, index, page_terms))
        signs = signs_of(texts, index, centrality) | {
            "told": share_on_page(texts, index, page_terms),
            "short": float(_content_words(texts, index) < _SHORT),
            "listed": float(index in listed),
            "central_told": centrality[index] if listed else 0.0,
        }
        is_last = reasons[index][0] == "note" or index in unfinished
        scored.append((is_last, -importance(signs), index))
    ranked = _repeats_last(texts, [index for _, _, index in sorted(scored)])
    said = {reasons[index][1]: index for index in reversed(ranked) if reasons[index][0] == "name"}
    for index in ranked:  # that a name is new is said where it is first
        if said.get(reasons[index][1], index) != index:
            reasons[index] = ("detail", _WHY["detail"])
    return [
        LeftOut(source=index, rank=rank, why=reasons[index][1], why_code=reasons[index][0])
        for rank, index in enumerate(ranked, start=1)
    ]


def is_on_page(texts: TextPair, index: int, page_terms: frozenset[str]) -> bool:
    """Return whether the page's other sentences have source sentence `index` and its figures."""
    figures = {term for term in texts.source.terms[index] if term[:1].isdigit()}
    return figures <= page_terms and share_on_page(texts, index, page_terms) >= _TOLD


def share_on_page(texts: TextPair, index: int, page_terms: frozenset[str]) -> float:
    """Return the share of the weight of source sentence `index` in `page_terms`, 0..1."""
    whole, terms = texts.source_masses[index], texts.source.terms[index]
    return texts.weights.mass(terms & page_terms) / whole if whole else 0.0


def _repeats_last(texts: TextPair, ranked: Sequence[int]) -> list[int]:
    """Move sentences whose words an earlier one has to the end."""
    first: list[int] = []
    repeats: list[int] = []
    for index in ranked:
        earlier = (texts.source.terms[other] for other in first[:_LOOKED_AT])
        again = any(_repeats(texts, index, terms) for terms in earlier)
        (repeats if again else first).append(index)
    return first + repeats


def _repeats(texts: TextPair, index: int, earlier: frozenset[str]) -> bool:
    """Return whether source sentence `index` has little but the terms of an earlier one."""
    terms = texts.source.terms[index]
    shared = len(terms & earlier)  # of function words too: quick to see that it does not
    return 2 * shared >= len(terms) and share_on_page(texts, index, earlier) >= _REPEATED


def _content_words(texts: TextPair, index: int) -> int:
    return sum(map(bool, map(texts.weights.__getitem__, texts.source.terms[index])))


def importance(signs: Mapping[str, float]) -> float:
    """Return how likely a summary includes a sentence, as log-odds without bias."""
    return linear_models("server.align", "left_out.json")["left_out"].log_odds(signs)


def signs_of(texts: TextPair, index: int, centrality: Sequence[float]) -> dict[str, float]:
    """Return how late a source sentence is, its weight and its centrality."""
    signs = math.log1p(index), math.log1p(texts.source_masses[index]), centrality[index]
    return dict(zip(LEARNED, signs, strict=True))


def centrality_of(texts: TextPair) -> list[float]:
    """Return how many others share each source sentence's terms, 1 for the most central."""
    counted = Counter(chain.from_iterable(texts.source.terms))
    weights = texts.weights
    worth = {term: weights[term] * min(count - 1, 10) for term, count in counted.items()}
    shared = [
        sum(map(worth.__getitem__, sorted(terms))) / max(len(terms), 8)
        for terms in texts.source.terms
    ]
    highest = max(shared, default=0.0) or 1.0
    return [value / highest for value in shared]


def _reasons(texts: TextPair, index: int, page_terms: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield codes of `WHY_CODES`, in their order, with the reason's words."""
    source = texts.source
    sentence, plains, language = source.sentences[index], source.plains[index], source.language
    if index in source.text.notes or not source.terms[index] or is_furniture(sentence, language):
        yield "note", _WHY["note"]
    if cues("answers", plains, language):
        yield "answer", _WHY["answer"]
    if cues("causes", plains, language):
        yield "cause", _WHY["cause"]
    figures = [q for q in texts.source_quantities[index] if q.firm and not q.is_date]
    if any(quantity.is_money for quantity in figures):
        yield "money", _WHY["money"]
    if _quotes(source, index):
        yield "quote", _WHY["quote"]
    if figures:
        yield "number", _WHY["number"]
    if name := _new_name(texts, index, page_terms):
        yield "name", _WHY["name"].replace("{name}", name)
    yield "detail", _WHY["detail"]


def _unfinished(texts: TextPair) -> set[int]:
    """Return what announces something ("Watch the clip below:"), or is a heading among sentences.

    A heading ends without a full stop where most others have one; of a few words ("Source;") with
    any other sign.
    """
    ends = [sentence.rstrip("\"'”’»)」 ?")[-1:] for sentence in texts.source.sentences]
    has_stops = 2 * sum(end in _STOPS for end in ends) > len(ends)
    return {
        at for at, end in enumerate(ends)
        if end in _ANNOUNCING or (has_stops and end not in _STOPS
                                  and (end.isalnum() or _content_words(texts, at) < _SHORT))
    }  # fmt: skip


def _quotes(source: Prepared, index: int) -> bool:
    """Return whether the sentence quotes more words than a title has."""
    sentence, words = source.sentences[index], source.words[index]
    return any(
        sum(start <= word.start < end for word in words) > _LONGEST_TITLE
        and not is_work(sentence[start:end])
        for start, end in quotations(sentence)
    )


def _new_name(texts: TextPair, index: int, page_terms: frozenset[str]) -> str:
    """Return the first name of two words or more that the page lacks.

    A title or "Aunt" is no part of it, and a country is known without being named.
    """
    source = texts.source
    sentence, words, language = source.sentences[index], source.words[index], source.language
    roles = section(language or "en", "series").get("role", "").replace("|", " ").split()
    for start, last in names(sentence, words, language):
        initials = "".join(word.plain[0] for word in words[start : last + 1])
        if any(is_general_knowledge(name, language) for name in (words[last].plain, initials)):
            continue
        opens = words[start].plain  # "But" of "But Solund Lines"
        first = start + (not texts.weights[words[start].term] or opens in roles or is_title(opens))
        known = texts.term_places.get(words[last].term, ())
        is_new = all(word.term not in page_terms for word in words[first : last + 1])
        if last > first and is_new and len(known) >= _OFTEN:
            return sentence[words[first].start : words[last].end].removesuffix("'s")
    return ""
