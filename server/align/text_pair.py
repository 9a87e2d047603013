"""The two texts of a comparison: what their terms weigh, and what the source has of the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from server.align.cross_lingual import anchored
from server.align.facts import Prepared, dotted_in, initials_in, prepare
from server.align.texts import Text, languages_of
from server.text.names import is_respelt, other_names, place_of
from server.text.statements import about_terms
from server.text.tokens import Word, core
from server.text.tokens import words as split
from server.text.weights import Weights

_REMEMBERED = 4_000  # numbers whose company is; each takes about a kilobyte
NEAR = 4  # words to each side that say what a number or a "not" is about
FALLS = (1.0, 0.9, 0.7, 0.5, 0.4)  # worth of the first, second ... word beside a number
_LEAST = 0.1  # worth of a function word there


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
    def of(cls, page: Text | Prepared, source: Text) -> "TextPair":
        """Return the two texts in one language, or with names and numbers as their only terms.

        A page that was prepared in the language that it is read in is not prepared again.
        """
        ready, given = (page, page.text) if isinstance(page, Prepared) else (None, page)
        page_side, source_side = languages_of(given, source)
        same = page_side == source_side
        one = ready if ready and ready.language == page_side else prepare(given, page_side)
        other = prepare(source, source_side)
        if not same:
            one, other = anchored(one), anchored(other)
        weights = Weights(one.language if same else None, [*other.terms, *one.terms])
        return cls(one, other, weights, same)

    @cached_property
    def turned(self) -> "TextPair":
        """The pair with its sides exchanged."""
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
            or name in source.dotted
            or (place is not None and place in source.places)
            or not source.telling_plains.isdisjoint(other_names(name))
        )

    @cached_property
    def has_respelt(self) -> Callable[[str], bool]:
        """Return whether one of the source's names is this name spelt otherwise."""
        known = self.source.unmarked_capitals
        return cache(lambda name: is_respelt(name, known))

    @cached_property
    def lower_case(self) -> frozenset[str]:
        """Words that either text writes in small letters somewhere: they are no names."""
        return self.page.lower_case | self.source.lower_case

    @cached_property
    def bylines(self) -> frozenset[str]:
        """Words of the source's headline, and of both texts' authors and publishers."""
        page, source = self.page.text, self.source.text
        named = " ".join([source.title or "", *source.names, *page.names])
        return frozenset(word.plain for word in split(named, self.source.language))

    def letters_of(self, index: int) -> frozenset[int]:
        """Return the words of a page sentence that the source spells out, or has as letters."""
        line, source = self.page.lines[index], self.source
        tried = ((dotted_in, source.initials), (initials_in, source.few_dotted))
        spelt = (each for runs, known in tried if known for each in runs(line) if each[0] in known)
        return frozenset(chain.from_iterable(places for _, places in spelt))

    @cached_property
    def company(self) -> Callable[[int, int, int], Company]:
        """Return the words around a number of a source sentence, by its first and last word."""
        lines = self.source.lines
        return lru_cache(_REMEMBERED)(
            lambda index, first, last: self.company_of(lines[index].words, first, last)
        )

    def company_of(self, words: Sequence[Word], first: int, last: int) -> Company:
        """Return the words around the number that is words `first` to `last`."""
        terms: dict[str, tuple[float, int, int]] = {}
        for step in range(len(FALLS)):
            for side, at in ((-1, first - 1 - step), (1, last + 1 + step)):
                if 0 <= at < len(words) and words[at].term not in terms and words[at].term:
                    terms[words[at].term] = max(_LEAST, self.weights[words[at].term]), step, side
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
