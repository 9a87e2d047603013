"""Spans of a page sentence that nothing in the whole source supports."""

import re

from server.align.sentence_pair import SentencePair
from server.model import Span
from server.text.spans import page_span, runs, whole

_KANA = re.compile("[\u3041-\u309f]")  # one alone is an ending or a particle


def missing_spans(pair: SentencePair) -> list[Span]:
    """The stretches of the page sentence whose content words the source has in no form.

    A function word between two of them belongs to the stretch.
    """
    bridge = [not pair.is_content(at) for at in range(len(pair.words))]
    found = (
        whole(pair.sentence, pair.words, range(first, last + 1))
        for first, last in runs(pair.absent, bridge)
    )
    spans = [page_span(pair.sentence, *at) for at in found]
    return [span for span in spans if not _KANA.fullmatch(span.text)]
