"""Measures how much of a page's information and wording a candidate has.

Across languages, names are the same only where both use one script; small numbers and years are in
every article.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from server.align import TextPair
from server.language.scripts import script_of


def share(part: float, whole: float) -> float:
    """Return `part` of `whole`, 0..1; a share of nothing is 1."""
    return round(min(1.0, part / whole), 4) if whole else 1.0


def held(texts: TextPair, terms: Collection[str]) -> float:
    """Return the share of the information of `terms` that the candidate has."""
    weights = texts.weights
    return share(weights.mass(set(terms) & texts.source_terms), weights.mass(terms))


def facts(texts: TextPair, statements: Iterable[int]) -> frozenset[str]:
    """Return the page's terms that are mostly written as names, or as numbers."""
    marked: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for index in statements:
        sentence = texts.page.sentences[index]
        for place, word in enumerate(texts.page.words[index]):
            first = sentence[word.start : word.start + 1]
            marked[word.term] += (place > 0 and first.isupper()) or first.isdigit()
            low[word.term] += first.islower()
    return frozenset(term for term in marked if term and marked[term] > low[term])


def runs(texts: TextPair, statements: Iterable[int], length: int) -> float:
    """Return the share of the page's runs of `length` words that the candidate has."""
    source_runs = {run for line in texts.source.plains for run in _grams(line, length)}
    page_runs = [run for index in statements for run in _grams(texts.page.plains[index], length)]
    return share(sum(run in source_runs for run in page_runs), len(page_runs))


def _grams(plains: list[str], length: int) -> list[tuple[str, ...]]:
    starts = range(max(1, len(plains) - length + 1))
    return [tuple(plains[at : at + length]) for at in starts]


_EVERYWHERE = re.compile(r"[0-9]{1,2}|(?:19|20)[0-9]{2}")


def comparable(terms: Collection[str], others: Collection[str]) -> frozenset[str]:
    """Return the names and distinctive numbers that the other text could have."""
    scripts = {_script(term) for term in others}
    return frozenset(
        term
        for term in terms
        if term
        and not _EVERYWHERE.fullmatch(term)
        and (_is_number(term) or _script(term) in scripts)
    )


def _is_number(term: str) -> bool:
    return term[:1] in "-0123456789"


def _script(term: str) -> str:
    """Return the script of a term's first letter: LATIN, CYRILLIC, HANGUL."""
    return script_of(term[:1]) if term else ""
