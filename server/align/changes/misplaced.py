"""Numbers that the page puts into another context than the source.

A number exchanged for another one of the same article is no number that the source lacks. What
shows it are the words around it: those near the number in the page against those around each of
its places in the source, and around the other numbers of the aligned sentences.
"""

from collections.abc import Sequence
from math import log1p
from typing import NamedTuple

from server.align.company import FALLS, Company, company_of
from server.align.sentence_pair import SentencePair
from server.model import linear_models
from server.text.numbers.quantity import Quantity, comparable
from server.text.numbers.value_index import NumberPlace
from server.text.tokens import Word
from server.text.weights import Weights

# Worth of a word on the other side of the number; chosen, misplaced.json weighs the sum.
_OTHER_SIDE = 0.6
_FITS = 0.3  # likeness of company from which another number replaces the page's
_NEARNESS = [[fall * other**0.5 for other in FALLS] for fall in FALLS]
_NEAR = 3  # words in which the word that a number counts is looked for
FEATURES = (  # weighed by misplaced.json, which tests/bench/align/slots_train.py makes
    "own", "rival", "own_kept", "rival_kept", "kept", "gap", "aligned", "same_right",
    "rival_both", "counted", "before", "places", "firm",
)  # fmt: skip


class Slot(NamedTuple):
    """A number of the page among those of the source: its `FEATURES`.

    `rival` is the place of the aligned sentences' other number with the likest company.
    """

    features: tuple[float, ...]
    rival: NumberPlace | None


def likelier(pair: SentencePair, quantity: Quantity) -> NumberPlace | None:
    """Return the source's number whose company the page's has, if that is surely another one.

    Of a number in words it has to be surer.
    """
    alike = _Likeness(pair, quantity)
    best = max(map(alike.of, pair.rivals), default=0.0)
    if best <= _FITS or any(alike.of(place) >= best for place in pair.places(quantity)):
        return None  # no rival's company is likelier than that of each place of the number
    slot = slot_of(pair, quantity, alike)
    model = linear_models(__package__, "misplaced.json")["oddity"]
    own, best = slot.features[:2]
    if slot.rival is None or best <= max(_FITS, own):
        return None
    oddity = model.log_odds(dict(zip(FEATURES, slot.features, strict=True)))
    return slot.rival if oddity >= model.thresholds["figure" if quantity.firm else "word"] else None


class _Likeness(dict[tuple[int, int, int], float]):
    """Measure each likeness of a number's company to one of the source once."""

    def __init__(self, pair: SentencePair, quantity: Quantity) -> None:
        super().__init__()
        self._known, weights = pair.texts.company, pair.texts.weights
        self.company = company_of(pair.words, quantity.first, quantity.last, weights)

    def __missing__(self, key: tuple[int, int, int]) -> float:
        alike = self[key] = _alike(self.company, self._known(*key))
        return alike

    def of(self, place: NumberPlace) -> float:
        """Return the likeness of the company of a number of the source."""
        return self[place.sentence, place.quantity.first, place.quantity.last]


def slot_of(pair: SentencePair, quantity: Quantity, alike: _Likeness | None = None) -> Slot:
    """Compare `quantity` of the page with the numbers of the source."""
    texts, weights = pair.texts, pair.texts.weights
    alike = alike or _Likeness(pair, quantity)
    page_side = alike.company
    counted, before = _neighbours(pair.words, quantity, weights)
    rest = frozenset(
        word.term
        for at, word in enumerate(pair.words)
        if word.term and not quantity.first <= at <= quantity.last and not word.plain[0].isdigit()
    )
    mass = weights.mass(rest) or 1.0
    rival: NumberPlace | None = None
    best = rival_best = covered = 0.0
    aligned = right = both = has_counted = has_before = False
    places = pair.places(quantity)
    for j, source_side in places:
        company = texts.company(j, source_side.first, source_side.last)
        best = max(best, alike[j, source_side.first, source_side.last])
        covered = max(covered, weights.mass(rest & texts.source.terms[j]) / mass)
        aligned |= j in pair.sources
        right |= page_side.right == company.right
        has_counted |= counted in company.terms
        has_before |= before in company.terms
    for j, source_side in pair.rivals:
        company = texts.company(j, source_side.first, source_side.last)
        likeness = alike[j, source_side.first, source_side.last]
        if comparable(quantity, source_side) and (rival is None or likeness > rival_best):
            rival = NumberPlace(j, source_side)
        rival_best = max(rival_best, likeness)
        both |= page_side.left == company.left and page_side.right == company.right
    most = max((weights.mass(rest & texts.source.terms[j]) / mass for j in pair.sources), default=0)
    features = (
        best, rival_best, best * pair.kept, rival_best * pair.kept, pair.kept,
        max(0.0, most - covered), aligned, right, both, has_counted, has_before,
        log1p(len(places)), quantity.firm,
    )  # fmt: skip
    return Slot(tuple(map(float, features)), rival)


def _alike(page_side: Company, source_side: Company) -> float:
    """Return the share of the page's company, near words first, that the source has."""
    whole = shared = 0.0
    for term, (worth, step, side) in page_side.terms.items():
        whole += worth * FALLS[step]
        if other := source_side.terms.get(term):
            shared += worth * _NEARNESS[step][other[1]] * (1.0 if side == other[2] else _OTHER_SIDE)
    return shared / whole if whole else 0.0


def _neighbours(
    words: Sequence[Word], quantity: Quantity, weights: Weights
) -> tuple[str | None, str | None]:
    """Return the first content word after a number, which it counts, and the last before it."""

    def telling(near: Sequence[Word]) -> str | None:
        return next((w.term for w in near if weights[w.term] and not w.plain[0].isdigit()), None)

    after = words[quantity.last + 1 : quantity.last + 1 + _NEAR]
    return telling(after), telling(words[max(0, quantity.first - _NEAR) : quantity.first][::-1])
