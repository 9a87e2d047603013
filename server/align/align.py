"""Two texts side by side: where each sentence of the page comes from, and what differs.

prepare -> verbatim sentences -> path or cover -> label -> changes -> account, left out, figures
"""

from collections.abc import Iterable
from dataclasses import replace

from server.align.account import account_of, figures_of, places
from server.align.facts import TextFacts
from server.align.omissions import rank_left_out
from server.align.pair import TextPair
from server.align.placement import place
from server.align.sentences import page_sentence
from server.align.similarity import Similarity
from server.align.texts import Text
from server.model import Alignment, PageSentence

_LEXICAL = Similarity()


def align(page: Text, source: Text, similarity: Similarity = _LEXICAL) -> Alignment:
    """Return every sentence of `page` beside the sentences of `source` it comes from.

    `similarity` finds those. Empty sentences are boilerplate in the page, and no part of the
    source. Only the first `MOST_SENTENCES` of either text are looked at; `warnings_of` says so.
    """
    texts = TextPair.of(page, source)
    placed = align_claim(texts, similarity)
    account = account_of(texts, placed.sentences)
    left_out = rank_left_out(texts, account, texts.page.all_terms)
    texts.release()
    return replace(
        placed,
        left_out=left_out,
        figures=figures_of(placed.sentences, account, texts),
        not_compared=places(account, "not_compared"),
        account=account,
    )


def align_some(
    page: Text | TextFacts, source: Text, indices: Iterable[int], *, copied: bool = False
) -> list[PageSentence]:
    """Return some sentences of `page` as `align` does; those beyond its limits are left out.

    With `copied` also those that the source has word for word.
    """
    texts = TextPair.of(page, source)
    chosen_indices = {index for index in indices if index < len(texts.page)}
    placement = place(texts, _LEXICAL, chosen_indices)
    chosen_indices |= set(placement.verbatim) if copied else set()
    sentences = [page_sentence(placement, index) for index in sorted(chosen_indices)]
    texts.release()
    return sentences


def align_claim(texts: TextPair, similarity: Similarity = _LEXICAL) -> Alignment:
    """Return the sentences of a claim beside a source, without an account of the source.

    A claim leaves out nearly all of what it cites: neither `left_out` nor `account` has an entry.
    """
    placement = place(texts, similarity)
    sentences = [page_sentence(placement, index) for index in range(len(texts.page))]
    return Alignment(
        order=placement.assigned.order,
        sentences=sentences,
        left_out=[],
        figures=figures_of(sentences, [], texts),
        page=texts.page.sentences,
        source=texts.source.sentences,
    )
