"""What the detectors of exchanged words share: near copies and the words that replace others."""

from server.align.sentence_pair import SentencePair

KEPT = 0.6  # share of the page sentence's words, in the source's order, that makes a near copy


NEARLY_ALL = 0.75


def is_near_copy(pair: SentencePair, least: float = KEPT) -> bool:
    """Whether the page sentence repeats its best source sentence but for a few words.

    Only here does a word replace another one. In free retellings the same rules
    were right in 1 of 9 cases (judged pairs and RAGTruth; tests/bench/judged.py). A dropped
    doubt or rank needs `NEARLY_ALL`: it is often only said in other words.
    """
    return bool(pair.sources) and pair.texts.same_language and pair.kept >= least


def kept_places(pair: SentencePair) -> dict[int, int]:
    """Words of the best source sentence that the page keeps, with their places in the page."""
    return {
        source_at + step: page_at + step
        for tag, page_at, end, source_at, _ in pair.steps
        if tag == "equal"
        for step in range(end - page_at)
    }


def counterpart_of(pair: SentencePair, at: int) -> tuple[int, int] | None:
    """Start and end of what the page says in the place of word `at` of the best source."""
    for page_side, source_side in pair.swaps:
        if at in source_side:
            return pair.words[page_side[0]].start, pair.words[page_side[-1]].end
    return None
