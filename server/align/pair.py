"""The two texts of a comparison, and a page sentence with its source sentences.

What their terms weigh, and what the source has of the page: the input of every detector.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, groupby
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Opcode

from server.align.facts import Prepared, SentenceFacts, anchored, prepare
from server.align.texts import Text, languages_of
from server.text.names import other_names, place_of, respelt
from server.text.quantity import NumberPlace, Quantity, same_value
from server.text.statements import about_terms
from server.text.tokens import Weights, Word, core, is_dense
from server.text.tokens import words as split

NEAR = 4  # words to each side that say what a number or a "not" is about
FALLS = (1.0, 0.9, 0.7, 0.5, 0.4)  # worth of the first, second ... word beside a number


class Company(NamedTuple):
    """The words around a number, which say what it is about: term to (worth, step, side)."""

    terms: dict[str, tuple[float, int, int]]
    left: str
    right: str


@dataclass(frozen=True)
class TextPair:
    """Two texts that are compared; `same_language` is false where names and numbers alone are."""

    page: Prepared
    source: Prepared
    weights: Weights
    same_language: bool

    @classmethod
    def of(cls, page: Text | Prepared, source: Text | Prepared) -> "TextPair":
        """Return the two texts in one language, or with names and numbers as their only terms.

        One that was prepared in the language that it is read in is not prepared again.
        """
        given = [side.text if isinstance(side, Prepared) else side for side in (page, source)]
        languages = languages_of(*given)
        one, other = (
            side if isinstance(side, Prepared) and side.language == tag else prepare(text, tag)
            for side, text, tag in zip((page, source), given, languages, strict=True)
        )
        same = languages[0] == languages[1]
        if not same:
            one, other = anchored(one), anchored(other)
        weights = Weights(one.language if same else None, [*other.terms, *one.terms])
        return cls(one, other, weights, same)

    @cached_property
    def turned(self) -> "TextPair":
        """Return the pair with its sides exchanged."""
        return TextPair(self.source, self.page, self.weights, self.same_language)

    def is_known(self, side: Prepared, index: int) -> bool:
        """Return whether a sentence of a side is compared by more than names and numbers."""
        meanings = side.text.meanings
        return self.same_language or (meanings is not None and index < len(meanings.rows))

    def shared(self, index: int, other: int) -> float:
        """Return the weight of what page sentence `index` and source sentence `other` share."""
        return self.weights.mass(self.page.terms[index] & self.source.terms[other])

    @cached_property
    def source_masses(self) -> list[float]:
        """Weigh each source sentence."""
        return [*map(self.weights.mass, self.source.terms)]

    @cached_property
    def bits_of(self) -> Callable[[str], int]:
        """Return the source sentences that have a term, as bits of a number."""
        places = self.source.term_places
        return cache(lambda term: sum(1 << index for index in places.get(term, ())))

    @cached_property
    def source_has_form(self) -> Callable[[str], bool]:
        """Return whether the source has a word in any form or by another name."""
        forms = self.source.forms
        return cache(lambda plain: plain in forms or self.source_names_otherwise(core(plain)))

    def source_names_otherwise(self, name: str) -> bool:
        """Return whether the source has a name's letters, its other name, place or people."""
        source, place = self.source, place_of(name, self.page.language)
        return (
            name in source.initials
            or name in source.parted
            or (place is not None and place in source.places)
            or not source.telling_plains.isdisjoint(other_names(name))
        )

    @cached_property
    def respelt(self) -> frozenset[str]:
        """Return the page's names, without "'s", that the source spells otherwise."""
        return respelt(map(core, self.page.capitals), self.source.capitals)

    @cached_property
    def lower_case(self) -> frozenset[str]:
        """Return words that either text writes in small letters somewhere: they are no names."""
        return self.page.lower_case | self.source.lower_case

    @cached_property
    def bylines(self) -> frozenset[str]:
        """Return words of the source's headline, and of both texts' authors and publishers."""
        page, source = self.page.text, self.source.text
        named = " ".join([source.title or "", *source.names, *page.names])
        return frozenset(word.plain for word in split(named, self.source.language))

    @cached_property
    def words_of(self) -> Callable[[int], "SentenceWords"]:
        """Return the words of a page sentence beside the whole source, found once."""
        return cache(lambda index: SentenceWords(self, index))

    @cached_property
    def company(self) -> Callable[[int, int, int], Company]:
        """Return the words around a number of a source sentence, by its first and last word."""
        lines = self.source.lines
        return lru_cache(4_000)(  # numbers whose company is; each takes about a kilobyte
            lambda index, first, last: self.company_of(lines[index].words, first, last)
        )

    def company_of(self, words: Sequence[Word], first: int, last: int) -> Company:
        """Return the words around the number that is words `first` to `last`."""
        terms: dict[str, tuple[float, int, int]] = {}
        for step in range(len(FALLS)):
            for side, at in ((-1, first - 1 - step), (1, last + 1 + step)):
                if 0 <= at < len(words) and words[at].term not in terms and words[at].term:
                    # Worth of a function word there.
                    terms[words[at].term] = max(0.1, self.weights[words[at].term]), step, side
        left = words[first - 1].plain if first else ""
        right = words[last + 1].plain if last + 1 < len(words) else ""
        return Company(terms, left, right)

    @cached_property
    def denied(self) -> list[frozenset[str]]:
        """Return the content words near each negation of the source, on both sides."""
        return [
            frozenset(about_terms(line.words, at, self.weights, line.language))
            | {word.term for word in line.words[max(0, at - NEAR) : at] if self.weights[word.term]}
            for line in self.source.lines
            for at in line.denials
        ]

    def context(self, words: Sequence[Word], first: int, last: int) -> frozenset[str]:
        """Return the content terms near words `first` to `last`."""
        near = [*words[max(0, first - NEAR) : first], *words[last + 1 : last + 1 + NEAR]]
        return frozenset(
            word.term for word in near if self.weights[word.term] and not word.plain[0].isdigit()
        )


@dataclass(frozen=True, eq=False)
class SentenceWords:
    """Words of page sentence `index`: what they weigh, and which of them the whole source lacks."""

    texts: TextPair
    index: int

    @property
    def page(self) -> SentenceFacts:
        """Return the page sentence."""
        return self.texts.page.lines[self.index]

    @cached_property
    def absent(self) -> list[int]:
        """Content words of the page sentence that the whole source has in no form or value."""
        known = {
            at
            for quantity in self.page.quantities
            if self.texts.source.values.places_of(quantity)
            for at in range(quantity.first, quantity.last + 1)
        }
        return [at for at in self.telling if at not in known and self._is_absent(at)]

    @cached_property
    def letters(self) -> frozenset[int]:
        """Return words whose initials the source has between signs: "U.S." for "United States"."""
        names = (range(first, last + 1) for first, last in self.page.names)
        known = self.texts.source.parted
        spelt = (run for run in names if "".join(self.page.plains[at][0] for at in run) in known)
        return frozenset(chain.from_iterable(spelt))

    @property
    def absent_share(self) -> float:
        """Share of the weight of its words that the whole source has in no form, 0..1."""
        return sum(self.worths[at] for at in self.absent) / (sum(self.worths) or 1.0)

    @cached_property
    def worths(self) -> list[float]:
        """Return the weight of each word; 0 for a function word."""
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
        return [at for at, weight in enumerate(self.worths) if weight > 0]

    def is_content(self, at: int) -> bool:
        """Return whether word `at` is more than a function word."""
        return self.worths[at] > 0

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
        if word.term in known or texts.source_has_form(word.plain) or at in self.letters:
            return False
        name = core(word.plain)
        # Letters of a name that may be another one's spelling.
        return not (self.is_name(at) and len(name) >= 5 and name in texts.respelt)


class Swap(NamedTuple):
    """Words of the page in the place of words of the source; of edits, one side may be empty."""

    page: range
    source: range


KEPT = 0.6  # share of the page sentence's words, in the source's order, that makes a near copy
NEARLY_ALL = 0.75  # of the words, for a name of a lower rank to count as lacking
_ONE_STATEMENT = 0.5  # of a sentence's weight in one of the source


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

    def beside(self, *others: tuple[int, ...]) -> "SentencePair":
        """Return the page sentence beside other `sources`, `further` and `also`, or alone."""
        return SentencePair(self.texts, self.index, *(others or ((),)))

    @property
    def page(self) -> SentenceFacts:
        """Return the page sentence."""
        return self.texts.page.lines[self.index]

    @cached_property
    def words(self) -> SentenceWords:
        """Return its words beside the whole source."""
        return self.texts.words_of(self.index)

    @property
    def best(self) -> SentenceFacts:
        """Return the best source sentence."""
        return self.texts.source.lines[self.sources[0]]

    def lines(self, indices: Iterable[int]) -> list[SentenceFacts]:
        """Return some source sentences."""
        return [self.texts.source.lines[index] for index in indices]

    @property
    def rests_on(self) -> tuple[int, ...]:
        """Return the source sentences that it rests on, best first, at most six."""
        return self.sources + self.further

    @property
    def listed(self) -> tuple[int, ...]:
        """Return all source sentences that bear some part of it out, best first, at most six."""
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
        """Return the best source words that the page keeps, with their places in the page."""
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
        """Return whether it adds no content word, and drops none between kept ones."""
        kept, weights = self.kept_places, self.texts.weights
        between = range(min(kept, default=0), max(kept, default=0))
        return not any(
            any(map(self.words.is_content, swap.page))
            or any(weights[self.best.words[at].term] for at in swap.source if at in between)
            for swap in self.exchanges
        )

    @cached_property
    def exchanges(self) -> list[Swap]:
        """Return the runs between kept words; one side may be empty."""
        return _between(self._steps)

    @cached_property
    def swaps(self) -> list[Swap]:
        """Return words of the page in the place of others, between the same kept words."""
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
