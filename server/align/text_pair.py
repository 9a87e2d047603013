"""The two texts of a comparison, with what is worked out once for all page sentences."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise

from server.align.company import Company, company_of
from server.align.cross_lingual import anchored
from server.align.texts import MOST_LOOKED_AT, Prepared, Text, languages_of, prepare
from server.language.data import function_words
from server.language.scripts import script_of
from server.language.tables import table
from server.text.aliases import is_respelt, other_names, place_of, without_marks
from server.text.negation import about_terms, negations
from server.text.numbers.value_index import ValueIndex
from server.text.quotations import quotations
from server.text.spelling import in_one_spelling
from server.text.tokens import Word, WordForms, core
from server.text.tokens import words as split
from server.text.weights import Weights

_GAP = "\x1f"
_JOINING = {".", "-", "&"}  # signs between letters that are one name
_MOST_INITIALS = 5  # words of a name in initials
_OF_BODIES = frozenset(table("names")["of_bodies"].split())


_REMEMBERED = 4_000  # numbers whose company is; each takes about a kilobyte
_Letters = tuple[str, range]  # and the places of their words

NEAR = 4  # words to each side that say what a number or a "not" is about


@dataclass(frozen=True)
class TextPair:
    """Two texts that are compared; `same_language` is false where names and numbers alone are."""

    page: Prepared
    source: Prepared
    weights: Weights
    same_language: bool

    @classmethod
    def of(cls, page: Text, source: Text) -> "TextPair":
        """Return the two texts in one language, or with names and numbers as their only terms."""
        page_side, source_side = languages_of(page, source)
        same = page_side == source_side
        one, other = prepare(page, page_side), prepare(source, source_side)
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

    @cached_property
    def page_terms(self) -> frozenset[str]:
        """All terms of the page."""
        return frozenset().union(*self.page.terms)

    @cached_property
    def source_terms(self) -> frozenset[str]:
        """All terms of the source."""
        return frozenset().union(*self.source.terms)

    @cached_property
    def source_masses(self) -> list[float]:
        """Weigh each source sentence."""
        return [*map(self.weights.mass, self.source.terms)]

    @cached_property
    def term_places(self) -> dict[str, list[int]]:
        """Return the source sentences that have each term, in order."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, terms in enumerate(self.source.terms):
            for term in terms:
                places[term].append(index)
        return dict(places)

    @cached_property
    def bits_of(self) -> Callable[[str], int]:
        """Return the source sentences that have a term, as bits of a number."""
        places = self.term_places
        return cache(lambda term: sum(1 << index for index in places.get(term, ())))

    @cached_property
    def source_plains(self) -> frozenset[str]:
        """All words of the source."""
        return frozenset(plain for line in self.source.plains for plain in line)

    @cached_property
    def source_has_form(self) -> Callable[[str], bool]:
        """Return whether the source has a word in any form or by another name."""
        forms = WordForms(self.source_plains)
        return cache(lambda plain: plain in forms or self.source_names_otherwise(core(plain)))

    def source_names_otherwise(self, name: str) -> bool:
        """Return whether the source has a name's letters, its other name, place or people."""
        place = place_of(name, self.page.language)
        return (
            name in self.initials
            or name in self.source_dotted
            or (place is not None and place in self.source_places)
            or not self._known_names.isdisjoint(other_names(name))
        )

    @cached_property
    def _known_names(self) -> frozenset[str]:
        """All words of the source but those that only join others: "IS" is a name, "is" is not."""
        joining = function_words(self.source.language)
        return (self.source_plains - joining).union(self.source_names)

    @cached_property
    def source_beginnings(self) -> frozenset[str]:
        """First five letters of the source's words: "Europe" and "European" share them."""
        return frozenset(plain[:5] for plain in self.source_plains if len(plain) >= 5)

    @cached_property
    def source_names(self) -> tuple[str, ...]:
        """Return the source's words with a capital initial."""
        return tuple({*_opening(self.source, str.isupper)})

    @cached_property
    def has_respelt(self) -> Callable[[str], bool]:
        """Return whether one of the source's names is this name spelt otherwise."""
        known = tuple(map(without_marks, self.source_names))
        return cache(lambda name: is_respelt(name, known))

    @cached_property
    def lower_case(self) -> frozenset[str]:
        """Words that either text writes in small letters somewhere: they are no names."""
        both = (self.page, self.source)
        return frozenset(plain for text in both for plain in _opening(text, str.islower))

    @cached_property
    def same_script(self) -> bool:
        """Return whether both texts write most of their words in one script."""
        return _script(self.page) == _script(self.source)

    @cached_property
    def bylines(self) -> frozenset[str]:
        """Words of the source's headline, and of both texts' authors and publishers."""
        page, source = self.page.text, self.source.text
        named = " ".join([source.title or "", *source.names, *page.names])
        return frozenset(word.plain for word in split(named, self.source.language))

    @cached_property
    def source_places(self) -> frozenset[str]:
        """Countries and continents that the source names."""
        places = {
            place_of(plain, self.source.language) for plain in (*self.source_names, *self.initials)
        }
        return frozenset(place for place in places if place)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Initials of two to five words in a row with capital initials: "un", "fbi"."""
        return _all_letters(_initials, self.source)

    @cached_property
    def source_dotted(self) -> frozenset[str]:
        """Join the source's words that a sign parts: "phd" of "Ph.D.", "jk" of "J&K"."""
        return _all_letters(_dotted, self.source)

    @cached_property
    def _few_letters(self) -> frozenset[str]:
        return frozenset(each for each in self.source_dotted if len(each) <= _MOST_INITIALS)

    def letters_of(self, index: int) -> frozenset[int]:
        """Return the words of a page sentence that the source spells out, or has as letters."""
        line = self.page.sentences[index], self.page.words[index]
        tried = ((_dotted, self.initials), (_initials, self._few_letters))
        spelt = (each for runs, known in tried if known for each in runs(*line) if each[0] in known)
        return frozenset(chain.from_iterable(places for _, places in spelt))

    @cached_property
    def _stream(self) -> str:
        return _row(plain for line in self.source.plains for plain in line)

    def source_has(self, plains: Sequence[str]) -> bool:
        """Return whether the source has these words in a row."""
        return _row(plains) in self._stream

    @cached_property
    def _speech(self) -> str:
        source = self.source
        whole = (plain for line in source.plains for plain in line)
        quoted = (
            _inside(words, quotations(sentence))
            for sentence, words in zip(source.sentences, source.words, strict=True)
        )
        spellings = (in_one_spelling(list(plains), source.language) for plains in (whole, *quoted))
        return "".join(map(_row, spellings))

    def source_says(self, plains: Sequence[str]) -> bool:
        """Return whether the source has these words in a row, in any spelling, or quotes them.

        What a sentence quotes before and after "she said" is one quotation.
        """
        return _row(plains) in self._speech

    @cached_property
    def values(self) -> ValueIndex:
        """Where the source has each number and date."""
        return ValueIndex(self.source.quantities, MOST_LOOKED_AT)

    @cached_property
    def company(self) -> Callable[[int, int, int], Company]:
        """Return the words around a number of a source sentence, by its first and last word."""
        lines, weights = self.source.words, self.weights
        return lru_cache(_REMEMBERED)(
            lambda index, first, last: company_of(lines[index], first, last, weights)
        )

    @cached_property
    def denials(self) -> list[frozenset[str]]:
        """Return the content words near each negation of the source, on both sides."""
        return [
            frozenset(about_terms(words, at, self.weights, self.source.language))
            | {word.term for word in words[max(0, at - NEAR) : at] if self.weights[word.term]}
            for words in self.source.words
            for at in negations(words, self.source.language, weak=True)
        ]

    def context(self, words: Sequence[Word], first: int, last: int) -> frozenset[str]:
        """Return the content terms near words `first` to `last`."""
        near = [*words[max(0, first - NEAR) : first], *words[last + 1 : last + 1 + NEAR]]
        return frozenset(
            word.term for word in near if self.weights[word.term] and not word.plain[0].isdigit()
        )


def _opening(text: Prepared, is_so: Callable[[str], bool]) -> Iterator[str]:
    """Yield the words of a text whose first character is so."""
    for sentence, words in zip(text.sentences, text.words, strict=True):
        yield from (word.plain for word in words if is_so(sentence[word.start : word.start + 1]))


def _script(text: Prepared) -> str:
    letters = Counter(
        script_of(plain[0]) for line in text.plains for plain in line if plain[:1].isalpha()
    )
    return max(letters, key=letters.__getitem__, default="")


def _row(plains: Iterable[str]) -> str:
    return _GAP + _GAP.join(plains) + _GAP


def _inside(words: Sequence[Word], stretches: Sequence[tuple[int, int]]) -> list[str]:
    return [
        word.plain for word in words
        if any(start <= word.start and word.end <= end for start, end in stretches)
    ]  # fmt: skip


def _all_letters(runs: Callable[..., Iterator[_Letters]], text: Prepared) -> frozenset[str]:
    found = chain.from_iterable(map(runs, text.sentences, text.words))
    return frozenset(letters for letters, _ in found)


def _initials(sentence: str, words: Sequence[Word]) -> Iterator[_Letters]:
    run, whole = "", ""  # of "Department of Justice", "dj" and "doj"
    begun: list[tuple[int, int]] = []  # place of each capital, and of its letter in `whole`
    for at, word in enumerate(words):
        if sentence[word.start : word.start + 1].isupper():
            begun.append((at, len(whole)))
            run, whole = run + word.plain[0], whole + word.plain[0]
            for length in range(2, min(_MOST_INITIALS, len(run)) + 1):
                first, letter = begun[-length]
                yield run[-length:], range(first, at + 1)
                yield whole[letter:], range(first, at + 1)
        elif word.plain in _OF_BODIES:
            whole += word.plain[0]
        elif run:
            run, whole, begun = "", "", []


def _dotted(sentence: str, words: Sequence[Word]) -> Iterator[_Letters]:
    if not any(sign in sentence[:-1] for sign in _JOINING):
        return  # most sentences
    first = 0
    for at, (before, word) in enumerate(pairwise(words), start=1):
        if sentence[before.end : word.start] in _JOINING:
            run = range(first, at + 1)
            yield "".join(words[place].plain for place in run), run
        else:
            first = at
