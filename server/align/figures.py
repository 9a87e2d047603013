"""The counts that a reader understands."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from server.align.texts import Prepared, is_blank
from server.language.data import letters_are_words
from server.model import COUNTED_KINDS, Elsewhere, Figures, LeftOut, PageSentence

WORDS_A_MINUTE, LETTERS_A_MINUTE = 230, 500  # silent reading, as the API says
_GONE = "moved"  # no detector has it any more, but clients read it


def figures_of(
    sentences: Sequence[PageSentence],
    left_out: Sequence[LeftOut],
    source: Prepared,
    not_compared: Sequence[int] = (),
) -> Figures:
    """Count the figures of an alignment."""
    words = [_length(source, index) for index in range(len(source))]
    left_out_words = sum(words[entry.source] for entry in left_out)
    unused_words = left_out_words + sum(words[index] for index in not_compared)
    total = sum(words)
    visible = sum(not is_blank(sentence) for sentence in source.sentences)
    return Figures(
        **counts(sentences, sentences),
        source_sentences=visible,
        used=visible - len(left_out) - len(not_compared),
        covered_share=round(1 - unused_words / total, 4) if total else 0.0,
        left_out_words=left_out_words,
        left_out_minutes=round(left_out_words / _pace(source.language), 1),
    )


def counts(
    sentences: Sequence[PageSentence], shown: Sequence[PageSentence | Elsewhere]
) -> dict[str, Any]:
    """Count findings, and the changes by kind of each sentence as it is `shown`."""
    findings = Counter(sentence.finding for sentence in sentences)
    changed = Counter(change.kind for side in shown for change in side.changes)
    return {
        "page_sentences": len(sentences) - findings["note"],
        "found": findings["found"],
        "verbatim": sum(side.label == "verbatim" for side in shown),
        "differs": findings["differs"],
        "partly_found": findings["partly"],
        "not_found": findings["not_found"],
        "changed": {kind: changed[kind] for kind in (*COUNTED_KINDS, _GONE)},
    }


def _length(source: Prepared, index: int) -> int:
    """Count the words of a source sentence; characters in Chinese and Japanese."""
    return sum(1 for word in source.words[index] if word.term or word.plain)


def _pace(language: str | None) -> int:
    return LETTERS_A_MINUTE if letters_are_words(language) else WORDS_A_MINUTE
