"""How much of a page's information a candidate holds, by kinds of terms and with some leniency."""

from collections import Counter
from collections.abc import Collection, Iterable

from server.align.sentence_pair import Texts

_BEGINNING = 5  # letters that "Europe" and "European" share


def share(part: float, whole: float) -> float:
    """`part` of `whole`, 0..1; a share of nothing is 1."""
    return round(min(1.0, part / whole), 4) if whole else 1.0


def held(texts: Texts, terms: Collection[str]) -> float:
    """Share of the information of `terms` that the candidate has."""
    weights = texts.weights
    return share(weights.mass(set(terms) & texts.source_terms), weights.mass(terms))


def held_softly(texts: Texts, told: Iterable[int]) -> float:
    """The same of the page's terms, words that begin alike counting as one."""
    softly: dict[str, bool] = {}
    for index in told:
        for word in texts.page.words[index]:
            if word.term and word.term not in softly:
                softly[word.term] = word.term in texts.source_terms or (
                    len(word.plain) >= _BEGINNING
                    and word.plain[:_BEGINNING] in texts.source_beginnings
                )
    weights = texts.weights
    return share(
        weights.mass(term for term, is_held in softly.items() if is_held), weights.mass(softly)
    )


def facts(texts: Texts, told: Iterable[int]) -> frozenset[str]:
    """The page's terms that are mostly written as names, or as numbers."""
    marked: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for index in told:
        sentence = texts.page.sentences[index]
        for place, word in enumerate(texts.page.words[index]):
            first = sentence[word.start : word.start + 1]
            marked[word.term] += (place > 0 and first.isupper()) or first.isdigit()
            low[word.term] += first.islower()
    return frozenset(term for term in marked if term and marked[term] > low[term])
