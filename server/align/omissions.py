"""Source sentences and pieces that the page leaves out, most important first."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from server.align.account import content_words, share_on_page
from server.align.facts import SentenceFacts
from server.align.pair import TextPair
from server.language.data import section
from server.model import AccountEntry, LeftOut, Span, linear_models
from server.text.names import is_general_knowledge, is_title
from server.text.quantity import Quantity
from server.text.quotations import is_work
from server.text.statements import cues

_WHY = {  # the first one that fits; "detail" has no reason that a reader would give
    "answer": "It gives a denial or a reply.",
    "cause": "It says why.",
    "money": "It names a sum of money.",
    "quote": "It quotes someone.",
    "number": "It gives figures.",
    "name": "It names {name}, the page does not.",
    "detail": "",
}
WHY_CODES = tuple(_WHY)
LEARNED = ("late", "weight", "central")  # weighed by left_out.json
_LONGEST_TITLE = 4  # words in quotation marks that may be a title
# "2- Mind the rules", "Step 2: Mind them", an address: no figures of the report.
_NO_FIGURES = re.compile(r"^\W*(?:\w+ )?\d{1,2}\s?[-–—.:)]\s|(?:https?://|www\.)\S+")


def rank_left_out(
    texts: TextPair, account: Sequence[AccountEntry], page_terms: frozenset[str]
) -> list[LeftOut]:
    """Rank what an account says is left out by importance; `page_terms` are the page's terms.

    Of an `in_part` sentence its missing pieces are ranked. A page that rests on some sentences
    says what is central in other words. What only repeats a left-out sentence comes after others.
    """
    centrality = centrality_of(texts)
    is_used = any(entry.told_by for entry in account)
    scored = []
    for entry in account:
        index = entry.source
        for span in [None] if entry.state == "left_out" else entry.rest:
            # Content words: "he said on Twitter" has fewer.
            signs = signs_of(texts, index, centrality) | {
                "told": share_on_page(texts, index, page_terms),
                "short": float(content_words(texts, index) < 5),
                "listed": float(span is not None),
                "central_told": centrality[index] if is_used else 0.0,
            }
            if span:
                inside = texts.source.lines[index].inside(span.start, span.end)
                signs["weight"] = math.log1p(texts.weights.mass({word.term for word in inside}))
            why_code, why = next(_reasons(texts, index, page_terms, span))
            scored.append((-importance(signs), index, LeftOut(index, 0, why, why_code, span)))
    scored.sort(key=lambda each: each[:2])
    ranked = _repeats_last(texts, [one for *_, one in scored])
    first = {one.why: one for one in reversed(ranked) if one.why_code == "name"}
    told = (
        one if first.get(one.why, one) is one  # else an earlier one named the same
        else replace(one, why=_WHY["detail"], why_code="detail")
        for one in ranked
    )  # fmt: skip
    return [replace(one, rank=rank) for rank, one in enumerate(told, start=1)]


def _repeats_last(texts: TextPair, ranked: Sequence[LeftOut]) -> list[LeftOut]:
    """Move sentences that have little but the terms of an earlier one to the end."""
    first: list[LeftOut] = []
    repeats: list[LeftOut] = []
    for entry in ranked:
        terms = texts.source.terms[entry.source]
        # Left-out sentences that a later one may repeat.
        again = entry.span is None and any(
            # of function words too: quick to see that it does not
            2 * len(terms & earlier) >= len(terms)
            and share_on_page(texts, entry.source, earlier) >= 0.7
            for earlier in (texts.source.terms[one.source] for one in first[:20])
        )
        (repeats if again else first).append(entry)
    return first + repeats


def importance(signs: Mapping[str, float]) -> float:
    """Return how likely a summary includes a sentence, as log-odds without bias."""
    return linear_models("server.align", "left_out.json")["left_out"].log_odds(signs)


def signs_of(texts: TextPair, index: int, centrality: Sequence[float]) -> dict[str, float]:
    """Return how late a source sentence is, its weight and its centrality."""
    signs = math.log1p(index), math.log1p(texts.source_weights[index]), centrality[index]
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


def _reasons(
    texts: TextPair, index: int, page_terms: frozenset[str], span: Span | None
) -> Iterator[tuple[str, str]]:
    """Yield codes of `WHY_CODES`, in their order, with the reason's words, for a piece or all."""
    line = texts.source.lines[index]
    start, end = (span.start, span.end) if span else (0, len(line.text))
    plains = [word.plain for word in line.inside(start, end)]
    if cues("answers", plains, line.language):
        yield "answer", _WHY["answer"]
    if cues("causes", plains, line.language):
        yield "cause", _WHY["cause"]
    figures = [q for q in _figures(line) if start <= q.start < end]
    if any(quantity.is_money for quantity in figures):
        yield "money", _WHY["money"]
    if any(
        sum(max(start, first) <= word.start < min(end, last) for word in line.words)
        > _LONGEST_TITLE
        and not is_work(line.text[first:last])
        for first, last in line.quotations
    ):
        yield "quote", _WHY["quote"]
    if figures:
        yield "number", _WHY["number"]
    if name := _new_name(texts, line, page_terms, start, end):
        yield "name", _WHY["name"].replace("{name}", name)
    yield "detail", _WHY["detail"]


def _figures(line: SentenceFacts) -> Iterator[Quantity]:
    """Yield the numbers of a sentence, without dates, those of titles, and its own in a list."""
    apart = [found.span() for found in _NO_FIGURES.finditer(line.text)]
    apart += [
        (first, last)
        for first, last in line.quotations
        if len(line.inside(first, last)) <= _LONGEST_TITLE or is_work(line.text[first:last])
    ]
    for quantity in line.quantities:
        is_apart = any(first <= quantity.start < last for first, last in apart)
        if quantity.firm and not (quantity.is_date or is_apart):
            yield quantity


def _new_name(
    texts: TextPair, line: SentenceFacts, page_terms: frozenset[str], begin: int, end: int
) -> str:
    """Return the first name of two words or more, from `begin` to `end`, that the page lacks.

    A title or "Aunt" is no part of it, and a country is known without being named.
    """
    words, language = line.words, line.language
    roles = section(language or "en", "series").get("role", "").replace("|", " ").split()
    for start, last in line.names:
        if not begin <= words[start].start < end:
            continue
        initials = "".join(plain[0] for plain in line.plains[start : last + 1])
        if any(is_general_knowledge(name, language) for name in (words[last].plain, initials)):
            continue
        opens = words[start].plain  # "But" of "But Solund Lines"
        first = start + (not texts.weights[words[start].term] or opens in roles or is_title(opens))
        known = texts.source.term_places.get(words[last].term, ())
        is_new = all(word.term not in page_terms for word in words[first : last + 1])
        # Sentences that name someone who matters to the story.
        if last > first and is_new and len(known) >= 2:
            return line.text[words[first].start : words[last].end].removesuffix("'s")
    return ""
