"""Numbers that the page puts into another context than the source.

A number exchanged for another one of the same article is no number that the source lacks. What
shows it are the words around it: those near the number in the page against those around each of
its places in the source, and around the other numbers of the aligned sentences.
"""

from math import log1p
from typing import NamedTuple

from server.align.sentence_pair import SentencePair
from server.align.text_pair import FALLS, Company
from server.align.texts import MOST_LOOKED_AT
from server.model import linear_models
from server.text.numbers.quantity import NumberPlace, Quantity, comparable

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
    alike, places = _Likeness(pair, quantity), pair.places(quantity)
    if len(places) >= MOST_LOOKED_AT:
        return None  # it may have more, and any of them that company
    best = max(map(alike.of, pair.rivals), default=0.0)
    if best <= _FITS or any(alike.of(place) >= best for place in places):
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
        self._known = pair.texts.company
        self.company = pair.texts.company_of(pair.page.words, quantity.first, quantity.last)

    def __missing__(self, key: tuple[int, int, int]) -> float:
        alike = self[key] = _alike(self.company, self._known(*key))
        return alike

    def of(self, place: NumberPlace) -> float:
        """Return the likeness of the company of a number of the source."""
        return self[place.sentence, place.quantity.first, place.quantity.last]


def slot_of(pair: SentencePair, quantity: Quantity, alike: _Likeness | None = None) -> Slot:
    """Compare `quantity` of the page with the numbers of the source."""
    texts, weights, words = pair.texts, pair.texts.weights, pair.page.words
    alike = alike or _Likeness(pair, quantity)
    page_side = alike.company
    near = words[quantity.last + 1 : quantity.last + 1 + _NEAR], words[: quantity.first][-_NEAR:]
    counted, before = (  # the first content word after a number, and the last before it
        next((w.term for w in side if weights[w.term] and not w.plain[0].isdigit()), None)
        for side in (near[0], near[1][::-1])
    )
    rest = frozenset(
        word.term
        for at, word in enumerate(words)
        if word.term and not quantity.first <= at <= quantity.last and not word.plain[0].isdigit()
    )
    mass = weights.mass(rest) or 1.0

    def share(index: int) -> float:
        return weights.mass(rest & texts.source.terms[index]) / mass

    places = pair.places(quantity)
    companies = [texts.company(j, other.first, other.last) for j, other in places]
    best = max(map(alike.of, places), default=0.0)
    covered = max((share(j) for j in {j for j, _ in places}), default=0.0)
    rivals = [(texts.company(j, q.first, q.last), NumberPlace(j, q)) for j, q in pair.rivals]
    rival = max(
        (place for _, place in rivals if comparable(quantity, place.quantity)),
        key=alike.of, default=None,
    )  # fmt: skip
    rival_best = max((alike.of(place) for _, place in rivals), default=0.0)
    features = (
        best, rival_best, best * pair.kept, rival_best * pair.kept, pair.kept,
        max(0.0, max(map(share, pair.sources), default=0.0) - covered),
        any(j in pair.sources for j, _ in places),
        any(page_side.right == each.right for each in companies),
        any(page_side[1:] == each[1:] for each, _ in rivals),
        any(counted in each.terms for each in companies),
        any(before in each.terms for each in companies),
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
