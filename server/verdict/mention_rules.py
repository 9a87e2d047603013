"""The rules by which lines of a page may name another publisher, and how each is read.

`tests/unit/verdict/test_mention_rules.py` reads every example.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from server.page.remark import Remark
from server.page.traits import (
    begins_with_date,
    has_phrase,
    is_after_text,
    is_before_text,
    is_mostly_links,
    is_whole_block,
    is_within,
)
from server.page.windows import (
    ABOVE,
    AT_FIRST,
    AT_LAST,
    CALL_LENGTH,
    HEAD,
    LABEL_LENGTH,
    NAME_LENGTH,
    TAIL,
)

# How a line names a publisher; `basis.py` has a reader for each.
Reading = Literal["agency", "alone", "line", "republished", "report"]


class MentionRule(NamedTuple):
    """A rule, how to read a line for which it holds, and where such a line is."""

    holds: Callable[[Remark], bool]
    reading: Reading
    place: Literal["beside", "tail"]


def is_name_above(remark: Remark) -> bool:
    """Whether a line above the text may be an outlet's name alone.

    Holds for:
        <p>Reuters</p>
    """
    return (
        is_whole_block(remark)
        and is_within(remark, HEAD)
        and is_before_text(remark)
        and len(remark.text) <= NAME_LENGTH
        and not remark.block.is_beside
        and not remark.leads.all
    )


def is_source_line_above(remark: Remark) -> bool:
    """Whether a line around the text's beginning may name its source.

    Holds for:
        <p>来源：The Harbour Gazette</p>
    """
    return (
        is_whole_block(remark)
        and is_within(remark, AT_FIRST)
        and len(remark.text) <= NAME_LENGTH
        and not remark.block.is_closed
        and not is_within(remark, AT_LAST)
    )


def is_dated_source_line(remark: Remark) -> bool:
    """Whether a line around the text's beginning, which begins with a date, may name its source.

    Holds for:
        <p>4 May 2026 10:32 Source: The Harbour Gazette</p>
    """
    return (
        is_whole_block(remark)
        and is_within(remark, HEAD)
        and len(remark.text) <= LABEL_LENGTH
        and not (remark.block.is_closed or remark.block.is_beside or remark.block.is_control)
        and begins_with_date(remark)
    )


def is_source_line_below(remark: Remark) -> bool:
    """Whether a block around the text's end may name its source.

    Holds for:
        <p>Source: The Harbour Gazette</p>
    """
    return is_whole_block(remark) and is_within(remark, AT_LAST) and not remark.block.is_closed


def is_agency_line_above(remark: Remark) -> bool:
    """Whether a line above the text may name an agency beside its author.

    Holds for:
        <p>By Ada Quill – Reuters</p>
    """
    block = remark.block
    return (
        is_whole_block(remark)
        and is_within(remark, ABOVE)
        and len(remark.text) <= NAME_LENGTH
        and not (block.is_closed or block.is_control)
    )


def is_agency_line_below(remark: Remark) -> bool:
    """Whether a line after the text may name the agency that it is from.

    Holds for:
        <p>© 2026 The Associated Press</p>
    """
    return (
        is_whole_block(remark)
        and is_within(remark, AT_LAST)
        and is_after_text(remark)
        and len(remark.text) <= LABEL_LENGTH
        and not remark.block.is_closed
    )


def says_republished_above(remark: Remark) -> bool:
    """Whether a sentence above the text says where it appeared first.

    Holds for:
        <p>This article was originally published by The Harbour Gazette.</p>
    """
    return is_within(remark, HEAD) and _says_republished(remark)


def says_republished_below(remark: Remark) -> bool:
    """Whether a sentence at the text's end says where it appeared first.

    Holds for:
        <p>This story originally appeared in The Harbour Gazette.</p>
    """
    return is_within(remark, TAIL) and not is_within(remark, HEAD) and _says_republished(remark)


def is_report_below(remark: Remark) -> bool:
    """Whether a line after the text, outside of it, may say whose report it is.

    Holds for:
        </article></main><div><p>According to the Harbour Gazette</p></div>
    """
    block = remark.block
    return (
        is_whole_block(remark)
        and is_within(remark, AT_LAST)
        and is_after_text(remark)
        and len(remark.text) <= LABEL_LENGTH
        and not (block.is_closed or block.is_beside or block.is_control or block.in_body)
        and not is_mostly_links(remark)
    )


def _says_republished(remark: Remark) -> bool:
    block = remark.block
    return (
        remark.is_sentence
        and len(remark.text) <= CALL_LENGTH
        and has_phrase(remark, "republished")
        and not (block.is_closed or block.is_control or block.is_beside)
    )


MENTION_RULES = (
    MentionRule(is_name_above, "alone", "beside"),
    MentionRule(is_source_line_above, "line", "beside"),
    MentionRule(is_dated_source_line, "line", "beside"),
    MentionRule(is_source_line_below, "line", "tail"),
    MentionRule(is_agency_line_above, "agency", "beside"),
    MentionRule(is_agency_line_below, "agency", "tail"),
    MentionRule(says_republished_above, "republished", "beside"),
    MentionRule(says_republished_below, "republished", "tail"),
    MentionRule(is_report_below, "report", "tail"),
)
