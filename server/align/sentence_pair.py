"""A page sentence and its source sentences, the input of every comparison."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Opcode

from server.align.facts import SentenceFacts
from server.align.text_pair import TextPair
from server.text.numbers.quantity import NumberPlace, Quantity, same_value
from server.text.tokens import core, is_dense


class Swap(NamedTuple):
    """Words of the page in the place of words of the source; of edits, one side may be empty."""

    page: range
    source: range


KEPT = 0.6  # share of the page sentence's words, in the source's order, that makes a near copy
NEARLY_ALL = 0.75  # of the words, for a name of a lower rank to count as lacking
_ONE_STATEMENT = 0.5  # of a sentence's weight in one of the source
_RESPELT = 5  # letters of a name that may be another one's spelling


@dataclass(frozen=True)
class SentencePair:
    """Page sentence `index` and its source sentences, best first.

    Facts are compared with `sources`, where the sentence comes from. It rests on the `further` ones
    too, which hold what those lack. `also` ones only bear out a word: a fact found there may belong
    to someone else. `anywhere`: those that hold most of it out of the order, for a page that
    follows the source.
    """

    texts: TextPair
    index: int
    sources: tuple[int, ...]
    further: tuple[int, ...] = ()
    also: tuple[int, ...] = ()
    anywhere: tuple[int, ...] = ()

    def beside(
        self,
        sources: tuple[int, ...] = (),
        further: tuple[int, ...] = (),
        also: tuple[int, ...] = (),
    ) -> "SentencePair":
        """Return the page sentence beside others, or alone."""
        return SentencePair(self.texts, self.index, sources, further, also)

    @property
    def page(self) -> SentenceFacts:
        """The page sentence."""
        return self.texts.page.lines[self.index]

    @property
    def best(self) -> SentenceFacts:
        """The best source sentence."""
        return self.texts.source.lines[self.sources[0]]

    def lines(self, indices: Iterable[int]) -> list[SentenceFacts]:
        """Return some source sentences."""
        return [self.texts.source.lines[index] for index in indices]

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The source sentences that it rests on, best first, at most six."""
        return self.sources + self.further

    @property
    def listed(self) -> tuple[int, ...]:
        """All source sentences that bear some part of it out, best first, at most six."""
        return self.rests_on + self.also

    def places(self, quantity: Quantity) -> list[NumberPlace]:
        """Return the places where the source has a number or date of the page sentence."""
        return self.texts.source.values.places_of(quantity)

    @cached_property
    def rivals(self) -> list[NumberPlace]:
        """Other numbers of the aligned sentences, which the page sentence does not have."""
        return [
            NumberPlace(line.index, other)
            for line in self.lines(self.sources)
            for other in line.quantities
            if other.unit != "label"
            # In words with a capital that opens no sentence it is a name: "Six Nations".
            and not (other.start > 0 and line.text[other.start].isupper() and not other.is_date)
            and not any(same_value(quantity, other) for quantity in self.page.quantities)
        ]

    @cached_property
    def absent(self) -> list[int]:
        """Content words of the page sentence that the whole source has in no form or value."""
        known = {
            at
            for quantity in self.page.quantities
            if self.places(quantity)
            for at in range(quantity.first, quantity.last + 1)
        }
        return [at for at in self.telling if at not in known and self._is_absent(at)]

    @cached_property
    def letters(self) -> frozenset[int]:
        """Words of the page sentence that the source spells out, or has as letters."""
        return self.texts.letters_of(self.index)

    @property
    def absent_share(self) -> float:
        """Share of the weight of its words that the whole source has in no form, 0..1."""
        return sum(self._weights[at] for at in self.absent) / (sum(self._weights) or 1.0)

    @cached_property
    def _weights(self) -> list[float]:
        weights = self.texts.weights
        return [
            max(map(weights.__getitem__, self._terms_at(at)), default=0.0)
            if is_dense(word.plain)
            else weights[word.term]
            for at, word in enumerate(self.page.words)
        ]

    @cached_property
    def telling(self) -> list[int]:
        """Return the content words of the page sentence."""
        return [at for at in range(len(self.page.words)) if self.is_content(at)]

    def weight_at(self, at: int) -> float:
        """Return the weight of word `at`; 0 for a function word."""
        return self._weights[at]

    def is_content(self, at: int) -> bool:
        """Return whether word `at` is more than a function word."""
        return self._weights[at] > 0

    def is_name(self, at: int) -> bool:
        """Return whether word `at` has a capital that does not only begin the sentence."""
        return self.page.words[at].start > 0 and self.page.is_capital(at)

    def _terms_at(self, at: int) -> list[str]:
        """Return the terms of word `at`; in scripts without spaces also the one before."""
        words, term = self.page.words, self.page.words[at].term
        if at and is_dense(words[at].plain) and words[at - 1].end == words[at].start:
            return [other for other in (words[at - 1].term, term) if len(other) > 1]
        return [term]

    def _is_absent(self, at: int) -> bool:
        texts, word = self.texts, self.page.words[at]
        known = texts.source.all_terms
        if is_dense(word.plain):
            return known.isdisjoint(self._terms_at(at))
        if word.term in known or texts.source_has_form(word.plain):
            return False
        if at in self.letters and self.page.is_capital(at):
            return False
        name = core(word.plain)
        return not (self.is_name(at) and len(name) >= _RESPELT and texts.has_respelt(name))

    @cached_property
    def edits(self) -> list[Swap]:
        """Return how the page's wording differs from its best source sentence."""
        return _between(LCSseq.opcodes(self.page.plains, self.best.plains))

    def is_near_copy(self, least: float = KEPT) -> bool:
        """Return whether the page sentence repeats its best source sentence but for a few words.

        Only here does a word replace another one.
        """
        return bool(self.sources) and self.texts.same_language and self.kept >= least

    def is_told_in(self, index: int) -> bool:
        """Return whether source sentence `index` has half of it: then they speak of one thing."""
        whole = self.texts.weights.mass(self.page.terms)
        return self.texts.shared(self.index, index) >= _ONE_STATEMENT * whole

    @cached_property
    def _steps(self) -> list[Opcode]:
        """Turn the best source sentence into the page sentence, word by word."""
        if not self.sources:
            return []
        sides = ([word.term or word.plain for word in x.words] for x in (self.page, self.best))
        return [*LCSseq.opcodes(*sides)]

    @cached_property
    def kept_places(self) -> dict[int, int]:
        """Words of the best source sentence that the page keeps, with their places in the page."""
        return {
            step.dest_start + by: step.src_start + by
            for step in self._steps
            if step.tag == "equal"
            for by in range(step.src_end - step.src_start)
        }

    @cached_property
    def kept(self) -> float:
        """Share of the page sentence's words that are in the same order in the best source."""
        return len(self.kept_places) / len(self.page.words)

    @property
    def says_no_more(self) -> bool:
        """Return whether it has no content word of its own, and drops none between kept ones."""
        kept, weights = self.kept_places, self.texts.weights
        between = range(min(kept, default=0), max(kept, default=0))
        return not any(
            any(map(self.is_content, swap.page))
            or any(weights[self.best.words[at].term] for at in swap.source if at in between)
            for swap in self.exchanges
        )

    @cached_property
    def exchanges(self) -> list[Swap]:
        """Return the runs between kept words; one side may be empty."""
        return _between(self._steps)

    @cached_property
    def swaps(self) -> list[Swap]:
        """Words of the page in the place of others, between the same kept words."""
        return [swap for swap in self.exchanges if swap.page and swap.source]


def _between(steps: Iterable[Opcode]) -> list[Swap]:
    """Return the runs of words between those that are equal."""
    runs = (
        [*run] for is_equal, run in groupby(steps, key=lambda step: step.tag == "equal")
        if not is_equal
    )  # fmt: skip
    return [
        Swap(range(run[0].src_start, run[-1].src_end), range(run[0].dest_start, run[-1].dest_end))
        for run in runs
    ]
