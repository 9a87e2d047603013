"""A text made ready to be compared: its words and terms, sentence by sentence."""

from dataclasses import dataclass

from server.align.text import Text
from server.text.tokens import Word, words

MOST_SENTENCES = 5_000
MOST_WORDS = 1_000  # of one sentence: what follows is shown, not compared


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text's sentences with their words, their plain forms and their sets of terms."""

    text: Text
    language: str | None
    sentences: list[str]
    words: list[list[Word]]
    plains: list[list[str]]
    terms: list[frozenset[str]]
    cut: frozenset[int]  # sentences of which only the first `MOST_WORDS` words are here

    def __len__(self) -> int:
        return len(self.sentences)


def prepare(text: Text, language: str | None) -> Prepared:
    """`text` read as `language`; at most `MOST_SENTENCES` of its sentences."""
    sentences = list(text.sentences[:MOST_SENTENCES])
    found = [words(sentence, language)[:MOST_WORDS] for sentence in sentences]
    return Prepared(
        text=text,
        language=language,
        sentences=sentences,
        words=found,
        plains=[[word.plain for word in line] for line in found],
        terms=[frozenset(word.term for word in line if word.term) for line in found],
        cut=frozenset(index for index, sentence in enumerate(sentences) if is_cut(sentence)),
    )


def is_cut(sentence: str) -> bool:
    """Whether it has more words than are compared."""
    return len(sentence) > MOST_WORDS and len(words(sentence, None)) > MOST_WORDS
