"""The rules by which a page's remarks show that it is not the whole story.

A rule is a function of a remark, with an example of a page's markup in which it holds;
`tests/unit/verdict/test_signal_rules.py` reads every example. `SIGNAL_RULES` lists them in order,
with what they mean.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from server.page.document import Link
from server.page.endings import holds_back, shape_of, stays_open
from server.page.remark import Remark
from server.page.traits import (
    asks_for_account_nearby,
    asks_for_something_else,
    asks_to_subscribe,
    asks_to_subscribe_by_words,
    ends_without_stop,
    has_phrase,
    has_words,
    is_about_permissions,
    is_about_whole_medium,
    is_account_link_for_other,
    is_after_text,
    is_at_end,
    is_close,
    is_in_long_paragraph,
    is_in_note,
    is_in_small_wall,
    is_last_of_text,
    is_mostly_links,
    is_refused,
    is_said,
    is_where_html_stops,
    is_where_text_ends,
    is_whole_block,
    is_within,
    leads_away_from_text,
    leads_elsewhere,
    leads_to_pages,
    leads_to_site,
    leads_to_teaser,
    names_headline,
    names_price,
    sends_to_outlet,
)
from server.page.view import PageView
from server.page.windows import (
    BRIEF_BLOCK,
    CALL_LENGTH,
    HEAD,
    LABEL_LENGTH,
    SHORT_BLOCK,
    TAIL,
)
from server.text.calls import Kind
from server.verdict.signals import Params, Signal, SignalCode

QUOTED_WHOLE = 160  # characters up to which the block around a sentence is quoted
LEAST_LINE = 25  # characters of a last paragraph; a shorter line is a note

# Where a remark is, in a sentence of evidence.
_PLACES = {"here": "Where the text ends", "near": "After the text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """A rule, and the signal of a remark for which it holds.

    `says` is the evidence in English, with `{line}`, `{quote}`, `{place}` and `{name}`, the
    paywall's class. `kind` sets variants of a code apart that weigh differently.
    """

    holds: Callable[[Remark], bool]
    code: SignalCode
    says: str
    kind: str = ""
    # What the remark leads to.
    link: Callable[[Remark], Link | None] | None = None
    # What is quoted: the remark, a short block around it, its link's words, its last words.
    quote: Literal["line", "block", "link", "end"] = "line"
    # Whether it counts only where no rule above found a link that leads on.
    is_fallback: bool = False

    def signal(self, remark: Remark) -> Signal:
        """Return what `remark` shows."""
        link = self.link(remark) if self.link else None
        block, quote = remark.block, remark.text
        if self.quote == "block" and len(block.text) <= QUOTED_WHOLE:
            quote = block.text
        elif self.quote == "link" and link and link.text:
            quote = link.text
        elif self.quote == "end":
            quote = block.last_words

        name = block.wall if "{name}" in self.says else None
        place = _PLACES.get(remark.where, "Elsewhere on the page")
        message = self.says.format(line=remark.text, quote=quote, place=place, name=name)
        is_link_quoted = link is not None and link.text == quote and link.element is not None
        element = link.element if link and is_link_quoted else block.element
        return Signal(self.code, message, quote, element, self.kind, self._params(name, link))

    def _params(self, name: str | None, link: Link | None) -> Params:
        params: list[tuple[str, str | int]] = []
        if name:
            params.append(("name", name))
        if link and self.link is not account_link:
            params.append(("url", link.url))
        return tuple(params)


# What a remark leads to


def link_elsewhere(remark: Remark) -> Link | None:
    """Return its link to another site's story."""
    return remark.leads.elsewhere


def link_to_version(remark: Remark) -> Link | None:
    """Return its link to another page of this text."""
    return remark.leads.version


def link_to_rest(remark: Remark) -> Link | None:
    """Return its link whose words say that the text goes on there."""
    return remark.leads.rest


def ending_link(remark: Remark) -> Link | None:
    """Return the link with which it ends, if the text goes on there."""
    return remark.leads.ending


def account_link(remark: Remark) -> Link | None:
    """Return its link to an account or an offer."""
    return remark.leads.account


# The rest is for subscribers


def locks_text_in_wall(remark: Remark) -> bool:
    """Whether a part named as a paywall says, at the text's end, that the rest is locked.

    Holds for:
        <div class="paywall"><p>This post is for paid subscribers</p></div>
    """
    return (
        bool(remark.block.wall)
        and _is_call_at_end(remark)
        and (asks_to_subscribe(remark) or asks_to_subscribe_by_words(remark))
        and remark.kind_by_words != "in_other_edition"
    )


def locks_text_where_it_ends(remark: Remark) -> bool:
    """Whether a phrase in the text's own container says that the rest is locked.

    Holds for:
        <p>This post is for paid subscribers</p>
    """
    return (
        _is_call_at_end(remark)
        and is_where_text_ends(remark)
        and asks_to_subscribe(remark)
        and _is_no_other_call(remark)
    )


def locks_text_after_it(remark: Remark) -> bool:
    """Whether a phrase close to the text's end, in another part, says that the rest is locked.

    Holds for:
        </article></main><div><div><p>This post is for paid subscribers</p></div></div>
    """
    return (
        _is_call_at_end(remark)
        and is_close(remark)
        and not is_where_text_ends(remark)
        and asks_to_subscribe(remark)
        and _is_no_other_call(remark)
    )


def locks_text_beside_offer(remark: Remark) -> bool:
    """Whether words in the text's last lines lock it, beside a link that asks for an account.

    Holds for:
        <p>Become a member to read the whole story of the tunnel and of those who dug it.</p>
        <p><a href="/subscribe">Join</a></p>
    """
    return (
        _locks_by_words_alone(remark)
        and remark.block.in_body
        and asks_for_account_nearby(remark)
        and _is_no_other_call(remark)
    )


def locks_text_outside_it(remark: Remark) -> bool:
    """Whether words where the text ends, but outside of it, say that the rest is locked.

    Holds for:
        <div><a href="/why">Become a member to read the whole story</a></div>
    """
    return (
        _locks_by_words_alone(remark)
        and is_where_text_ends(remark)
        and not remark.block.in_body
        and not remark.block.wall
        and not asks_for_something_else(remark)
    )


def locks_text_in_a_line(remark: Remark) -> bool:
    """Whether a line without a full stop, or a refused page, says that the rest is locked.

    Holds for:
        <p>Become a member to read the whole story</p>
    """
    return (
        _locks_by_words_alone(remark)
        and is_where_text_ends(remark)
        and (ends_without_stop(remark) or is_refused(remark))
        and _is_no_other_call(remark)
    )


def leads_to_print_edition(remark: Remark) -> bool:
    """Whether the text's end says that the rest is in another edition.

    Holds for:
        <p>Read the full report in our print edition</p>
    """
    return (
        _is_call_at_end(remark)
        and is_where_text_ends(remark)
        and remark.kind_by_words == "in_other_edition"
        and not is_in_long_paragraph(remark)
        and not asks_for_something_else(remark)
    )


def is_small_wall_at_end(remark: Remark) -> bool:
    """Whether the text ends with a small part named as a paywall, in whatever language.

    Holds for:
        <div class="paywall"><p>გააგრძელეთ კითხვა</p></div>
    """
    return (
        bool(remark.block.wall)
        and is_whole_block(remark)
        and is_in_note(remark)
        and is_at_end(remark)
        and is_where_text_ends(remark)
        and has_words(remark)
        and is_in_small_wall(remark)
    )


def is_offer_in_wall(remark: Remark) -> bool:
    """Whether a part named as a paywall, after the text, names a price or an account.

    Holds for:
        <div class="paywall"><p>Mwy i danysgrifwyr y papur: <a href="/subscribe">£4</a></p>
        <p><a href="/1">Un</a> <a href="/2">Dau</a></p></div>
    """
    return (
        bool(remark.block.wall)
        and is_whole_block(remark)
        and is_in_note(remark)
        and is_at_end(remark)
        and is_close(remark)
        and has_words(remark)
        and is_after_text(remark)
        and (names_price(remark) or bool(remark.leads.account) or "access" in remark.words)
        and not remark.block.in_body
    )


def offers_access_at_end(remark: Remark) -> bool:
    """Whether a brief line where the text ends leads to an account or an offer.

    Holds for:
        <p>Mwy? <a href="/subscribe">Ymunwch</a></p>
    """
    return (
        is_whole_block(remark)
        and len(remark.block.text) <= BRIEF_BLOCK
        and is_in_note(remark)
        and is_at_end(remark)
        and is_where_text_ends(remark)
        and remark.leads.account is not None
        and not asks_for_something_else(remark)
        and not is_account_link_for_other(remark)
    )


def calls_in_wall(remark: Remark) -> bool:
    """Whether a part named as a paywall, wherever it is, says that the rest is locked.

    Holds for:
        <div class="paywall"><p>This post is for paid subscribers</p></div>
    """
    return (
        bool(remark.block.wall)
        and is_whole_block(remark)
        and len(remark.block.text) <= SHORT_BLOCK
        and has_words(remark)
        and (asks_to_subscribe(remark) or asks_to_subscribe_by_words(remark))
        and not remark.block.is_closed
        and "other" not in remark.words
    )


# The page says what it is


def calls_itself_summary_above(remark: Remark) -> bool:
    """Whether a sentence above the text, or at its beginning, calls the page a summary.

    Holds for:
        <p>This is an AI-generated summary of a longer report.</p>
    """
    return is_within(remark, HEAD) and _says_of_page(remark, "says_summary")


def calls_itself_summary_below(remark: Remark) -> bool:
    """Whether a sentence at the text's end calls the page a summary.

    Holds for:
        <p>This is an AI-generated summary of a longer report.</p>
    """
    return (
        is_within(remark, TAIL)
        and not is_within(remark, HEAD)
        and _says_of_page(remark, "says_summary")
    )


def calls_itself_excerpt_above(remark: Remark) -> bool:
    """Whether a sentence above the text, or at its beginning, calls the page an excerpt.

    Holds for:
        <p>This essay is excerpted from The Harbour Years.</p>
    """
    return is_within(remark, HEAD) and _says_of_page(remark, "says_excerpt")


def calls_itself_excerpt_below(remark: Remark) -> bool:
    """Whether a sentence at the text's end calls the page an excerpt.

    Holds for:
        <p>This essay is excerpted from The Harbour Years.</p>
    """
    return (
        is_within(remark, TAIL)
        and not is_within(remark, HEAD)
        and _says_of_page(remark, "says_excerpt")
    )


# The text goes on elsewhere


def links_to_full_story(remark: Remark) -> bool:
    """Whether a note after the text links to the full story on another site.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Read the full story</a></p>
    """
    return (
        _is_note_with_link_elsewhere(remark)
        and remark.calls_for("read_full")
        and not leads_to_teaser(remark)
        and not _is_about_copies(remark)
    )


def links_to_more(remark: Remark) -> bool:
    """Whether a note after the text links to another site with a weaker call.

    Holds for:
        <p><a href="https://harbour-gazette.example/2026/tunnel-opens">Read more</a></p>
    """
    return (
        _is_note_with_link_elsewhere(remark)
        and has_phrase(remark, "continue_reading", "original")
        and not leads_to_teaser(remark)
        and not _is_about_copies(remark)
        and "other" not in remark.words
        and not names_headline(remark)
        and not remark.calls_for("read_full")
    )


def continues_in_brackets(remark: Remark) -> bool:
    """Whether brackets at the end of a long paragraph link to the rest on another site.

    Holds for:
        <p>The last of the pumps was switched off this week, and the engineers who had slept
        beside them went home to the north bank, where the council had put up a tent, with soup
        and a band, for all who had waited so long for the tunnel and for the first bus.
        [<a href="https://harbour-gazette.example/2026/tunnel-opens">Read the full story</a>]</p>
    """
    return (
        remark.unit == "bracket"
        and is_at_end(remark)
        and is_close(remark)
        and remark.leads.elsewhere is not None
        and _asks_to_read_on(remark)
        and not _is_about_copies(remark)
    )


def links_to_medium(remark: Remark) -> bool:
    """Whether a note after the text links to the whole interview, recording or study it is about.

    Holds for:
        <p>You can find the full interview
        <a href="https://harbour-gazette.example/2026/interview">here</a>.</p>
    """
    return (
        _is_note_with_link_elsewhere(remark)
        and is_about_whole_medium(remark)
        and not leads_to_teaser(remark)
        and not remark.calls_for("read_full")
    )


def links_to_other_page(remark: Remark) -> bool:
    """Whether a line after the text asks to read on at another page of it.

    Holds for:
        <p><a href="?single_page=true">Read the full story</a></p>
    """
    return _asks_to_read_on_here(remark) and remark.leads.version is not None


def links_to_rest_on_site(remark: Remark) -> bool:
    """Whether a line after the text links to its rest on this site.

    Holds for:
        <p><a href="/x">View full article</a></p>
    """
    return (
        _asks_to_read_on_here(remark)
        and remark.leads.rest is not None
        and remark.leads.version is None
    )


def ends_with_outlet(remark: Remark) -> bool:
    """Whether the text's last sentence sends the reader to a publisher, without a link.

    Holds for:
        <p>Read the full story at The Harbour Gazette.</p>
    """
    return (
        remark.unit == "closing"
        and len(remark.text) <= LABEL_LENGTH
        and sends_to_outlet(remark)
        and not leads_to_site(remark)
    )


def ends_with_outlet_in_note(remark: Remark) -> bool:
    """Whether a line after the text sends the reader to a publisher, without a link.

    Holds for:
        <div><p>Read the full story at The Harbour Gazette</p></div>
    """
    return (
        is_whole_block(remark)
        and len(remark.text) <= LABEL_LENGTH
        and (is_after_text(remark) or is_last_of_text(remark))
        and is_close(remark)
        and sends_to_outlet(remark)
        and not leads_to_site(remark)
        and not remark.block.is_closed
    )


def ends_with_link_to_rest(remark: Remark) -> bool:
    """Whether the text's last block ends with a link to its rest on this site.

    Holds for:
        <p>Ferries run until the first bus has passed. <a href="/x">Read the full story</a></p>
    """
    return is_last_of_text(remark) and is_whole_block(remark) and remark.leads.ending is not None


# The text breaks off


def stops_with_html(remark: Remark) -> bool:
    """Whether the page's HTML stops within the text's last block.

    Holds for:
        <p>The pumps ran day and night, and the last of them was switched off by
        the<!-- the HTML ends here -->
    """
    return is_whole_block(remark) and is_last_of_text(remark) and is_where_html_stops(remark)


def breaks_off_in_brackets(remark: Remark) -> bool:
    """Whether the last sentence is open before "[…]".

    Holds for:
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the council
        that the […]</p>
    """
    return _ends_as(remark, "bracketed_ellipsis") and _stays_open(remark)


def breaks_off_with_ellipsis(remark: Remark) -> bool:
    """Whether the last sentence is open before "…".

    Holds for:
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the council
        that the …</p>
    """
    return _ends_as(remark, "ellipsis") and _stays_open(remark)


def breaks_off_in_sentence(remark: Remark) -> bool:
    """Whether the text stops in the middle of a sentence.

    Holds for:
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the council
        that the</p>
    """
    return _ends_as(remark, "mid_sentence") and not is_mostly_links(remark)


def ends_in_brackets(remark: Remark) -> bool:
    """Whether a whole last sentence is followed by "[…]".

    Holds for:
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the council
        […]</p>
    """
    return _ends_as(remark, "bracketed_ellipsis") and not _stays_open(remark)


def ends_with_ellipsis(remark: Remark) -> bool:
    """Whether a whole last sentence is followed by "…".

    Holds for:
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the council
        …</p>
    """
    return _ends_as(remark, "ellipsis") and not _stays_open(remark)


def hides_the_rest(remark: Remark) -> bool:
    """Whether a part that is kept from readers without access follows on the text.

    Holds for:
        <div class="subscriber-only" style="display: none">
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the
        council.</p>
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the
        council.</p>
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the
        council.</p>
        <p>The pumps ran day and night. The tunnel opens on Monday, the engineer told the
        council.</p></div>
    """
    return remark.unit == "final" and holds_back(remark.block.element)


def names_next_page(remark: Remark) -> bool:
    """Whether a line at the text's end leads to its next page.

    Holds for:
        <p>Next page</p>
    """
    return (
        is_whole_block(remark)
        and is_at_end(remark)
        and (is_last_of_text(remark) or is_after_text(remark) or is_close(remark))
        and leads_to_pages(remark)
        and not remark.block.is_closed
        and not leads_away_from_text(remark)
    )


# What several rules ask


def _is_call_at_end(remark: Remark) -> bool:
    """Whether it is a line or a sentence of a call's length, at the text's end."""
    return (
        is_said(remark)
        and len(remark.text) <= CALL_LENGTH
        and is_in_note(remark)
        and is_at_end(remark)
    )


def _is_no_other_call(remark: Remark) -> bool:
    """Whether it is neither in a paywall's part, nor a report, nor about something else."""
    return (
        not remark.block.wall
        and not is_in_long_paragraph(remark)
        and not asks_for_something_else(remark)
    )


def _locks_by_words_alone(remark: Remark) -> bool:
    return (
        _is_call_at_end(remark)
        and asks_to_subscribe_by_words(remark)
        and not asks_to_subscribe(remark)
    )


def _says_of_page(remark: Remark, kind: Kind) -> bool:
    """Whether a sentence of the page's own, of a call's length, has a phrase of `kind`."""
    block = remark.block
    return (
        remark.is_sentence
        and len(remark.text) <= CALL_LENGTH
        and has_phrase(remark, kind)
        and not (block.is_closed or block.is_control or block.is_beside)
    )


def _asks_to_read_on(remark: Remark) -> bool:
    return remark.calls_for("read_full") or has_phrase(remark, "continue_reading", "original")


def _is_note_with_link_elsewhere(remark: Remark) -> bool:
    return (
        is_whole_block(remark)
        and len(remark.text) <= CALL_LENGTH
        and is_in_note(remark)
        and is_at_end(remark)
        and is_close(remark)
        and remark.leads.elsewhere is not None
    )


def _asks_to_read_on_here(remark: Remark) -> bool:
    """Whether a line at the text's end asks to read on, and leads to no other site."""
    return (
        is_whole_block(remark)
        and len(remark.text) <= LABEL_LENGTH
        and is_in_note(remark)
        and is_at_end(remark)
        and is_close(remark)
        and (is_where_text_ends(remark) or remark.calls_for("read_full"))
        and _asks_to_read_on(remark)
        and not leads_elsewhere(remark)
        and not leads_to_teaser(remark)
        and not _is_about_copies(remark)
    )


def _is_about_copies(remark: Remark) -> bool:
    """Whether it says where else the text is: reprints, permissions, translations."""
    return (
        has_phrase(remark, "republished")
        or is_about_permissions(remark)
        or "tongue" in remark.words
    )


def _ends_as(remark: Remark, shape: str) -> bool:
    """Whether it is the last paragraph, ends in this way, and is not a note of the page."""
    if remark.unit != "final" or len(remark.text) < LEAST_LINE:
        return False
    return shape_of(remark.text, remark.view.language) == shape and not has_phrase(
        remark, "source_line", "read_full", "continue_reading"
    )


def _stays_open(remark: Remark) -> bool:
    return stays_open(remark.text, remark.view.language)


# Of each group the first remark on the page counts for which one of its rules holds.
SIGNAL_RULES: tuple[tuple[SignalRule, ...], ...] = (
    (
        SignalRule(
            holds=locks_text_in_wall,
            code="cut_for_subscribers",
            kind="locked",
            says="{place}: “{quote}”",
        ),
    ),
    (
        SignalRule(
            holds=locks_text_where_it_ends,
            code="cut_for_subscribers",
            kind="here",
            says="{place}: “{quote}”",
        ),
    ),
    (
        SignalRule(
            holds=locks_text_after_it,
            code="cut_for_subscribers",
            kind="near",
            says="{place}: “{quote}”",
        ),
    ),
    tuple(
        SignalRule(holds=rule, code="cut_for_subscribers", kind="made", says="{place}: “{quote}”")
        for rule in (locks_text_beside_offer, locks_text_outside_it, locks_text_in_a_line)
    ),
    (
        SignalRule(
            holds=leads_to_print_edition,
            code="says_excerpt",
            kind="edition",
            says="“{quote}”: the rest is in another edition.",
        ),
    ),
    tuple(
        SignalRule(
            holds=rule,
            code="locked_part",
            kind="close",
            says="{place} is a part named “{name}”: “{quote:.160}”",
        )
        for rule in (is_small_wall_at_end, is_offer_in_wall)
    ),
    (
        SignalRule(
            holds=offers_access_at_end,
            code="offers_access",
            link=account_link,
            quote="link",
            says="{place} is “{quote}”, which leads to an account or an offer.",
        ),
    ),
    (
        SignalRule(
            holds=calls_in_wall,
            code="locked_part",
            kind="call",
            says="A part named “{name}” says: “{quote}”",
        ),
    ),
    tuple(
        SignalRule(
            holds=rule,
            code="says_summary",
            kind=kind,
            quote="block",
            says="“{line}”: the page calls itself a summary.",
        )
        for rule, kind in (
            (calls_itself_summary_above, "head"),
            (calls_itself_summary_below, "tail"),
        )
    ),
    tuple(
        SignalRule(
            holds=rule,
            code="says_excerpt",
            kind=kind,
            quote="block",
            says="“{line}”: the page calls itself a part of a longer text.",
        )
        for rule, kind in (
            (calls_itself_excerpt_above, "head"),
            (calls_itself_excerpt_below, "tail"),
        )
    ),
    (
        SignalRule(
            holds=links_to_full_story,
            code="links_to_original",
            kind="full",
            link=link_elsewhere,
            says="After the text: “{quote}”, a link to another site.",
        ),
    ),
    (
        SignalRule(
            holds=links_to_more,
            code="links_to_original",
            kind="more",
            link=link_elsewhere,
            says="After the text: “{quote}”, a link to another site.",
        ),
    ),
    (
        SignalRule(
            holds=continues_in_brackets,
            code="links_to_original",
            kind="continued",
            link=link_elsewhere,
            says="After the text: “{quote}”, a link to another site.",
        ),
    ),
    (
        SignalRule(
            holds=links_to_medium,
            code="links_to_original",
            kind="medium",
            link=link_elsewhere,
            says="After the text: “{quote}”, a link to another site.",
        ),
    ),
    (
        SignalRule(
            holds=links_to_other_page,
            code="continues_on_site",
            link=link_to_version,
            says="After the text: “{quote}”.",
        ),
    ),
    (
        SignalRule(
            holds=links_to_rest_on_site,
            code="continues_on_site",
            kind="called",
            link=link_to_rest,
            says="After the text: “{quote}”.",
        ),
    ),
    tuple(
        SignalRule(
            holds=rule,
            code="links_to_original",
            kind="full",
            says="The text ends with “{quote}”.",
            is_fallback=True,
        )
        for rule in (ends_with_outlet, ends_with_outlet_in_note)
    ),
    (
        SignalRule(
            holds=ends_with_link_to_rest,
            code="continues_on_site",
            kind="called",
            link=ending_link,
            quote="link",
            says="The text ends with “{quote}”.",
            is_fallback=True,
        ),
    ),
    (
        SignalRule(
            holds=stops_with_html,
            code="cut_off_end",
            kind="html",
            quote="end",
            says="The page's HTML stops here.",
        ),
    ),
    tuple(
        SignalRule(holds=rule, code="cut_off_end", kind="open", quote="end", says=says)
        for rule, says in (
            (breaks_off_in_brackets, "The text breaks off with “[…]”."),
            (breaks_off_with_ellipsis, "The text ends with an ellipsis."),
            (breaks_off_in_sentence, "The text stops in the middle of a sentence."),
        )
    ),
    tuple(
        SignalRule(holds=rule, code="cut_off_end", kind="ellipsis", quote="end", says=says)
        for rule, says in (
            (ends_in_brackets, "The text breaks off with “[…]”."),
            (ends_with_ellipsis, "The text ends with an ellipsis."),
        )
    ),
    (
        SignalRule(
            holds=hides_the_rest,
            code="hidden_rest",
            quote="end",
            says="After the shown text, the page holds more that is hidden from readers.",
        ),
    ),
    (
        SignalRule(
            holds=names_next_page,
            code="more_pages",
            kind="next",
            link=link_to_version,
            says="“{quote}” leads to other pages of the same text.",
        ),
    ),
)

_LEADING: frozenset[SignalCode] = frozenset({"links_to_original", "continues_on_site"})


def remark_signals(view: PageView) -> list[Signal]:
    """Return what the remarks of a page say of its text, the first of each group of rules."""
    signals: list[Signal] = []
    for group in SIGNAL_RULES:
        if group[0].is_fallback and any(signal.code in _LEADING for signal in signals):
            continue
        if signal := _first_signal(group, view.remarks):
            signals.append(signal)
    return signals


def _first_signal(group: Sequence[SignalRule], remarks: Iterable[Remark]) -> Signal | None:
    for remark in remarks:
        for rule in group:
            if rule.holds(remark):
                return rule.signal(remark)
    return None
