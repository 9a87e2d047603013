"""Two texts side by side, and a page sentence beside its source sentences.

``TextPair`` knows what the words of both texts weigh and where the source has them.
``SentencePair`` is what every detector of differences reads.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Opcode

from server.align.facts import SentenceFacts, TextFacts, names_and_numbers_only, prepare
from server.align.texts import Text, languages_of
from server.text.names import other_names, place_of, respelt
from server.text.quantity import NumberPlace, Quantity, same_value
from server.text.statements import about_terms
from server.text.tokens import Weights, Word, core, is_dense
from server.text.tokens import words as split

# The context window of a number or a "not": the words that say what it is about.
CONTEXT_WORDS = 4  # to each side
WEIGHT_BY_DISTANCE = (1.0, 0.9, 0.7, 0.5, 0.4)  # of the first, second … word beside a number
FUNCTION_WORD_WEIGHT = 0.1  # in a window, where even a preposition tells numbers apart
MOST_WINDOWS = 4_000  # kept; each takes about a kilobyte

# Shares of a page sentence that its source sentence has, 0..1.
NEAR_COPY = 0.6  # of its words in the same order: a word that differs replaces another
CLOSE_COPY = 0.75  # of its words in the same order: even a missing word was left out on purpose
SAME_STATEMENT = 0.5  # of its weight: both sentences speak of one thing

RESPELLED_NAME = 5  # letters; shorter names are alike by chance


class ContextWord(NamedTuple):
    """A word beside a number."""

    weight: float
    distance: int  # words between it and the number
    side: int  # -1 before the number, 1 after it


class ContextWindow(NamedTuple):
    """The words around a number, by their terms."""

    terms: dict[str, ContextWord]
    left: str  # the word before the number, "" if it opens the sentence
    right: str  # the word after it, "" if it ends the sentence


class Edit(NamedTuple):
    """A run of page words that stands for a run of source words; either may be empty."""

    page: range
    source: range


@dataclass(frozen=True)
class TextPair:
    """A page's text and its source's, with the weights of their terms."""

    page: TextFacts
    source: TextFacts
    weights: Weights
    # Without a common language only names and numbers are compared.
    same_language: bool

    # Looked up for each sentence and each detector anew.
    _source_bits: dict[str, int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _source_forms: dict[str, bool] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _sentence_words: dict[int, "SentenceWords"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, page: Text | TextFacts, source: Text | TextFacts) -> "TextPair":
        """Pair two texts in one language, or by their names and numbers alone.

        A text that was prepared in the language that it is read in isn't prepared again.
        """
        page_text = page.text if isinstance(page, TextFacts) else page
        source_text = source.text if isinstance(source, TextFacts) else source
        page_language, source_language = languages_of(page_text, source_text)
        if not (isinstance(page, TextFacts) and page.language == page_language):
            page = prepare(page_text, page_language)
        if not (isinstance(source, TextFacts) and source.language == source_language):
            source = prepare(source_text, source_language)

        same_language = page_language == source_language
        if not same_language:
            page, source = names_and_numbers_only(page), names_and_numbers_only(source)
        language = page.language if same_language else None
        weights = Weights(language, [*source.terms, *page.terms])
        return cls(page, source, weights, same_language)

    def release(self) -> None:
        """Drop what refers back to the pair, so that its memory is free after its last use.

        Else it is only once the garbage collector has gone through everything, some texts later.
        """
        self._sentence_words.clear()
        vars(self).pop("_source_windows", None)
        if swapped := vars(self).pop("swapped", None):
            swapped.release()

    @cached_property
    def swapped(self) -> "TextPair":
        """The pair with its sides exchanged."""
        return TextPair(self.source, self.page, self.weights, self.same_language)

    def is_comparable(self, side: TextFacts, index: int) -> bool:
        """Whether a sentence that was placed nowhere is known to be absent from the other text.

        In another language it is where no sentence there is like it in meaning: one that is like it
        but not the same may retell it.
        """
        if self.same_language:
            return True
        other = self.page if side is self.source else self.source
        meanings, others = side.text.meanings, other.text.meanings
        if meanings is None or others is None or index >= len(meanings.rows):
            return False
        return not (others.rows @ meanings.rows[index] >= meanings.like).any()

    def shared_weight(self, page_index: int, source_index: int) -> float:
        """Weigh the terms that two sentences share."""
        return self.weights.mass(self.page.terms[page_index] & self.source.terms[source_index])

    @cached_property
    def source_weights(self) -> list[float]:
        """The weight of each source sentence."""
        return [self.weights.mass(terms) for terms in self.source.terms]

    def source_bits(self, term: str) -> int:
        """Return the source sentences that have a term as the bits of a number."""
        bits = self._source_bits.get(term)
        if bits is None:
            bits = sum(1 << index for index in self.source.term_places.get(term, ()))
            self._source_bits[term] = bits
        return bits

    # Words and names of the source

    def source_has_form(self, plain: str) -> bool:
        """Whether the source has a word in any form, or by another name."""
        has_form = self._source_forms.get(plain)
        if has_form is None:
            forms = self.source.vocabulary.forms
            has_form = plain in forms or self.source_has_other_name(core(plain))
            self._source_forms[plain] = has_form
        return has_form

    def source_has_other_name(self, name: str) -> bool:
        """Whether the source has a name's initials, its place, its people or a synonym."""
        source, place = self.source.vocabulary, place_of(name, self.page.language)
        return (
            name in source.names.initials
            or name in source.joined_words
            or (place is not None and place in source.names.places)
            or not source.content_plains.isdisjoint(other_names(name))
        )

    @cached_property
    def respelled_names(self) -> frozenset[str]:
        """Names of the page, without "'s", that the source spells differently."""
        page, source = self.page.vocabulary.names, self.source.vocabulary.names
        return respelt(map(core, page.capitals), source.capitals)

    @cached_property
    def lower_case_words(self) -> frozenset[str]:
        """Words that either text writes in lower case somewhere: they are not names."""
        return self.page.vocabulary.names.lower_case | self.source.vocabulary.names.lower_case

    @cached_property
    def byline_words(self) -> frozenset[str]:
        """Words of the source's headline, and of both texts' authors and publishers."""
        page, source = self.page.text, self.source.text
        bylines = " ".join([source.title or "", *source.names, *page.names])
        return frozenset(word.plain for word in split(bylines, self.source.language))

    def sentence_words(self, index: int) -> "SentenceWords":
        """Return the words of a page sentence beside the whole source."""
        if index not in self._sentence_words:
            self._sentence_words[index] = SentenceWords(self, index)
        return self._sentence_words[index]

    # Contexts of numbers and negations

    def source_window(self, index: int, first: int, last: int) -> ContextWindow:
        """Return the words around words ``first`` to ``last`` of a source sentence."""
        return self._source_windows(index, first, last)

    @cached_property
    def _source_windows(self) -> Callable[[int, int, int], ContextWindow]:
        @lru_cache(MOST_WINDOWS)
        def window(index: int, first: int, last: int) -> ContextWindow:
            return self.window(self.source.lines[index].words, first, last)

        return window

    def window(self, words: Sequence[Word], first: int, last: int) -> ContextWindow:
        """Return the words around the number that is words ``first`` to ``last``."""
        terms: dict[str, ContextWord] = {}
        for distance in range(len(WEIGHT_BY_DISTANCE)):
            for side, index in ((-1, first - 1 - distance), (1, last + 1 + distance)):
                if not 0 <= index < len(words):
                    continue
                term = words[index].term
                if term and term not in terms:
                    weight = max(FUNCTION_WORD_WEIGHT, self.weights[term])
                    terms[term] = ContextWord(weight, distance, side)
        left = words[first - 1].plain if first else ""
        right = words[last + 1].plain if last + 1 < len(words) else ""
        return ContextWindow(terms, left, right)

    def nearby_terms(self, words: Sequence[Word], first: int, last: int) -> frozenset[str]:
        """Return the content terms near words ``first`` to ``last``, without numbers."""
        before = words[max(0, first - CONTEXT_WORDS) : first]
        after = words[last + 1 : last + 1 + CONTEXT_WORDS]
        return frozenset(
            word.term
            for word in (*before, *after)
            if self.weights[word.term] and not word.plain[0].isdigit()
        )

    @cached_property
    def negation_contexts(self) -> list[frozenset[str]]:
        """The content terms near each negation of the source."""
        contexts = []
        for line in self.source.lines:
            for index in line.denials:
                terms = set(about_terms(line.words, index, self.weights, line.language))
                for word in line.words[max(0, index - CONTEXT_WORDS) : index]:
                    if self.weights[word.term]:
                        terms.add(word.term)
                contexts.append(frozenset(terms))
        return contexts


@dataclass(frozen=True, eq=False)
class SentenceWords:
    """The words of a page sentence, and which of them the whole source lacks.

    Words are given by their index in the sentence.
    """

    texts: TextPair
    index: int

    @property
    def page(self) -> SentenceFacts:
        """The page sentence."""
        return self.texts.page.lines[self.index]

    @cached_property
    def weights(self) -> list[float]:
        """The weight of each word; 0 for a function word."""
        term_weights = self.texts.weights
        weights = []
        for index, word in enumerate(self.page.words):
            terms = self._terms_at(index) if is_dense(word.plain) else [word.term]
            weights.append(max((term_weights[term] for term in terms), default=0.0))
        return weights

    @cached_property
    def content_words(self) -> list[int]:
        """Words that are more than function words."""
        return [index for index, weight in enumerate(self.weights) if weight > 0]

    def is_content(self, index: int) -> bool:
        """Whether a word is more than a function word."""
        return self.weights[index] > 0

    def is_name(self, index: int) -> bool:
        """Whether a word has a capital that doesn't only open the sentence."""
        return self.page.words[index].start > 0 and self.page.is_capital(index)

    @cached_property
    def absent_words(self) -> list[int]:
        """Content words that the whole source has in no form, value or spelling."""
        listed: set[int] = set()
        for quantity in self.page.quantities:
            if self.texts.source.values.places_of(quantity):
                listed.update(range(quantity.first, quantity.last + 1))
        return [
            index for index in self.content_words if index not in listed and self._is_absent(index)
        ]

    @property
    def absent_share(self) -> float:
        """The absent words' share of the sentence's weight, 0..1."""
        return sum(self.weights[index] for index in self.absent_words) / (sum(self.weights) or 1.0)

    @cached_property
    def abbreviated_words(self) -> frozenset[int]:
        """Words of names that the source abbreviates: "United States" as "U.S."."""
        abbreviated: set[int] = set()
        for first, last in self.page.names:
            name = range(first, last + 1)
            initials = "".join(self.page.plains[index][0] for index in name)
            if initials in self.texts.source.vocabulary.joined_words:
                abbreviated.update(name)
        return frozenset(abbreviated)

    def _is_absent(self, index: int) -> bool:
        texts, word = self.texts, self.page.words[index]
        source_terms = texts.source.all_terms
        if is_dense(word.plain):
            return source_terms.isdisjoint(self._terms_at(index))
        if word.term in source_terms or texts.source_has_form(word.plain):
            return False
        if index in self.abbreviated_words:
            return False
        name = core(word.plain)
        if self.is_name(index) and len(name) >= RESPELLED_NAME:
            return name not in texts.respelled_names
        return True

    def _terms_at(self, index: int) -> list[str]:
        """Return a word's terms; in scripts without spaces also that of the word before it."""
        words, term = self.page.words, self.page.words[index].term
        if index and is_dense(words[index].plain) and words[index - 1].end == words[index].start:
            return [other for other in (words[index - 1].term, term) if len(other) > 1]
        return [term]


@dataclass(frozen=True)
class SentencePair:
    """A page sentence and its source sentences, each by its index, best first."""

    texts: TextPair
    index: int
    # Where the sentence comes from: facts are compared with these alone.
    sources: tuple[int, ...]
    # It rests on these, too: they have what ``sources`` lack.
    additional: tuple[int, ...] = ()
    # They only bear out a word. A fact found there may belong to somebody else.
    corroborating: tuple[int, ...] = ()
    # They have most of it, but not where a page that follows its source would have it.
    out_of_order: tuple[int, ...] = ()

    def with_sources(
        self,
        sources: tuple[int, ...] = (),
        additional: tuple[int, ...] = (),
        corroborating: tuple[int, ...] = (),
    ) -> "SentencePair":
        """Return the page sentence beside other source sentences, or beside none."""
        return SentencePair(self.texts, self.index, sources, additional, corroborating)

    @property
    def page(self) -> SentenceFacts:
        """The page sentence."""
        return self.texts.page.lines[self.index]

    @cached_property
    def words(self) -> SentenceWords:
        """The words of the page sentence beside the whole source."""
        return self.texts.sentence_words(self.index)

    @property
    def best(self) -> SentenceFacts:
        """The best source sentence."""
        return self.texts.source.lines[self.sources[0]]

    @property
    def support(self) -> tuple[int, ...]:
        """The source sentences that it rests on, at most six."""
        return self.sources + self.additional

    @property
    def all_sources(self) -> tuple[int, ...]:
        """The source sentences that bear out any part of it, at most six."""
        return self.support + self.corroborating

    def lines(self, indices: Iterable[int]) -> list[SentenceFacts]:
        """Return source sentences by their indices."""
        return [self.texts.source.lines[index] for index in indices]

    def places(self, quantity: Quantity) -> list[NumberPlace]:
        """Return the places where the source has a number or date of the page sentence."""
        return self.texts.source.values.places_of(quantity)

    @cached_property
    def rivals(self) -> list[NumberPlace]:
        """Numbers of the source sentences that the page sentence doesn't have."""
        rivals = []
        for line in self.lines(self.sources):
            for number in line.quantities:
                # "Six Nations": a number with a capital that opens no sentence is a name.
                is_capital = number.start > 0 and line.text[number.start].isupper()
                is_name = is_capital and not number.is_date
                if number.unit == "label" or is_name:
                    continue
                if not any(same_value(own, number) for own in self.page.quantities):
                    rivals.append(NumberPlace(line.index, number))
        return rivals

    @cached_property
    def has_told_rivals(self) -> bool:
        """Whether one of the rivals is in a source sentence that has half of this one."""
        return any(map(self.is_mostly_in, {rival.sentence for rival in self.rivals}))

    def is_mostly_in(self, source_index: int) -> bool:
        """Whether a source sentence has half of it, so that both speak of one thing."""
        weight = self.texts.weights.mass(self.page.terms)
        return self.texts.shared_weight(self.index, source_index) >= SAME_STATEMENT * weight

    # Beside the best source sentence, word by word

    def is_near_copy(self, least: float = NEAR_COPY) -> bool:
        """Whether the page sentence repeats its best source sentence but for a few words.

        Only in a near copy does a word replace another one.
        """
        return bool(self.sources) and self.texts.same_language and self.kept_share >= least

    @cached_property
    def edits(self) -> list[Edit]:
        """Differences in the words' plain forms."""
        return _edits(LCSseq.opcodes(self.page.plains, self.best.plains))

    @cached_property
    def term_edits(self) -> list[Edit]:
        """Differences in the words' terms: another form of a word is not a difference."""
        return _edits(self._term_opcodes)

    @cached_property
    def replacements(self) -> list[Edit]:
        """Page words in the place of source words, between the same kept words."""
        return [edit for edit in self.term_edits if edit.page and edit.source]

    @cached_property
    def kept_figures(self) -> frozenset[int]:
        """Words of numbers and their units that the best source sentence has as a value.

        It may have another unit or scale: "30 mm" for "3 centimetres".
        """
        kept: set[int] = set()
        for quantity in self.page.quantities:
            if any(place.sentence == self.best.index for place in self.places(quantity)):
                kept.update(range(quantity.first, quantity.last + 1))
        return frozenset(kept)

    @cached_property
    def kept_words(self) -> dict[int, int]:
        """The source words that the page keeps, with their indices in the page sentence."""
        page_by_source: dict[int, int] = {}
        for opcode in self._term_opcodes:
            if opcode.tag == "equal":
                source = range(opcode.dest_start, opcode.dest_end)
                page = range(opcode.src_start, opcode.src_end)
                page_by_source.update(zip(source, page, strict=True))
        return page_by_source

    @cached_property
    def kept_share(self) -> float:
        """The share of the page sentence's words that are kept, 0..1."""
        return len(self.kept_words) / len(self.page.words)

    @property
    def adds_nothing(self) -> bool:
        """Whether it adds no content word, and drops none between kept ones."""
        source_words = self.best.words
        kept_run = range(min(self.kept_words, default=0), max(self.kept_words, default=0))
        for edit in self.term_edits:
            if any(self.words.is_content(index) for index in edit.page):
                return False
            for index in edit.source:
                if index in kept_run and self.texts.weights[source_words[index].term]:
                    return False
        return True

    @cached_property
    def _term_opcodes(self) -> list[Opcode]:
        if not self.sources:
            return []
        page, source = (
            [word.term or word.plain for word in line.words] for line in (self.page, self.best)
        )
        return list(LCSseq.opcodes(page, source))


def _edits(opcodes: Iterable[Opcode]) -> list[Edit]:
    """Join the neighbouring opcodes between words that are equal."""
    edits: list[Edit] = []
    is_open = False  # the last edit may still grow
    for opcode in opcodes:
        if opcode.tag == "equal":
            is_open = False
            continue
        page = range(opcode.src_start, opcode.src_end)
        source = range(opcode.dest_start, opcode.dest_end)
        if is_open:
            previous = edits.pop()
            page = range(previous.page.start, page.stop)
            source = range(previous.source.start, source.stop)
        edits.append(Edit(page, source))
        is_open = True
    return edits
