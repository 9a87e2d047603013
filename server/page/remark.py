"""A remark: one thing that a page says to its reader, with the facts that rules ask for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from typing import Literal

from server.page.block import Block
from server.page.body import PageBody
from server.page.document import Link, fold, is_account_link
from server.page.edges import Where
from server.page.pagination import page_number
from server.page.windows import HEADLINE_LENGTH, LABEL_LENGTH, NAME_LENGTH, SHORT_BLOCK
from server.text.calls import Kind, WordClass, find_phrases, kind_by_words, word_classes
from server.text.credits.forms import CreditForm, begins_with_part, credit_form, has_part
from server.text.lexicon import fold_words
from server.text.quotations import quotations
from server.text.tokens import Extent
from server.urls import Kind as UrlKind
from server.urls import is_a, may_be_story, parts_of

# Phrases that ask the reader to read on.
READING_ON: tuple[Kind, ...] = ("read_full", "continue_reading", "original")
SHORT_NOTE = 80  # letters of a block that may be about something else as a whole
MOST_NAME_WORDS = 6  # of a link that is a site's name
LEAST_NAME_SHARE = 0.7  # of a domain's letters, in the words of its site's name

_AFTER_CALL = " .…»›→]"

# A block, one of its sentences, its brackets; the text's last sentence, and its last paragraph.
# Also the sentence around a link to another site, and the label of a link without words.
Unit = Literal["whole", "sentence", "bracket", "closing", "final", "link", "label"]


@dataclass(eq=False)
class Remark:
    """One thing that a page says: in the block `number`, or at the `link` in it."""

    view: PageBody
    number: int
    text: str
    unit: Unit = "whole"
    link: Link | None = None

    @cached_property
    def block(self) -> Block:
        """The block around it; a label is one of its own."""
        if self.link and self.unit == "label":
            return Block(self.text, self.link.element, (self.link,))
        return self.view.blocks[self.number]

    @property
    def where(self) -> Where:
        """The place of its block, seen from the text's end."""
        return self.view.edges.where(self.number)

    @property
    def is_sentence(self) -> bool:
        """Whether it is one sentence of the page."""
        return self.unit == "sentence" or (self.unit == "whole" and not self.block.sentences[1:])

    @property
    def is_in_text(self) -> bool:
        """Whether it is in the text."""
        return self.unit != "label" and self.view.first <= self.number <= self.view.last

    @property
    def is_below(self) -> bool:
        """Whether it is after the story, or in its last two sentences."""
        end = self.view.edges.story_end
        if self.number == end:
            return any(self.text in sentence for sentence in self.block.sentences[-2:])
        return end < self.number < self.view.edges.turn

    @cached_property
    def is_outside(self) -> bool:
        """Whether it is a note above, below or at the edges of the text, or a label."""
        view, number = self.view, self.number
        if self.unit == "label":
            return True
        if len(self.block.text) > SHORT_BLOCK:
            return False
        is_edge = number in (view.first, view.last) and len(self.block.text) <= LABEL_LENGTH
        return view.edges.top <= number < view.first or is_edge or self.is_below

    # What its words say

    @cached_property
    def words(self) -> set[WordClass]:
        """The classes of the words of calls in it."""
        return word_classes(self.text, self.view.language)

    @cached_property
    def phrases(self) -> Mapping[Kind, list[Extent]]:
        """The phrases in it, in any language: notes may be in another one than the text."""
        return find_phrases(self.text)

    @cached_property
    def unquoted_phrases(self) -> frozenset[Kind]:
        """The kinds of the phrases in it, without those that a story quotes."""
        quoted = quotations(self.text) if self.block.in_body else []
        kinds = set()
        for kind, hits in find_phrases(self.text, self.view.languages).items():
            for start, end in hits:
                if not any(first <= start and end <= last for first, last in quoted):
                    kinds.add(kind)
        return frozenset(kinds)

    @cached_property
    def kind_by_words(self) -> Kind | None:
        """The kind of call that its words make together."""
        return kind_by_words(self.text, self.view.language)

    def calls_for(self, kind: Kind) -> bool:
        """Whether it makes this kind of call, by a phrase or by its words."""
        return kind in self.phrases or self.kind_by_words == kind

    @cached_property
    def credit_forms(self) -> set[CreditForm]:
        """The ways in which it describes the publisher of its link: as a note, and in the text."""
        link_text = self.link.text if self.link and self.unit == "link" else ""
        languages = self.view.credit_languages
        forms = set[CreditForm]()
        for text in (self.text, self.block.text) if self.is_outside else ():
            if form := credit_form(text, link_text, languages, note=True):
                forms.add(form)
                break
        if self.is_in_text and (form := credit_form(self.text, link_text, languages, note=False)):
            forms.add(form)
        return forms

    # Where it leads

    @property
    def is_about_other_story(self) -> bool:
        """Whether it offers something else than the story: a newsletter, "Related: …"."""
        languages = self.view.credit_languages
        if begins_with_part("besides", self.block.text, languages):
            return True
        note = self.block.text if self.block.letters < SHORT_NOTE else ""
        link_text = self.leads.story.text if self.leads.story else ""
        return has_part("other", note, languages) or has_part("other", link_text, languages)

    @property
    def names_publisher(self) -> bool:
        """Whether the words of its link are a publisher's, or mostly its site's name."""
        link = self.link
        if link is None or len(link.text) > NAME_LENGTH:
            return False
        return has_part("outlet", link.text, self.view.credit_languages) or names_its_site(
            link.text, link.url
        )

    @cached_property
    def leads(self) -> "RemarkLinks":
        """The links in it, by where they lead."""
        return RemarkLinks(self)


class RemarkLinks:
    """The links of a remark, by where they lead."""

    def __init__(self, remark: Remark) -> None:
        self._remark, self._view, self._block = remark, remark.view, remark.block

    @property
    def all(self) -> tuple[Link, ...]:
        """All links in the remark."""
        links = self._block.links
        if self._remark.unit != "bracket":
            return links
        return tuple(link for link in links if link.text in self._remark.text)

    @cached_property
    def story(self) -> Link | None:
        """The link to the story that the remark is about: its own, one in it, or one in its block.

        One to another site comes first.
        """
        remark = self._remark
        if remark.link:
            return remark.link
        teasers = self._view.edges.teasers
        links = [link for link in self._block.links if link.url not in teasers]
        within = [link for link in links if link.text and link.text in remark.text]
        stories = [link for link in within or links if not is_a(link.url, "document")]
        return min(stories, key=lambda link: not link.elsewhere, default=None)

    @cached_property
    def elsewhere(self) -> Link | None:
        """The first link to another site's story; what is called for may be of any form."""
        remark = self._remark
        begins_with_call = any(
            hit.start == 0 for kind in READING_ON for hit in remark.phrases.get(kind, ())
        )
        is_called = begins_with_call or remark.kind_by_words is not None
        for link in self.all:
            if not link.elsewhere or not _leads_on(link, "social", "app"):
                continue
            if is_called or may_be_story(link.url):
                return link
        return None

    @cached_property
    def version(self) -> Link | None:
        """The first link to another page of this text, or to all of it."""
        for link in self.all:
            for address in self._view.addresses:
                added = link.url.removeprefix(address.rstrip("/"))
                if page_number(address, link.url) is not None or is_a(added, "version"):
                    return link
        return None

    @cached_property
    def rest(self) -> Link | None:
        """The first link whose words say that the text goes on there."""
        return next((link for link in self.all if self._goes_on(link)), None)

    @property
    def ending(self) -> Link | None:
        """The link within the site with which its block ends, if the text goes on there."""
        if not self._block.links:
            return None
        link = self._block.links[-1]
        if not link.text or link.elsewhere:
            return None
        is_last = self._block.text.rstrip(_AFTER_CALL).endswith(link.text.rstrip(_AFTER_CALL))
        return link if is_last and self._goes_on(link) else None

    @property
    def account(self) -> Link | None:
        """The first link to an account or an offer."""
        return next((link for link in self._block.links if is_account_link(link.url)), None)

    def _goes_on(self, link: Link) -> bool:
        block = self._block
        if not _leads_on(link) or self.is_headline(link, block.text):
            return False
        is_all = block.links == (link,) and len(block.text) <= LABEL_LENGTH
        text = block.text if is_all else link.text
        words = Remark(self._view, self._remark.number, text, self._remark.unit)
        return words.calls_for("read_full")

    def is_headline(self, link: Link, text: str) -> bool:
        """Whether `link` names another story: "Read more: The harbour is to close"."""
        if len(link.text) < HEADLINE_LENGTH:
            return False
        before, _, after = text.partition(link.text)
        if not before.rstrip().endswith((":", "：")) or after.strip():
            return False
        return fold_words(link.text) not in fold_words(self._view.article.title or "")


def names_its_site(text: str, url: str) -> bool:
    """Whether `text` is the name of the site at `url`, or most of it."""
    domain = (parts_of(url).hostname or "").removeprefix("www.")
    if fold(text).removeprefix("www") == fold(domain):
        return True
    host, words = fold(domain.rpartition(".")[0]), text.split()
    # Names have capitals, articles before them ("dem Landboten") don't; domains have no accents.
    names = list(dropwhile(str.islower, words)) or words
    plain = (fold(_without_accents(name)) for name in names)
    telling = [name for name in plain if len(name) > 2]
    if not telling or len(words) > MOST_NAME_WORDS or not all(name in host for name in telling):
        return False
    return sum(len(name) for name in telling) >= LEAST_NAME_SHARE * len(host)


def _without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _leads_on(link: Link, *unless: UrlKind) -> bool:
    return not link.is_home and not is_a(link.url, "document", *unless)
