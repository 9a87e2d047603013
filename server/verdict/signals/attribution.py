"""Retellings: sentences and source lines that credit another publisher with the story.

A news agency alone is a credit: its reports are there for all to print.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from server.language.data import section
from server.language.tables import table
from server.page.block import Block, letters_in
from server.page.links import Link
from server.page.view import PageView
from server.text.attribution.phrases import LANGUAGES, has, languages_for, raw
from server.text.attribution.publishers import (
    CreditedName,
    bare_name,
    credits_in,
    domain_of,
    is_agency,
    is_known,
)
from server.text.spelling import fold
from server.urls import host_of, is_story, may_be_story, registrable_domain
from server.verdict.signals.signal import Signal

HEAD = 4  # sentences in which a retelling says whose report it is
LONGEST_SENTENCE = 700  # characters
LONGEST_LINE, LONGEST_NAME = 120, 80  # of a source line
BRIEF, SHORT = 1000, 2500  # letters of a text
_BEFORE, _AFTER = 2, 10  # blocks around the body's end in which a source line may be
_OWN_PART = 6  # letters of a name that may be a part of the page's own
# Hosts of offices and universities, which are no outlets.
_OFFICIAL = re.compile(r"\.(?:gov|int|edu|mil|ac|gob|gouv)(?:\.|$)")
_INITIALS = re.compile(r"\b[A-Z]{3,}\b")
_BRACKETED = re.compile(r"[\[(（【]\s*([^\[\](（【]{2,80}?)\s*[\])）】]\s*$")
_MEDIA = re.compile("|".join(table("credits")["pictures"]), re.I)
_ENDINGS = "|".join(table("credits")["endings"])
_APART = re.compile(rf"[,;/、]|\s(?:{'|'.join(table('credits')['and'])})\s")


def attribution_signals(view: PageView) -> list[Signal]:
    """Return the page's credits to other publishers, in its sentences and under its text."""
    own = _Own(view)
    lines = list(_source_lines(view, own))
    return [*_in_prose(view, own), *lines[:1]]


class _Own:
    """The page's own publisher, by its name and its domain."""

    def __init__(self, view: PageView) -> None:
        host = host_of(view.place.address or "") or ""
        self._domain = registrable_domain(host) or host
        name = self._domain.partition(".")[0]
        self._names = {bare_name(view.article.publisher or ""), fold(name)} - {""}

    def __contains__(self, name: str) -> bool:
        bare = bare_name(name)
        if self._domain and domain_of(name) == self._domain:
            return True
        # "RMF FM" at rmf24.example.
        if any(self._domain.startswith(word.lower()) for word in _INITIALS.findall(name)):
            return True
        return any(
            bare == own
            or (len(bare) >= _OWN_PART and bare in own)
            or (len(own) >= _OWN_PART and own in bare)
            for own in self._names
        )


@dataclass(frozen=True, slots=True)
class _Report:
    """A sentence that credits other publishers."""

    text: str
    credits: tuple[CreditedName, ...]


def _is_signed(view: PageView, own: _Own) -> bool:
    """Return whether a person signed the page; some sites put their own name there."""
    languages = languages_for(view.language)
    return any(
        author not in own and not is_known(author) and not has("outlet", author, languages)
        for author in view.article.authors
    )


def _in_prose(view: PageView, own: _Own) -> list[Signal]:
    """Report the one outlet that a text names at its head as its source.

    Further down, and on a signed page, outlets are sources of a text of its own.
    """
    reports = list(_reports(view, own))
    if not reports or not _credit_one(reports) or _is_signed(view, own):
        return []
    first = reports[0]
    name = first.credits[0].name
    says = f"Retells a report of {name}: “{first.text}”"
    params = (("outlet", name),)
    element = _element_of(view, first.text)
    return [Signal("retells_report", says, first.text, element, "head", params)]


def _credit_one(reports: list[_Report]) -> bool:
    names = {bare_name(credit.name) for one in reports for credit in one.credits}
    return any(all(name in other for other in names) for name in names)


def _length(view: PageView) -> str:
    letters = sum(view.blocks[number].letters for number in view.body_numbers)
    return "short" if letters < SHORT else "long"


def _reports(view: PageView, own: _Own) -> Iterator[_Report]:
    languages, linked = languages_for(view.language), _linked(view)
    for sentence in view.article.sentences[:HEAD]:
        if len(sentence.text) <= LONGEST_SENTENCE:
            credited = tuple(
                credit
                for credit in credits_in(sentence.text, languages, linked)
                if credit.is_report
                and credit.is_listed
                and not credit.is_agency
                and credit.name not in own
            )
            if credited:
                yield _Report(sentence.text, credited)


def _linked(view: PageView) -> tuple[str, ...]:
    """Return names of sites with stories that the body links to, except offices."""
    urls = (link.url for n in view.body_numbers for link in view.blocks[n].links)
    stories = (url for url in urls if may_be_story(url) and is_story(url))
    domains = {registrable_domain(host_of(url) or "") or "" for url in stories}
    return tuple(sorted(d.partition(".")[0] for d in domains if d and not _OFFICIAL.search(d)))


def _is_story(link: Link) -> bool:
    return link.elsewhere and not link.is_home and may_be_story(link.url)


def _element_of(view: PageView, sentence: str) -> HtmlElement | None:
    folded = fold(sentence)
    return next(
        (
            view.blocks[number].element
            for number in view.body_numbers
            if folded in fold(view.blocks[number].text)
        ),
        None,
    )


def _source_lines(view: PageView, own: _Own) -> Iterator[Signal]:
    """Yield the lines “Source: X” and “[via X]” at the body's end with a link or a publisher."""
    begin, end = max(0, view.last - _BEFORE), view.last + _AFTER
    for block in view.blocks[begin:end]:
        if block.is_closed:
            continue
        away = [link for link in block.links if _is_story(link)]
        for line in _lines(block):
            name = _credited(line, languages_for(view.language))
            if name is None or _MEDIA.search(line):
                alone = away and len(block.links) == 1 and line == away[0].text
                if not (alone and block.text.strip(" .")[:1] in "[(（【"):
                    continue
                name = line
            if away or _names_outlet(name, own):
                yield _source_line(block, name, away, view)


def _lines(block: Block) -> Iterator[str]:
    if found := _BRACKETED.search(block.text):
        yield found[1]
    if len(block.text) <= LONGEST_LINE:
        yield block.text
    else:
        yield from (line for line in block.sentences[-1:] if len(line) <= 100)


def is_source_line(line: str) -> bool:
    """Return whether a short line begins with "Source:" or its like in any language."""
    if len(line) > LONGEST_LINE:
        return False
    found = (_credit_words(language).match(line) for language in LANGUAGES)
    return any(match and match["colon"] and match["name"] for match in found)


def _credited(line: str, languages: tuple[str, ...]) -> str | None:
    """Return what follows "Source:", "via" or their like at the beginning of `line`.

    Words of other languages than the page's need the colon.
    """
    for language in LANGUAGES:
        found = _credit_words(language).match(line)
        if found and (found["colon"] or language in (*languages, "en")):
            return found["name"].strip(" .[]()（）")[:LONGEST_NAME]
    return None


@cache
def _credit_words(language: str) -> re.Pattern[str]:
    words = sorted(raw(language)["credit"], key=len, reverse=True)
    any_of = "|".join(map(re.escape, words)) or "(?!)"
    spaced = section(language, "spaces_between_words")
    gap = r"(?P<colon>\s*[:：])|(?=\W)|$" if spaced else r"(?P<colon>\s*[:：])|"
    return re.compile(rf"[\W_]{{0,3}}(?:{any_of})(?:{_ENDINGS})?(?:{gap})\s*(?P<name>.*)$", re.I)


def _names_outlet(name: str, own: _Own) -> bool:
    """Return whether a source line names another outlet; an agency alone is a credit."""
    parts = [part.strip() for part in _APART.split(name) if part.strip()]
    return any(is_known(part) and part not in own and not is_agency(part) for part in parts[:4])


def _source_line(block: Block, name: str, away: list[Link], view: PageView) -> Signal:
    quote = block.text if len(block.text) <= LONGEST_LINE else block.sentences[-1]
    says = f"After the text, its source: “{quote}”"
    url = tuple(("url", link.url) for link in away[:1])
    brief = letters_in(view.article.text) < BRIEF
    length = "brief" if brief else "long" if _length(view) == "long" else "short"
    params: tuple[tuple[str, str | int], ...] = (("outlet", name), *url)
    kind = f"{'linked' if away else 'outlet'}_{length}"
    return Signal("source_line", says, quote, block.element, kind, params)
