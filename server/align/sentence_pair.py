"""A page sentence beside the source sentences it comes from: what every comparison reads."""

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import LCSseq

from server.align.source_index import MOST_LOOKED_AT, Texts
from server.text.numbers.quantity import Quantity, same_value
from server.text.numbers.reader import quantities
from server.text.tokens import Word


@dataclass(frozen=True)
class Pair:
    """Page sentence `index` and its source sentences, best first."""

    texts: Texts
    index: int
    sources: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """The page sentence."""
        return self.texts.page.sentences[self.index]

    @property
    def words(self) -> list[Word]:
        """Words of the page sentence."""
        return self.texts.page.words[self.index]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Numbers and dates of the page sentence."""
        page = self.texts.page
        found = quantities(self.sentence, self.words, page.language, page.text.published)
        return found[:MOST_LOOKED_AT]

    def places(self, quantity: Quantity) -> list[tuple[int, Quantity]]:
        """Where the source has a number or date of the page sentence."""
        return self.texts.values.places_of(quantity)

    @cached_property
    def rivals(self) -> list[tuple[int, Quantity]]:
        """Other numbers of the aligned sentences, which the page sentence does not have."""
        return [
            (j, theirs)
            for j in self.sources
            for theirs in self.texts.source_quantities[j]
            if not any(same_value(ours, theirs) for ours in self.quantities)
        ]

    @cached_property
    def source_terms(self) -> frozenset[str]:
        """All terms of the source sentences."""
        return frozenset().union(*(self.texts.source.terms[j] for j in self.sources))

    @cached_property
    def steps(self) -> list[tuple[str, int, int, int, int]]:
        """Word by word, how the best source sentence becomes the page sentence.

        Opcodes as difflib's: (tag, page from, page to, source from, source to).
        """
        if not self.sources:
            return []
        ours = [word.term or word.plain for word in self.words]
        theirs = [word.term or word.plain for word in self.texts.source.words[self.sources[0]]]
        return [
            (op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end)
            for op in LCSseq.opcodes(ours, theirs)
        ]

    @cached_property
    def kept(self) -> float:
        """Share of the page sentence's words that stand in the same order in the best source."""
        if not self.sources:
            return 0.0
        same = sum(step[2] - step[1] for step in self.steps if step[0] == "equal")
        return same / len(self.words)

    @cached_property
    def swaps(self) -> list[tuple[range, range]]:
        """Words of the page in the place of words of the best source sentence.

        A run of the page's own words and a run of the source's between the same kept words.
        """
        found: list[tuple[range, range]] = []
        ours: list[int] = []
        theirs: list[int] = []
        for tag, a, b, c, d in [*self.steps, ("equal", 0, 0, 0, 0)]:
            if tag == "equal":
                if ours and theirs:
                    found.append((range(ours[0], ours[-1] + 1), range(theirs[0], theirs[-1] + 1)))
                ours, theirs = [], []
            else:
                ours.extend(range(a, b))
                theirs.extend(range(c, d))
        return found
