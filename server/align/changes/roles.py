"""Two names that have exchanged their places around a verb: who sued whom."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from server.align.changes.make_change import exchange
from server.align.sentence_pair import SentencePair
from server.align.text_pair import TextPair
from server.language.data import section, writing
from server.model import Change
from server.text.aliases import is_title
from server.text.names import Run, names
from server.text.tokens import Word
from server.text.weights import Weights

_FARTHEST = 6  # words between two names around one verb


class _Around(NamedTuple):
    """Two names as runs of words, and the content terms between them.

    `turned`: the second one is who acts, as in "was sued by".
    """

    first: Run
    second: Run
    between: list[str]
    turned: bool


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for two names or words of a near copy that have changed places, and titles."""
    if pair.is_near_copy():
        yield from islice(_names_exchanged(pair), 1)
        if writing(pair.texts.page.language).get("order_tells"):
            yield from _words_exchanged(pair)
        yield from _titles_exchanged(pair)


def _names_exchanged(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for two names around the same words in the other order."""
    texts, source_side = pair.texts, pair.best_words
    named = names(pair.best_sentence, source_side, texts.source.language)
    page_side = names(pair.sentence, pair.words, texts.page.language)
    there = _with_opening(source_side, named, pair.words, page_side)
    others = list(_around(texts, source_side, there))
    here = _with_opening(pair.words, page_side, source_side, named)
    for mine in _around(texts, pair.words, here):
        for other in others:
            if mine.between == other.between and _are_exchanged(
                pair.words, mine, source_side, other
            ):
                runs = (mine.first[0], mine.second[1]), (other.first[0], other.second[1])
                yield exchange(pair, "role", *runs, "exchanged")


def _words_exchanged(pair: SentencePair) -> Iterator[Change]:
    """Yield a change where two words have each the other one's place.

    "A firefighter was rescued by the dog" for "The dog was rescued by a firefighter".
    """
    weights, source_side = pair.texts.weights, pair.best_words
    for one, other in combinations(pair.swaps, 2):
        a, d = (_content(pair.words, swap.page, weights) for swap in (one, other))
        b, c = (_content(source_side, swap.source, weights) for swap in (one, other))
        if a and d and a == c and d == b and a != b:
            places = (one.page[0], other.page[-1]), (one.source[0], other.source[-1])
            yield exchange(pair, "role", *places, "exchanged")


def _content(words: Sequence[Word], run: range, weights: Weights) -> list[str]:
    return [words[at].term for at in run if weights[words[at].term]]


def _titles_exchanged(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for "finance director" where the source has "strategy director".

    The page's word must be nowhere in the source, and the source's nowhere in the page sentence.
    """
    source_side, told = pair.best_words, pair.texts.page.terms[pair.index]
    for mine, other in pair.swaps:
        here, there = mine[-1] + 1, other[-1] + 1
        if not (len(mine) == len(other) == 1 and mine[0] in pair.absent):
            continue
        if here >= len(pair.words) or there >= len(source_side):
            continue
        title, kept = pair.words[here], source_side[there]
        if (
            is_title(title.plain)
            and title.term == kept.term
            and source_side[other[0]].term not in told
        ):
            yield exchange(pair, "role", (mine[0], here), (other[0], there), "rank")


def _with_opening(
    words: Sequence[Word], named: Sequence[Run], others: Sequence[Word], known: Sequence[Run]
) -> list[Run]:
    """Return the names, with the sentence's first word if the other side has it as a name.

    A capital there says nothing by itself.
    """
    terms = {term for run in known for term in _terms(others, run)}
    opens = words[0].term in terms and not any(run[0] == 0 for run in named)
    return [*([(0, 0)] if opens else []), *named]


def _around(texts: TextPair, words: Sequence[Word], named: Sequence[Run]) -> Iterator[_Around]:
    """Yield neighbouring names with a few words between them."""
    agents = (section(texts.page.language or "en", "agents") or "").split()
    for first, second in pairwise(named):
        inside = words[first[1] + 1 : second[0]]
        terms = [word.term for word in inside]
        telling = [term for term in terms if texts.weights[term]]
        turned = not {word.plain for word in inside}.isdisjoint(agents)
        if 0 < len(terms) <= _FARTHEST and any(terms):
            yield _Around(first, second, telling or terms, turned)


def _are_exchanged(
    words: Sequence[Word], mine: _Around, source_side: Sequence[Word], other: _Around
) -> bool:
    """Return whether each name is the other side's opposite one, and neither is its own."""
    a, b = _terms(words, mine.first), _terms(words, mine.second)
    c, d = _terms(source_side, other.first), _terms(source_side, other.second)
    if mine.turned != other.turned:
        c, d = d, c
    return bool(a & d) and bool(b & c) and not a & c and not b & d


def _terms(words: Sequence[Word], run: Run) -> set[str]:
    return {word.term for word in words[run[0] : run[1] + 1] if word.term}
