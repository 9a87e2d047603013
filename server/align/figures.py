"""The counts that a reader understands."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from server.align.texts import Prepared
from server.language.data import letters_are_words
from server.model import COUNTED_KINDS, AccountEntry, AccountState, Elsewhere, Figures, PageSentence

WORDS_A_MINUTE, LETTERS_A_MINUTE = 230, 500  # silent reading, as the API says
_UNKNOWN: AccountState = "not_compared"
_GONE = "moved"  # no detector has it any more, but clients read it


def figures_of(
    sentences: Sequence[PageSentence], account: Sequence[AccountEntry], source: Prepared
) -> Figures:
    """Count the figures of an alignment."""
    states = Counter(entry.state for entry in account)
    words = [0 if one.state == "aside" else len(source.words[one.source]) for one in account]
    left_out_words = sum(_lacking(source, entry) for entry in account)
    untold = left_out_words + sum(words[one.source] for one in account if one.state == _UNKNOWN)
    total = sum(words)
    pace = LETTERS_A_MINUTE if letters_are_words(source.language) else WORDS_A_MINUTE
    return Figures(
        **counts(sentences, sentences),
        **counts_of(states),
        covered_share=round(1 - untold / total, 4) if total else 0.0,
        left_out_words=left_out_words,
        left_out_minutes=round(left_out_words / pace, 1),
    )


def counts_of(states: Counter[AccountState]) -> dict[str, Any]:
    """Count the source's sentences by their states in an account."""
    return {
        "source_sentences": states.total() - states["aside"],
        "used": states["told"] + states["in_part"],
        "told": states["told"],
        "told_in_part": states["in_part"],
        "left_out": states["left_out"],
        "not_compared": states[_UNKNOWN],
    }


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


def _lacking(source: Prepared, entry: AccountEntry) -> int:
    """Count the words of a source sentence that the page leaves out; characters in Chinese."""
    words = source.words[entry.source]
    if entry.state == "left_out":
        return len(words)
    return sum(span.start <= word.start < span.end for span in entry.rest for word in words)
