"""A text and its facts, found once for every comparison: words, terms, numbers, names."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from server.align.texts import MOST_LOOKED_AT, MOST_SENTENCES, MOST_WORDS, Text, is_cut
from server.language.data import function_words, table
from server.language.scripts import script_of
from server.model import SourceSpan, Span
from server.text.names import Run, names, place_of
from server.text.numbers import quantities
from server.text.quantity import Quantity, ValueIndex
from server.text.quotations import in_one_spelling, quotations
from server.text.statements import Cue, CueKind, cues, negations
from server.text.tokens import Extent, Word, WordForms, background, plain_form, words

_GAP = "\x1f"
_OF_BODIES = frozenset(table("names")["of_bodies"].split())


@dataclass(frozen=True, eq=False)
class SentenceFacts:
    """Sentence `index` of a text with its words; its facts are found when they are asked for."""

    index: int
    text: str
    words: list[Word]
    language: str | None
    published: str | None

    @cached_property
    def plains(self) -> list[str]:
        """Plain forms of the words."""
        return [word.plain for word in self.words]

    @cached_property
    def terms(self) -> frozenset[str]:
        """Return all terms of the words."""
        return frozenset(word.term for word in self.words if word.term)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Numbers and dates."""
        return quantities(self.text, self.words, self.language, self.published)[:MOST_LOOKED_AT]

    @cached_property
    def names(self) -> list[Run]:
        """First and last words of names."""
        return names(self.text, self.words, self.language)

    @cached_property
    def quotations(self) -> list[Extent]:
        """Start and end of each quotation."""
        return quotations(self.text)

    @cached_property
    def negations(self) -> list[int]:
        """Places of the words that say "not"."""
        return negations(self.words, self.language, weak=False)

    @cached_property
    def denials(self) -> list[int]:
        """Places of the words that say "not", "without", "deny", "fail"."""
        return negations(self.words, self.language, weak=True)

    def cues(self, kind: CueKind) -> list[Cue]:
        """Return the words and phrases of one kind."""
        return cues(kind, self.plains, self.language)

    def is_capital(self, at: int) -> bool:
        """Return whether word `at` has a capital initial."""
        start = self.words[at].start
        return self.text[start : start + 1].isupper()

    def opens(self, at: int) -> bool:
        """Return whether word `at` begins the sentence."""
        return not self.text[: self.words[at].start].strip()

    def extent(self, run: Sequence[int]) -> Extent:
        """Return the start and end of the words from the first of `run` to its last."""
        return Extent(self.words[run[0]].start, self.words[run[-1]].end)

    def span(self, start: int, end: int) -> Span:
        """Return the piece `start` to `end` as a piece of the page."""
        return Span(start, end, self.text[start:end])

    def place(self, start: int, end: int) -> SourceSpan:
        """Return the piece `start` to `end` as a piece of the source."""
        return SourceSpan(self.index, start, end, self.text[start:end])

    def inside(self, start: int, end: int) -> list[Word]:
        """Return the words from `start` to `end`."""
        return [word for word in self.words if start <= word.start and word.end <= end]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A text's sentences with their facts, and the index of what is where in it."""

    text: Text
    language: str | None
    lines: list[SentenceFacts]
    cut: frozenset[int]  # sentences of which only the first `MOST_WORDS` words are here

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def sentences(self) -> list[str]:
        """Return each sentence."""
        return [line.text for line in self.lines]

    @cached_property
    def terms(self) -> list[frozenset[str]]:
        """Return all terms of each sentence."""
        return [line.terms for line in self.lines]

    @cached_property
    def plains(self) -> list[list[str]]:
        """Plain forms of the words of each sentence."""
        return [line.plains for line in self.lines]

    @cached_property
    def all_terms(self) -> frozenset[str]:
        """Return all terms of the text."""
        return frozenset().union(*self.terms)

    @cached_property
    def all_plains(self) -> frozenset[str]:
        """Return all words of the text."""
        return frozenset(chain.from_iterable(self.plains))

    @cached_property
    def forms(self) -> WordForms:
        """Return all words of the text, in any form."""
        return WordForms(self.all_plains)

    @cached_property
    def term_places(self) -> dict[str, list[int]]:
        """Return the sentences that have each term, in order."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, terms in enumerate(self.terms):
            for term in terms:
                places[term].append(index)
        return dict(places)

    @cached_property
    def values(self) -> ValueIndex:
        """Index the numbers and dates of the text."""
        return ValueIndex([line.quantities for line in self.lines], MOST_LOOKED_AT)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Return the words with a capital initial."""
        return frozenset(self._opening(str.isupper))

    @cached_property
    def lower_case(self) -> frozenset[str]:
        """Return words that the text writes in small letters somewhere: they are no names."""
        return frozenset(self._opening(str.islower))

    def _opening(self, is_so: Callable[[str], bool]) -> Iterator[str]:
        """Yield the words whose first character passes the test."""
        for line in self.lines:
            yield from (word.plain for word in line.words if is_so(line.text[word.start :][:1]))

    @cached_property
    def telling_plains(self) -> frozenset[str]:
        """Return all words but those that only join others: "IS" is a name, "is" is not."""
        return (self.all_plains - function_words(self.language)).union(self.capitals)

    @cached_property
    def script(self) -> str:
        """Find the script of most words."""
        letters = Counter(
            script_of(plain[0]) for line in self.plains for plain in line if plain[:1].isalpha()
        )
        return max(letters, key=letters.__getitem__, default="")

    @cached_property
    def places(self) -> frozenset[str]:
        """Countries and continents that the text names."""
        named = (place_of(plain, self.language) for plain in (*self.capitals, *self.initials))
        return frozenset(filter(None, named))

    @cached_property
    def initials(self) -> frozenset[str]:
        """Initials of two to five words in a row with capital initials: "un", "fbi"."""
        return frozenset(chain.from_iterable(map(_initials_in, self.lines)))

    @cached_property
    def parted(self) -> frozenset[str]:
        """Return words that a sign parts, as one: "semifinal" of "semi-final", "phd" of "Ph.D."."""
        parted = re.compile(r"[^\W\d_]+(?:[.&-][^\W\d_]+)+")
        found = map(parted.findall, self.sentences)
        return frozenset(re.sub("[.&-]", "", plain_form(one)) for one in chain(*found))

    @cached_property
    def _rows(self) -> tuple[str, ...]:
        """Return its words in one spelling after those of its title, and the words it quotes."""
        title = [word.plain for word in words(self.text.title or "", self.language)]
        spoken = [
            word.plain
            for line in self.lines
            for start, end in line.quotations
            for word in line.inside(start, end)
        ]
        rows = ([*title, "", *chain.from_iterable(self.plains)], spoken)
        return tuple(_row(in_one_spelling(row, self.language)) for row in rows)

    @cached_property
    def _stream(self) -> str:
        return _row(chain.from_iterable(self.plains))

    def has(self, plains: Sequence[str]) -> bool:
        """Return whether the text has these words in a row."""
        return _row(plains) in self._stream

    def says(self, pieces: Iterable[Sequence[str]]) -> bool:
        """Return whether it has rows of words one after another, in any spelling, or quotes them.

        What a sentence quotes before and after "she said" is one quotation.
        """
        asked = [_row(in_one_spelling(piece, self.language)) for piece in pieces if piece]
        return any(has_in_order(row, asked) for row in self._rows)


def has_in_order(row: str, pieces: Sequence[str], overlap: int = 1) -> bool:
    """Return whether `row` has the pieces one after another; two may share `overlap` signs."""
    at = 0
    for piece in pieces:
        at = row.find(piece, at)
        if at < 0:
            return False
        at += len(piece) - overlap
    return True


def prepare(text: Text, language: str | None) -> Prepared:
    """Prepare `text` in `language`, at most `MOST_SENTENCES` of its sentences."""
    lines = [
        SentenceFacts(
            index, sentence, words(sentence, language)[:MOST_WORDS], language, text.published
        )
        for index, sentence in enumerate(text.sentences[:MOST_SENTENCES])
    ]
    cut = frozenset(line.index for line in lines if is_cut(line.text))
    return Prepared(text, language, lines, cut)


def _row(plains: Iterable[str]) -> str:
    return _GAP + _GAP.join(plains) + _GAP


def _initials_in(line: SentenceFacts) -> Iterator[str]:
    """Yield the initials of words in a row: of "Department of Justice" both "dj" and "doj"."""
    run, whole = "", ""
    begun: list[int] = []  # places in `whole` of the letters of `run`
    for at, word in enumerate(line.words):
        if line.is_capital(at):
            begun.append(len(whole))
            run, whole = run + word.plain[0], whole + word.plain[0]
            for length in range(2, min(5, len(run)) + 1):
                yield run[-length:]
                yield whole[begun[-length] :]
        elif word.plain in _OF_BODIES:
            whole += word.plain[0]
        elif run:
            run, whole, begun = "", "", []


def anchored(text: Prepared) -> Prepared:
    """Return `text` with names and numbers as its only terms."""
    return replace(text, lines=[*map(_anchored, text.lines)])


def _anchored(line: SentenceFacts) -> SentenceFacts:
    values = {q.first: f"{q.value:g}" for q in line.quantities if q.firm}
    known = background(line.language).function_terms
    names = (
        "" if not at and word.term in known else word.plain[:5]  # endings differ between languages
        if line.is_capital(at) and len(word.plain) > 1 else ""
        for at, word in enumerate(line.words)
    )  # fmt: skip
    return replace(
        line,
        words=[
            word._replace(term=values.get(at) or name)
            for at, (word, name) in enumerate(zip(line.words, names, strict=True))
        ],
    )
