"""The rules by which a link of a page may lead to its source.

A rule is a function of a remark, with an example of markup in which it holds;
`tests/unit/source/test_pointer_rules.py` reads every example. `POINTER_RULES` lists them in order,
with how far a link speaks for its address.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from server.page.document import Link
from server.page.remark import Remark
from server.page.traits import (
    diverts,
    has_phrase,
    is_below_heading_of_others,
    is_in_source_part,
    is_linked_sentence,
    is_mostly_call,
    is_mostly_its_link,
    is_off_topic,
    is_titled_like_page,
    leads_to_story,
    may_ask,
)
from server.page.windows import (
    BRIEF_BLOCK,
    CALL_LENGTH,
    LABEL_LENGTH,
    NAME_LENGTH,
    STATEMENT_LENGTH,
)
from server.text.calls import Kind
from server.text.credits.forms import CreditForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PointerRule:
    """A rule, and what its link is: a call asks the reader to read there.

    `strength`, 0..1, is how far the link speaks for its address.
    """

    holds: Callable[[Remark], bool]
    kind: str
    strength: float
    is_call: bool = False

    def links_in(self, remarks: Iterable[Remark]) -> Iterator[tuple[Remark, Link]]:
        """Yield the remarks for which it holds, with their links."""
        for remark in remarks:
            if self.holds(remark) and (story := remark.leads.story):
                yield remark, story


# Calls below the story


def is_called_summary(remark: Remark) -> bool:
    """Whether a line calls the page a summary, with a link.

    Holds for:
        <p>This is a summary.
        <a href="https://harbour-gazette.example/2026/tunnel-opens">Gazette</a></p>
    """
    return (
        _is_call(remark)
        and remark.calls_for("says_summary")
        and not has_phrase(remark, "cut_for_subscribers", "says_excerpt")
    )


def asks_to_read_full(remark: Remark) -> bool:
    """Whether a line asks to read the full story.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Read the full story</a></p>
    """
    return (
        _is_call(remark)
        and (is_mostly_call(remark) or remark.kind_by_words == "read_full")
        and remark.calls_for("read_full")
        and not has_phrase(remark, "cut_for_subscribers", "republished")
    )


def leads_to_original(remark: Remark) -> bool:
    """Whether a line leads to "the original".

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">View original</a></p>
    """
    return (
        _is_call(remark)
        and is_mostly_call(remark)
        and has_phrase(remark, "original")
        and not has_phrase(remark, "cut_for_subscribers", "republished")
    )


def is_called_excerpt(remark: Remark) -> bool:
    """Whether a line calls the page an excerpt of what it links.

    Holds for:
        <p>This essay is excerpted from
        <a href="https://harbour-gazette.example/2026/tunnel-opens">The Harbour Years</a>.</p>
    """
    return (
        _is_call(remark)
        and remark.calls_for("says_excerpt")
        and not has_phrase(remark, "cut_for_subscribers")
    )


def asks_to_continue(remark: Remark) -> bool:
    """Whether a line asks to continue reading.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Continue reading</a></p>
    """
    return (
        _is_call(remark)
        and is_mostly_call(remark)
        and has_phrase(remark, "continue_reading")
        and not has_phrase(remark, "cut_for_subscribers")
    )


def offers_more(remark: Remark) -> bool:
    """Whether a short link offers more, the whole or details.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Learn more</a></p>
    """
    return (
        _is_short_link(remark)
        and bool(remark.words & {"on", "whole", "detail"})
        and remark.kind_by_words != "cut_for_subscribers"
        and not has_phrase(remark, "cut_for_subscribers")
    )


# Credits below the story


def is_source_link(remark: Remark) -> bool:
    """Whether a short link says that it is the source.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Source</a></p>
    """
    return _is_short_link(remark) and "source" in remark.words and remark.unit != "label"


def is_source_line(remark: Remark) -> bool:
    """Whether a line below the story names its source.

    Holds for:
        <p>Source: <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a></p>
    """
    return may_ask(remark) and _is_credit_phrase(remark, "source_line")


def is_source_line_in_text(remark: Remark) -> bool:
    """Whether a brief block of the text names its source.

    Holds for:
        <p>Source: <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a></p>
    """
    return (
        is_linked_sentence(remark)
        and len(remark.block.text) <= BRIEF_BLOCK
        and has_phrase(remark, "source_line")
        and not has_phrase(remark, "cut_for_subscribers")
        and not diverts(remark)
        and _is_on_topic(remark)
    )


def is_republished(remark: Remark) -> bool:
    """Whether a sentence says where the text was published first.

    Holds for:
        <p>Originally published on
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a>.</p>
    """
    return (
        (may_ask(remark) or is_linked_sentence(remark))
        and len(remark.text) <= CALL_LENGTH
        and has_phrase(remark, "republished")
        and not diverts(remark)
        and remark.unit != "label"
        and _is_on_topic(remark)
    )


def is_republished_note(remark: Remark) -> bool:
    """Whether a note beside the text describes its link as where it appeared first.

    Holds for:
        <p>First appeared in
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a></p>
    """
    return _is_linked_note(remark) and "republished" in remark.credit_forms


def is_republished_in_text(remark: Remark) -> bool:
    """Whether a sentence of the text says that it appeared first behind its link.

    Holds for:
        <p>The essay was originally published in
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a> in May.</p>
    """
    return _is_statement_with(remark, "republished")


def is_reported(remark: Remark) -> bool:
    """Whether a sentence says who reported the story first.

    Holds for:
        <p>First reported by
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a>.</p>
    """
    is_place = may_ask(remark) or is_linked_sentence(remark)
    return is_place and _is_credit_phrase(remark, "reported")


def is_credit_note(remark: Remark) -> bool:
    """Whether a note beside the text credits the publisher of its link.

    Holds for:
        <p>Source: <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a></p>
    """
    return _is_linked_note(remark) and "credit" in remark.credit_forms


def is_report_note(remark: Remark) -> bool:
    """Whether a note beside the text tells what the publisher of its link reports.

    Holds for:
        <p>According to
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a></p>
    """
    return remark.unit == "link" and _is_linked_note(remark) and "told" in remark.credit_forms


def is_report_in_text(remark: Remark) -> bool:
    """Whether a sentence of the text tells what the publisher of its link reports.

    Holds for:
        <p>The delay was reported by
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Gazette</a> in May.</p>
    """
    return _is_statement_with(remark, "told")


# Links by their words


def offers_whole_text(remark: Remark) -> bool:
    """Whether a link beside the text offers the whole article.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">The whole article</a></p>
    """
    return (
        _is_linked_note(remark)
        and "whole" in remark.words
        and bool(remark.words & {"read", "text"})
    )


def offers_text(remark: Remark) -> bool:
    """Whether a link beside the text asks to read the article, or to go on to it.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Read the article</a></p>
    """
    return (
        _is_linked_note(remark) and "text" in remark.words and bool(remark.words & {"read", "on"})
    )


def names_site_in_note(remark: Remark) -> bool:
    """Whether a link beside the text has its site's or a publisher's name.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">harbour-gazette.example</a>
        </p>
    """
    return (
        remark.unit == "link"
        and _is_linked_note(remark)
        and leads_to_story(remark)
        and remark.names_publisher
    )


def names_site_in_text(remark: Remark) -> bool:
    """Whether a link in the text has its site's or a publisher's name.

    Holds for:
        <p>The delay was in
        <a href="https://harbour-gazette.example/2026/tunnel-opens">the Harbour Gazette</a>
        of May.</p>
    """
    return _is_statement_to_story(remark) and remark.names_publisher


def is_lone_link(remark: Remark) -> bool:
    """Whether a link to a story is in a line beside the text, if it is the only one there.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">How the tunnel was dug</a>
        </p>
    """
    return (
        remark.unit == "link"
        and remark.is_outside
        and len(remark.block.text) <= LABEL_LENGTH
        and leads_to_story(remark)
        and _is_on_topic(remark)
        and not is_below_heading_of_others(remark)
    )


# Links by their place


def is_marked_as_source(remark: Remark) -> bool:
    """Whether a link is in a part whose class says "source".

    Holds for:
        <div class="article-source">
        <a href="https://harbour-gazette.example/2026/tunnel-opens">Gazette</a></div>
    """
    return remark.unit == "link" and is_in_source_part(remark) and not is_off_topic(remark)


def is_linked_headline(remark: Remark) -> bool:
    """Whether the page's headline is a link to a story elsewhere.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Harbour tunnel opens two
        years late</a></p>
    """
    return (
        remark.unit == "link"
        and is_titled_like_page(remark)
        and leads_to_story(remark)
        and not is_off_topic(remark)
    )


# What several rules ask


def _is_on_topic(remark: Remark) -> bool:
    return not is_off_topic(remark) and not remark.is_about_other_story


def _is_call(remark: Remark) -> bool:
    """Whether it is a sentence of a call's length below the story, and about the story."""
    return (
        may_ask(remark)
        and len(remark.text) <= CALL_LENGTH
        and not diverts(remark)
        and _is_on_topic(remark)
    )


def _is_short_link(remark: Remark) -> bool:
    """Whether it is little more than its link, and asks for nothing else."""
    return (
        may_ask(remark)
        and len(remark.text) <= NAME_LENGTH
        and is_mostly_its_link(remark)
        and not remark.words & {"other", "access"}
        and _is_on_topic(remark)
    )


def _is_credit_phrase(remark: Remark, kind: Kind) -> bool:
    return (
        len(remark.text) <= CALL_LENGTH
        and has_phrase(remark, kind)
        and not has_phrase(remark, "cut_for_subscribers")
        and not diverts(remark)
        and remark.unit != "label"
        and _is_on_topic(remark)
    )


def _is_linked_note(remark: Remark) -> bool:
    """Whether it is a link, or the sentence around one, beside the text."""
    return remark.link is not None and remark.is_outside and _is_on_topic(remark)


def _is_statement_to_story(remark: Remark) -> bool:
    return (
        is_linked_sentence(remark)
        and len(remark.text) <= STATEMENT_LENGTH
        and leads_to_story(remark)
        and not is_off_topic(remark)
    )


def _is_statement_with(remark: Remark, form: CreditForm) -> bool:
    return _is_statement_to_story(remark) and form in remark.credit_forms


READ_FULL = PointerRule(holds=asks_to_read_full, kind="read_full", strength=0.9, is_call=True)
# Asked for only where nothing else points to a source.
LONE_LINK = PointerRule(holds=is_lone_link, kind="alone", strength=0.45)

POINTER_RULES: tuple[PointerRule, ...] = (
    PointerRule(holds=is_called_summary, kind="says_summary", strength=0.95, is_call=True),
    READ_FULL,
    PointerRule(holds=leads_to_original, kind="original", strength=0.9, is_call=True),
    PointerRule(holds=is_called_excerpt, kind="says_excerpt", strength=0.85, is_call=True),
    PointerRule(holds=asks_to_continue, kind="continue_reading", strength=0.7, is_call=True),
    PointerRule(holds=offers_more, kind="continue_reading", strength=0.7, is_call=True),
    PointerRule(holds=is_source_link, kind="source_line", strength=0.7),
    PointerRule(holds=is_source_line, kind="source_line", strength=0.7),
    PointerRule(holds=is_source_line_in_text, kind="source_line", strength=0.7),
    PointerRule(holds=is_republished, kind="republished", strength=0.8),
    PointerRule(holds=is_republished_note, kind="republished", strength=0.8),
    PointerRule(holds=is_republished_in_text, kind="republished", strength=0.7),
    PointerRule(holds=is_reported, kind="reported", strength=0.6),
    PointerRule(holds=is_credit_note, kind="credit", strength=0.7),
    PointerRule(holds=is_report_note, kind="told", strength=0.55),
    PointerRule(holds=is_report_in_text, kind="told", strength=0.45),
    PointerRule(holds=offers_whole_text, kind="made", strength=0.85, is_call=True),
    PointerRule(holds=offers_text, kind="made", strength=0.85, is_call=True),
    PointerRule(holds=names_site_in_note, kind="names_site", strength=0.6),
    PointerRule(holds=names_site_in_text, kind="names_site", strength=0.4),
    PointerRule(holds=is_marked_as_source, kind="class", strength=0.65),
    PointerRule(holds=is_linked_headline, kind="headline", strength=0.75, is_call=True),
)
