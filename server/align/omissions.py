"""Source sentences and pieces that the page leaves out, most important first."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from server.align.account import content_words, share_on_page
from server.align.facts import SentenceFacts
from server.align.pair import TextPair
from server.align.references import antecedent
from server.language.data import section
from server.model import AccountEntry, LeftOut, Span, linear_models
from server.text.names import Run, is_general_knowledge, is_title
from server.text.quantity import Quantity
from server.text.quotations import is_work
from server.text.statements import cues
from server.text.tokens import Extent
from server.text.units import conventions

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

_LEAD = 2  # sentences that say what happened
_MOSTLY_TOLD = 0.5  # share of a sentence's weight on the page
_QUESTION_MARKS = ("?", "？", "؟")
_SHORT = 5  # content words: "he said on Twitter" has fewer
_LONGEST_TITLE = 4  # words in quotation marks that may be a title
_FEWEST_MENTIONS = 2  # sentences that name someone who matters to the story
_FEWEST_USES = 2  # sentences with "Survivor 45", whose number is part of the name
# "2- Mind the rules", "Step 2: Mind them", an address: no figures of the report.
_NO_FIGURES = re.compile(r"^\W*(?:\w+ )?\d{1,2}\s?[-–—.:)]\s|(?:https?://|www\.)\S+")
_OLDEST = 120  # years of a person
_APART = re.compile(r", \d{1,3}[,.]")  # the 36 of "Tilda Marsh, 36, of Brevik"

# Where one sentence repeats another.
_REPEATED = 0.7  # share of its weight that the other has
_MOST_REPEATED = 20  # left-out sentences, the first ones, that a later one may repeat

# What makes a term central.
_MOST_SHARING = 10  # other sentences with it that count
_USUAL_TERMS = 8  # of a sentence; a shorter one is as if it had them


def rank_left_out(
    texts: TextPair, account: Sequence[AccountEntry], page_terms: frozenset[str]
) -> list[LeftOut]:
    """Rank what an account says is left out by importance; `page_terms` are the page's terms.

    Of a sentence that is told in part, the missing pieces are ranked. What is central, a page that
    rests on some sentences says in other words. What only repeats a left-out sentence comes last.
    """
    centrality, numbered_names = centrality_of(texts), _numbered_names(texts)
    is_used = any(entry.told_by for entry in account)
    stated = [entry.source for entry in account if entry.state != "aside"]
    asides = {entry.source for entry in account if entry.state == "aside"}
    lead = set(stated[:_LEAD])
    scored: list[tuple[float, LeftOut]] = []
    for entry in account:
        index = entry.source
        spans = [None] if entry.state == "left_out" else entry.rest
        if not spans:
            continue
        line = texts.source.lines[index]
        share_told = share_on_page(texts, index, page_terms)
        is_short = content_words(texts, index) < _SHORT
        signs = signs_of(texts, index, centrality) | {
            "told": share_told,
            "lead": float(index in lead and share_told < _MOSTLY_TOLD and not is_short),
            "answer": float(bool(line.cues("answers"))),
            "figures": float(any(_figures(line, numbered_names))),
            "name": float(bool(line.names)),
            "question": float(line.text.rstrip().endswith(_QUESTION_MARKS)),
            "short": float(is_short),
            "listed": float(entry.state != "left_out"),
            "central_told": centrality[index] if is_used else 0.0,
        }
        for span in spans:
            if span:
                words = line.inside(span.start, span.end)
                weight = texts.weights.mass({word.term for word in words})
                signs["weight"] = math.log1p(weight)
            why_code, why = next(_reasons(texts, index, page_terms, span, numbered_names))
            about = None if span else antecedent(texts.source.lines, asides, index)
            scored.append((importance(signs), LeftOut(index, 0, why, why_code, span, about)))
    scored.sort(key=lambda pair: (-pair[0], pair[1].source))
    ranked = _repeats_last(texts, [left_out for _, left_out in scored])
    return [
        replace(left_out, rank=rank)
        for rank, left_out in enumerate(_each_name_once(ranked), start=1)
    ]


def importance(signs: Mapping[str, float]) -> float:
    """Return how likely a summary includes a sentence, as log-odds without bias."""
    return linear_models("server.align", "left_out.json")["left_out"].log_odds(signs)


def signs_of(texts: TextPair, index: int, centrality: Sequence[float]) -> dict[str, float]:
    """Return how late a source sentence is, its weight and its centrality."""
    late, weight = math.log1p(index), math.log1p(texts.source_weights[index])
    return dict(zip(LEARNED, (late, weight, centrality[index]), strict=True))


def centrality_of(texts: TextPair) -> list[float]:
    """Return how many others share each source sentence's terms, 1 for the most central."""
    counts = Counter(chain.from_iterable(texts.source.terms))
    worth = {
        term: texts.weights[term] * min(count - 1, _MOST_SHARING) for term, count in counts.items()
    }
    shared = [
        sum(worth[term] for term in sorted(terms)) / max(len(terms), _USUAL_TERMS)
        for terms in texts.source.terms
    ]
    highest = max(shared, default=0.0) or 1.0
    return [value / highest for value in shared]


def _repeats_last(texts: TextPair, ranked: Sequence[LeftOut]) -> list[LeftOut]:
    """Move sentences that have little but the terms of an earlier one to the end."""
    first: list[LeftOut] = []
    repeats: list[LeftOut] = []
    for entry in ranked:
        earlier = [other.source for other in first[:_MOST_REPEATED]]
        is_repeat = entry.span is None and any(
            _repeats(texts, entry.source, other) for other in earlier
        )
        (repeats if is_repeat else first).append(entry)
    return first + repeats


def _repeats(texts: TextPair, index: int, other: int) -> bool:
    """Whether a source sentence has little but the terms of another one."""
    terms, other_terms = texts.source.terms[index], texts.source.terms[other]
    # With function words too: quick to see that it does not.
    if 2 * len(terms & other_terms) < len(terms):
        return False
    return share_on_page(texts, index, other_terms) >= _REPEATED


def _each_name_once(ranked: Sequence[LeftOut]) -> Iterator[LeftOut]:
    """Yield the entries, of those that name the same only the first for its name."""
    listed_names: set[str] = set()
    for entry in ranked:
        if entry.why_code != "name":
            yield entry
        elif entry.why in listed_names:
            yield replace(entry, why=_WHY["detail"], why_code="detail")
        else:
            listed_names.add(entry.why)
            yield entry


def _reasons(
    texts: TextPair,
    index: int,
    page_terms: frozenset[str],
    span: Span | None,
    numbered_names: frozenset[tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    """Yield codes of `WHY_CODES`, in their order, with the reason's words, for a piece or all."""
    line = texts.source.lines[index]
    piece = Extent(span.start, span.end) if span else Extent(0, len(line.text))
    plains = [word.plain for word in line.inside(*piece)]
    if cues("answers", plains, line.language):
        yield "answer", _WHY["answer"]
    if cues("causes", plains, line.language):
        yield "cause", _WHY["cause"]
    figures = [
        figure
        for figure in _figures(line, numbered_names)
        if piece.start <= figure.start < piece.end
    ]
    if any(figure.is_money for figure in figures):
        yield "money", _WHY["money"]
    if _quotes(line, piece):
        yield "quote", _WHY["quote"]
    if figures:
        yield "number", _WHY["number"]
    if name := _new_name(texts, line, page_terms, piece):
        yield "name", _WHY["name"].replace("{name}", name)
    yield "detail", _WHY["detail"]


def _quotes(line: SentenceFacts, piece: Extent) -> bool:
    """Whether a piece of a sentence has quoted words that are not a title."""
    for start, end in line.quotations:
        first, stop = max(piece.start, start), min(piece.end, end)
        count = sum(first <= word.start < stop for word in line.words)
        if count > _LONGEST_TITLE and not is_work(line.text[start:end]):
            return True
    return False


def _figures(line: SentenceFacts, numbered_names: frozenset[tuple[str, str]]) -> Iterator[Quantity]:
    """Yield the numbers of a sentence, without dates, those of names, and its own in a list."""
    ignored = [match.span() for match in _NO_FIGURES.finditer(line.text)]
    for start, end in line.quotations:
        if len(line.inside(start, end)) <= _LONGEST_TITLE or is_work(line.text[start:end]):
            ignored.append((start, end))
    for quantity in line.quantities:
        is_ignored = any(start <= quantity.start < end for start, end in ignored)
        is_figure = quantity.firm and not (
            quantity.is_date or is_ignored or _is_age(line, quantity)
        )
        if is_figure and _numbered_name(line, quantity) not in numbered_names:
            yield quantity


def _is_age(line: SentenceFacts, quantity: Quantity) -> bool:
    """Whether a number is somebody's age: "36 years old", or "Tilda Marsh, 36, of Brevik"."""
    if line.plains[quantity.last] in conventions(line.language).aged:
        return True
    is_apart = _APART.fullmatch(line.text[max(0, quantity.start - 2) : quantity.end + 1])
    is_behind_name = quantity.first > 0 and line.is_name(quantity.first - 1)
    return bool(is_apart) and is_behind_name and quantity.value <= _OLDEST


def _numbered_names(texts: TextPair) -> frozenset[tuple[str, str]]:
    """Return the names with their numbers that the source says again: "Survivor 45"."""
    counts = Counter[tuple[str, str]]()
    for line in texts.source.lines:
        counts.update(
            {name for name in map(partial(_numbered_name, line), line.quantities) if name}
        )
    return frozenset(name for name, count in counts.items() if count >= _FEWEST_USES)


def _numbered_name(line: SentenceFacts, quantity: Quantity) -> tuple[str, str] | None:
    """Return the capitalised word before a number, and the number."""
    if not 0 < quantity.first < len(line.words):
        return None
    name, number = line.words[quantity.first - 1 : quantity.first + 1]
    return (name.term, number.term) if line.text[name.start].isupper() else None


def _new_name(
    texts: TextPair, line: SentenceFacts, page_terms: frozenset[str], piece: Extent
) -> str:
    """Return the first name of two words or more, in a piece, that the page lacks; "" for none.

    A title or "Aunt" is not a part of it, and a country is known without being named.
    """
    words = line.words
    for name in line.names:
        if not piece.start <= words[name[0]].start < piece.end or _is_known_to_all(line, name):
            continue
        first, last = _without_title(texts, line, name)
        mentions = texts.source.term_places.get(words[last].term, ())
        is_new = all(word.term not in page_terms for word in words[first : last + 1])
        is_new = is_new and not _is_abbreviated(texts, line, (first, last))
        if last > first and is_new and len(mentions) >= _FEWEST_MENTIONS:
            return line.text[words[first].start : words[last].end].removesuffix("'s")
    return ""


def _is_abbreviated(texts: TextPair, line: SentenceFacts, name: Run) -> bool:
    """Whether the page has a name's initials: "CDC" for "Centers for Disease Control"."""
    first, last = name
    if first > 1 and line.is_capital(first - 2) and not line.is_capital(first - 1):
        first -= 2
    capitals = [index for index in range(first, last + 1) if line.is_capital(index)]
    initials = "".join(line.plains[index][0] for index in capitals)
    return initials in texts.page.vocabulary.plains


def _is_known_to_all(line: SentenceFacts, name: Run) -> bool:
    first, last = name
    initials = "".join(plain[0] for plain in line.plains[first : last + 1])
    return any(
        is_general_knowledge(plain, line.language) for plain in (line.plains[last], initials)
    )


def _without_title(texts: TextPair, line: SentenceFacts, name: Run) -> Run:
    """Return a name without its title, or a word that only opens the sentence."""
    first, last = name
    roles = section(line.language or "en", "series").get("role", "").replace("|", " ").split()
    opening = line.words[first]
    # "But" of "But Solund Lines"
    is_name = texts.weights[opening.term] and opening.plain not in roles
    return (first, last) if is_name and not is_title(opening.plain) else (first + 1, last)
