"""A page as the verdict and the finders see it: read once, everything else is asked of it."""

from functools import cached_property

from lxml.html import HtmlElement

from server.language.scripts import letters_in
from server.model import Sentence
from server.page.body import PageBody
from server.page.own_names import OwnNames
from server.page.pagination import Pager, page_count_of, pager_of
from server.page.remark import Remark
from server.page.remarks import links_of, remarks_of
from server.page.structured import Structured, structured_of
from server.page.windows import MOST_READ
from server.text.credits.forms import has_part


class PageView(PageBody):
    """What a page says: its remarks, links, pager and publisher's names, each found once."""

    @cached_property
    def remarks(self) -> list[Remark]:
        """Its remarks to the reader, around its text's ends and in paywalls."""
        return [*remarks_of(self)]

    @cached_property
    def links(self) -> list[Remark]:
        """The remarks around its links to other sites."""
        return [*links_of(self)]

    @cached_property
    def pager(self) -> Pager | None:
        """The first row of links to other pages of its text."""
        return pager_of(self)

    @cached_property
    def page_count(self) -> tuple[str, HtmlElement | None] | None:
        """Its words "page 1 of 3", and the element that has them."""
        return page_count_of(self)

    @cached_property
    def own(self) -> OwnNames:
        """The names of its own publisher."""
        return OwnNames(self)

    @cached_property
    def crediting_sentences(self) -> list[Sentence]:
        """The first sentences with words that credit a report: "according to", "reported"."""
        languages = self.credit_languages
        return [
            sentence
            for sentence in self.article.beginning
            if has_part("before", sentence.text, languages)
            or has_part("after", sentence.text, languages)
        ]

    @property
    def reporting_share(self) -> float:
        """The share of the first sentences that have words that credit a report, 0..1."""
        return len(self.crediting_sentences) / max(1, len(self.article.beginning))

    @cached_property
    def letters(self) -> float:
        """The letters of its text."""
        return letters_in(self.article.text)

    @cached_property
    def linked_share(self) -> float:
        """The share of the body's letters that is in links, 0..1."""
        blocks = self.body[:MOST_READ]
        linked_letters = sum(block.letters * block.linked_share for block in blocks)
        return linked_letters / max(1, sum(block.letters for block in blocks))

    @property
    def structured(self) -> Structured:
        """Its structured data and metas."""
        return structured_of(self.document)
