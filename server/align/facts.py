"""A text and its facts, found once for every comparison: words, terms, numbers, names."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise

from server.align.texts import (
    LONGEST_SENTENCE,
    LONGEST_WORD,
    MOST_LOOKED_AT,
    MOST_SENTENCES,
    MOST_WORDS,
    Text,
    is_cut,
)
from server.language.data import function_words, table
from server.language.scripts import script_of
from server.model import SourceSpan, Span
from server.text.names import Run, names, place_of
from server.text.numbers import quantities
from server.text.quantity import Quantity, ValueIndex
from server.text.quotations import in_one_spelling, quotations
from server.text.statements import Cue, CueKind, cues, negations
from server.text.tokens import Extent, Word, WordForms, background, plain_form, words

_GAP = "\x1f"  # before, between and after the words of a row
_OF_BODIES = frozenset(table("names")["of_bodies"].split())  # "of", "and" in names of bodies
_INITIALS = range(2, 6)  # letters: longer abbreviations are rare
_PARTED_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[.&-][^\W\d_]++)++")
_STEM_OF_NAME = 5  # letters; the endings of names differ between languages


@dataclass(frozen=True, eq=False)
class SentenceFacts:
    """A sentence of a text with its words; its facts are found when they are asked for.

    Words are given by their index in the sentence, a run of them by its indices.
    """

    index: int
    text: str
    words: list[Word]
    language: str | None
    published: str | None

    @cached_property
    def plains(self) -> list[str]:
        """The plain form of each word."""
        return [word.plain for word in self.words]

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of all words."""
        return frozenset(word.term for word in self.words if word.term)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Numbers and dates."""
        return quantities(self.text, self.words, self.language, self.published)[:MOST_LOOKED_AT]

    @cached_property
    def names(self) -> list[Run]:
        """The first and the last word of each name."""
        return names(self.text, self.words, self.language)

    @cached_property
    def quotations(self) -> list[Extent]:
        """Start and end of each quotation."""
        return quotations(self.text)

    @cached_property
    def negations(self) -> list[int]:
        """The words that say "not"."""
        return negations(self.words, self.language, weak=False)

    @cached_property
    def denials(self) -> list[int]:
        """The words that say "not", "without", "deny", "fail"."""
        return negations(self.words, self.language, weak=True)

    def cues(self, kind: CueKind) -> list[Cue]:
        """Return the listed words and phrases of one kind."""
        return cues(kind, self.plains, self.language)

    def is_capital(self, index: int) -> bool:
        """Whether a word has a capital initial."""
        start = self.words[index].start
        return self.text[start : start + 1].isupper()

    def is_name(self, index: int) -> bool:
        """Whether a word has a capital that doesn't only open the sentence."""
        return self.is_capital(index) and not self.opens(index)

    def opens(self, index: int) -> bool:
        """Whether a word begins the sentence."""
        return not self.text[: self.words[index].start].strip()

    def extent(self, run: Sequence[int]) -> Extent:
        """Return the start and the end of the words from the first of a run to its last."""
        return Extent(self.words[run[0]].start, self.words[run[-1]].end)

    def span(self, start: int, end: int) -> Span:
        """Return a piece of the sentence as one of the page."""
        return Span(start, end, self.text[start:end])

    def source_span(self, start: int, end: int) -> SourceSpan:
        """Return a piece of the sentence as one of the source."""
        return SourceSpan(self.index, start, end, self.text[start:end])

    def inside(self, start: int, end: int) -> list[Word]:
        """Return the words between two offsets."""
        return [word for word in self.words if start <= word.start and word.end <= end]


@dataclass(frozen=True, eq=False)
class NameWords:
    """The words of a text that may be names, by their capitals."""

    lines: Sequence[SentenceFacts]
    language: str | None

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words with a capital initial."""
        return frozenset(self._words_with_initial(str.isupper))

    @cached_property
    def lower_case(self) -> frozenset[str]:
        """Words that the text writes in lower case somewhere: they are not names."""
        return frozenset(self._words_with_initial(str.islower))

    @cached_property
    def initials(self) -> frozenset[str]:
        """Initials of two to five words in a row with capitals: "un", "fbi"."""
        return frozenset(chain.from_iterable(map(_initials_in, self.lines)))

    @cached_property
    def places(self) -> frozenset[str]:
        """Countries and continents that the text names."""
        places = (place_of(plain, self.language) for plain in (*self.capitals, *self.initials))
        return frozenset(filter(None, places))

    def _words_with_initial(self, is_wanted: Callable[[str], bool]) -> Iterator[str]:
        for line in self.lines:
            yield from (word.plain for word in line.words if is_wanted(line.text[word.start :][:1]))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a text, and what else it calls by them."""

    lines: Sequence[SentenceFacts]
    language: str | None

    @cached_property
    def plains(self) -> frozenset[str]:
        """All words."""
        return frozenset(chain.from_iterable(line.plains for line in self.lines))

    @cached_property
    def forms(self) -> WordForms:
        """All words, in any form."""
        return WordForms(self.plains)

    @cached_property
    def names(self) -> NameWords:
        """Those that may be names."""
        return NameWords(self.lines, self.language)

    @cached_property
    def names_with(self) -> dict[str, set[frozenset[str]]]:
        """The different names that have each term, as the terms of their words."""
        names: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
        for line in self.lines:
            for first, last in line.names:
                name = frozenset(line.words[index].term for index in range(first, last + 1))
                for term in name:
                    names[term].add(name)
        return dict(names)

    @cached_property
    def running_text(self) -> str:
        """All sentences, with a space between two."""
        return " ".join(line.text for line in self.lines)

    @cached_property
    def content_plains(self) -> frozenset[str]:
        """All words but those that only join others: "IS" is a name, "is" is not."""
        return (self.plains - function_words(self.language)).union(self.names.capitals)

    @cached_property
    def script(self) -> str:
        """The script of most words, "" where none has letters."""
        scripts = Counter(
            script_of(plain[0])
            for line in self.lines
            for plain in line.plains
            if plain[:1].isalpha()
        )
        return max(scripts, key=scripts.__getitem__, default="")

    @cached_property
    def joined_words(self) -> frozenset[str]:
        """Words that a sign parts, as one: "semifinal" of "semi-final", "phd" of "Ph.D."."""
        parted = chain.from_iterable(_PARTED_WORD.findall(line.text) for line in self.lines)
        return frozenset(re.sub("[.&-]", "", plain_form(word)) for word in parted)

    @cached_property
    def joined_pairs(self) -> frozenset[str]:
        """Two words in a row as one: "youtube" of "You tube"."""
        pairs = (pairwise(line.plains) for line in self.lines)
        return frozenset(first + second for first, second in chain.from_iterable(pairs))


@dataclass(frozen=True, eq=False)
class TextFacts:
    """A text's sentences with their facts, and where it has which term, value and words."""

    text: Text
    language: str | None
    lines: list[SentenceFacts]
    cut: frozenset[int]  # sentences of which only the first `MOST_WORDS` words are in `lines`

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def sentences(self) -> list[str]:
        """The sentences as they are written."""
        return [line.text for line in self.lines]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Its words and names."""
        return Vocabulary(self.lines, self.language)

    @cached_property
    def plains(self) -> list[list[str]]:
        """The plain forms of each sentence's words."""
        return [line.plains for line in self.lines]

    @cached_property
    def terms(self) -> list[frozenset[str]]:
        """The terms of each sentence."""
        return [line.terms for line in self.lines]

    @cached_property
    def all_terms(self) -> frozenset[str]:
        """The terms of all sentences."""
        return frozenset().union(*self.terms)

    @cached_property
    def term_places(self) -> dict[str, list[int]]:
        """The sentences that have each term, in order."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, terms in enumerate(self.terms):
            for term in terms:
                places[term].append(index)
        return dict(places)

    @cached_property
    def values(self) -> ValueIndex:
        """Its numbers and dates."""
        return ValueIndex([line.quantities for line in self.lines], MOST_LOOKED_AT)

    def has(self, plains: Sequence[str]) -> bool:
        """Whether the text has these words in a row."""
        return _row(plains) in self._running_words

    def says(self, pieces: Iterable[Sequence[str]]) -> bool:
        """Whether it has rows of words one after another, in any spelling, or quotes them.

        What a sentence quotes before and after "she said" is one quotation.
        """
        rows = [_row(in_one_spelling(piece, self.language)) for piece in pieces if piece]
        return any(has_in_order(running, rows) for running in self._respelled_words)

    @cached_property
    def _running_words(self) -> str:
        return _row(chain.from_iterable(self.plains))

    @cached_property
    def _respelled_words(self) -> tuple[str, str]:
        """Its title's and its own words in one spelling, and those that it quotes."""
        title = [word.plain for word in words(self.text.title or "", self.language)]
        quoted = [
            word.plain
            for line in self.lines
            for start, end in line.quotations
            for word in line.inside(start, end)
        ]
        written = [*title, "", *chain.from_iterable(self.plains)]
        return (
            _row(in_one_spelling(written, self.language)),
            _row(in_one_spelling(quoted, self.language)),
        )


def has_in_order(row: str, pieces: Sequence[str], overlap: int = 1) -> bool:
    """Whether a row has pieces one after another; two of them may share `overlap` characters."""
    offset = 0
    for piece in pieces:
        offset = row.find(piece, offset)
        if offset < 0:
            return False
        offset += len(piece) - overlap
    return True


def prepare(text: Text, language: str | None) -> TextFacts:
    """Split the first `MOST_SENTENCES` sentences of a text into the words of a language."""
    sentences = text.sentences[:MOST_SENTENCES]
    lines = [
        SentenceFacts(index, sentence, _words_of(sentence, language), language, text.published)
        for index, sentence in enumerate(sentence[:LONGEST_SENTENCE] for sentence in sentences)
    ]
    cut = frozenset(index for index, sentence in enumerate(sentences) if is_cut(sentence))
    return TextFacts(text, language, lines, cut)


def _words_of(sentence: str, language: str | None) -> list[Word]:
    """Return the words of a sentence that are compared, each by its first letters."""
    compared = []
    for word in words(sentence, language)[:MOST_WORDS]:
        if word.end - word.start > LONGEST_WORD:
            plain, term = word.plain[:LONGEST_WORD], word.term[:LONGEST_WORD]
            compared.append(word._replace(plain=plain, term=term))
        else:
            compared.append(word)
    return compared


def names_and_numbers_only(text: TextFacts) -> TextFacts:
    """Return a text with its names and numbers as its only terms, for one in another language."""
    return replace(text, lines=[_names_and_numbers_only(line) for line in text.lines])


def _names_and_numbers_only(line: SentenceFacts) -> SentenceFacts:
    function_terms = background(line.language).function_terms
    values = {
        quantity.first: f"{quantity.value:g}" for quantity in line.quantities if quantity.firm
    }
    translatable = []
    for index, word in enumerate(line.words):
        term = values.get(index, "")
        opens_only = not index and word.term in function_terms
        if not term and line.is_capital(index) and len(word.plain) > 1 and not opens_only:
            term = word.plain[:_STEM_OF_NAME]
        translatable.append(word._replace(term=term))
    return replace(line, words=translatable)


def _row(plains: Iterable[str]) -> str:
    return _GAP + _GAP.join(plains) + _GAP


def _initials_in(line: SentenceFacts) -> Iterator[str]:
    """Yield the initials of words in a row: of "Department of Justice" both "dj" and "doj"."""
    capitals, letters = "", ""  # initials in the row, without and with those of "of" and "and"
    offsets: list[int] = []  # of the capitals in the letters
    for index, word in enumerate(line.words):
        if line.is_capital(index):
            offsets.append(len(letters))
            capitals += word.plain[0]
            letters += word.plain[0]
            for length in _INITIALS:
                if length <= len(capitals):
                    yield capitals[-length:]
                    yield letters[offsets[-length] :]
        elif word.plain in _OF_BODIES:
            letters += word.plain[0]
        elif capitals:
            capitals, letters, offsets = "", "", []
