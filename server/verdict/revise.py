"""What the comparison with the longer text adds to a verdict.

The page alone says what it claims to be; the text that was found shows what it is.
"""

from dataclasses import replace

from server.model import Alignment, Evidence, Label, Verdict

WORD_FOR_WORD = 0.9  # share of the page's sentences that the source has as they are
WHOLE_OF_IT = 0.9  # share of the source's words in sentences that the page has: a copy
PART_OF_IT = 0.75
FEWEST = 3  # sentences; fewer show nothing
_CORRECTED: frozenset[Label] = frozenset({"full", "unknown", "excerpt", "summary"})


def corrected(verdict: Verdict, alignment: Alignment, *, linked: bool) -> Verdict:
    """`verdict` in the light of `alignment` with the page's source; `linked`: the page leads there.

    Contained word for word in a longer text, a page is an excerpt; covering its own linked source
    only partly and in other words, a summary; the same at equal length is a copy, so whole.
    """
    figures = alignment.figures
    if figures.page_sentences < FEWEST or verdict.label not in _CORRECTED:
        return verdict
    same = sum(one.label in ("verbatim", "near_verbatim") for one in alignment.sentences)
    told = figures.found + figures.partly_found
    word_for_word = same / figures.page_sentences
    label: Label | None = None
    if word_for_word >= WORD_FOR_WORD and figures.covered_share >= WHOLE_OF_IT:
        much = "all" if figures.used == figures.source_sentences else "nearly all"
        label, what = "full", f"and it has {much} of it: a copy"
    elif word_for_word >= WORD_FOR_WORD and figures.covered_share <= PART_OF_IT:
        label, what = "excerpt", "and it leaves the rest out: an excerpt"
    elif (
        linked
        and word_for_word < 0.5 <= told / figures.page_sentences
        and figures.covered_share <= PART_OF_IT
    ):
        label, what = "summary", "mostly in other words, and it leaves the rest out: a summary"
    if label is None:
        return verdict
    says = (
        f"Of the page's {figures.page_sentences} sentences {figures.found} are found in the "
        f"original and {figures.partly_found} in part, {what}."
    )
    params = {
        "sentences": figures.page_sentences,
        "found": told,
        "same": same,
        "covered": round(figures.covered_share, 2),
    }
    # A sentence that both have is what the page shows of it.
    quote = next(alignment.page[one.index] for one in alignment.sentences if one.source)
    shown = Evidence("alignment_shows", says, quote, None, 0.9, params)
    if label == verdict.label:
        return replace(verdict, evidence=[*verdict.evidence, shown])
    doubts = [replace(one, weight=min(one.weight, 0.0)) for one in verdict.evidence]
    return Verdict(label, 0.9, [shown, *doubts])
