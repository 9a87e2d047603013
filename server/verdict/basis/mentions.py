"""Finds other publishers named by a page: in its sentences, lines, bylines, data.

Nothing is decided here: a mention may be a credit for the whole report, or for a word of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Literal

from server.language.data import section
from server.language.scripts import HAN
from server.language.tables import table
from server.model import Sentence
from server.page.block import Block, letters_in
from server.page.links import Link
from server.page.structured import SYNDICATION
from server.page.view import PageView
from server.text.calls import find_phrases
from server.text.credits import LANGUAGES, Part, has, languages_for
from server.text.lexicon import fold
from server.text.publishers import (
    bare_name,
    credits_in,
    domain_of,
    is_called_outlet,
    is_known,
    names_in,
    without_article,
)
from server.urls import host_of, is_shortened, is_story, may_be_story, registrable_domain
from server.verdict.basis.own import Own
from server.verdict.basis.wire import agency_domain, dated_agency, datelines
from server.verdict.signals.signal import Signal

How = Literal[
    "report",  # X reported
    "speech",  # she said to X
    "line",  # Source: X
    "via",  # via X
    "bracket",  # [X], (via X), – X at the end
    "wire",  # BERLIN (dpa)
    "byline",  # an outlet in the author's place
    "beside",  # a line above the text with nothing but an outlet's name
    "declared",  # in the page's code
    "call",  # Read the full story at X
]
Place = Literal["first", "head", "middle", "tail", "beside"]

HEAD = 4  # sentences in which a retelling says whose report it is
_TAIL = 2  # sentences at the end, where a credit of the whole is
_DATELINES = 6  # sentences in which an agency's dateline is; extractors put notes before it
_LONGEST_SENTENCE = 700  # characters
# Letters: longer lines are sentences, longer names no publisher's.
_LONGEST_LINE, _LONGEST_NAME = 120, 60
_MOST_WORDS = 5  # of a name in a line
# Blocks around the body's end in which a source line may be; further on another story has it.
_BEFORE, _AFTER = 2, 4
_ABOVE, _BELOW = 8, 5  # blocks around the body's beginning in which a byline may be
_PARTS: tuple[Part, ...] = ("before", "after")
_CREDITS = {name: "|".join(words) for name, words in table("credits").items()}
# "X網台北1月16日消息", "【X報專訊】"; "本報訊" is the page's own.
_DENSE_DATELINE = re.compile(
    rf"\W{{0,2}}((?!{_CREDITS['own']})[{HAN}]{{1,8}}?(?:{_CREDITS['called']}))"
    rf"(?:{_CREDITS['reporters']})?(?:(?!{_CREDITS['before']})[^，。：:、]){{0,16}}?"
    rf"(?:{_CREDITS['datelined']})"
)
# Hosts of offices and universities, which are no outlets.
_OFFICIAL = re.compile(r"\.(?:gov|int|edu|mil|ac|gob|gouv)(?:\.|$)")
_BRACKETED = re.compile(r"[\[(（【]\s*+([^\[\](（【]{2,80}?)\s*+[\])）】]\W*+$")
_DASHED = re.compile(
    rf"^\W{{0,2}}(?:[–—-]|(?:{_CREDITS['contributors']}):)\s*([^–—-]{{2,80}})$", re.I
)
_MEDIA = re.compile(_CREDITS["pictures"], re.I)
_PICTURED = re.compile(rf"^\W*(?:{_CREDITS['pictured']})\b", re.I)
# What a line credits is a name: a few words, the first of them with a capital where a script has.
_NAME = re.compile(r"(?:[^\W\d_a-zа-яёα-ω]|\d+[^\W\d_])[^:：@？?!]*", re.UNICODE)
_ENDINGS = _CREDITS["endings"]
_APART = re.compile(rf"[,;/、|]|\s[–—-]\s|\s(?:{_CREDITS['and']})\s")
_COLON = re.compile("[:：]")
# "Ada Quill/AP" took a picture; "APA/dpa" wrote.
_TAKEN = re.compile(r"\w \w+ ?/ ?[^/]{2,25}$")
_VIA = re.compile(r"^\W{0,3}via\b", re.I)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,8})(?:/\S*)?", re.I)
_CALLS = ("links_to_original", "says_summary")
_EDGES = " .,«»“”\"'「」()（）[]©"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the page names another publisher; `start` and `end` index the article's text.

    `link` leads to a story of it.
    """

    name: str
    domain: str | None
    how: How
    place: Place
    quote: str
    start: int | None = None
    end: int | None = None
    link: str | None = None


def mentions_of(view: PageView, own: Own, calls: Sequence[Signal] = ()) -> list[Mention]:
    """Return all mentions of publishers other than the page's own, in reading order.

    `calls` are the page's signals, of which those to read on elsewhere name whose text it is.
    """
    every = (_bylines(view), _in_prose(view), _lines(view), _called(view, calls), _declared(view))
    found = [
        one
        for one in chain.from_iterable(every)
        if one.name
        and one.name not in own
        and not own.has_domain(one.domain or "")
        and not _OFFICIAL.search(one.domain or "")
    ]
    # A source line names the host that a call leads to.
    line = next((one for one in found if one.how in ("line", "via")), None)
    return [
        replace(one, name=line.name, domain=line.domain)
        if line and one.how == "call" and one.name == one.domain
        else one
        for one in found
    ]


def _called(view: PageView, calls: Sequence[Signal]) -> Iterator[Mention]:
    """Yield the publishers that a page sends its readers to."""
    languages = languages_for(view.language)
    for call in calls:
        words = call.quote or ""
        if call.code not in _CALLS:
            continue
        link = next((str(value) for key, value in call.params if key == "url"), None)
        at = host_of(link) if link and not is_shortened(link) else None
        domain = registrable_domain(at or "")
        hits = chain.from_iterable(find_phrases(words).values())
        rest = words[max((hit.end for hit in hits), default=0) :]
        named = [
            name
            for name in names_in(rest)
            if is_known(name)
            or is_called_outlet(name, languages)
            or rest.rstrip(_EDGES).endswith(name)
        ]
        if name := (named[0] if named else domain):
            yield _of_line(name, "call", "tail", words, link, view)


def _in_prose(view: PageView) -> Iterator[Mention]:
    languages, linked = languages_for(view.language), _linked(view)
    sentences = view.article.beginning
    for number, sentence in enumerate(sentences):
        text = sentence.text
        place = _place(number, len(view.article.sentences))
        if number < _DATELINES or place == "tail":
            for name, quote in datelines(text):
                # "(AP)" at the end of an early sentence took the picture.
                if place != "tail" and text.rstrip().endswith(quote) and quote != text:
                    continue
                start, domain = sentence.start + text.find(quote), agency_domain(name)
                yield Mention(name, domain, "wire", place, quote, start, start + len(quote))
        if number < HEAD and (dated := _DENSE_DATELINE.match(text)):
            start, end = sentence.start, sentence.start + dated.end()
            yield Mention(dated[1], domain_of(dated[1]), "wire", place, dated[0], start, end)
        if len(text) > _LONGEST_SENTENCE or not any(has(p, text, languages) for p in _PARTS):
            continue
        named = credits_in(text, languages, tuple(linked))
        for credit, how in named.items():
            # "Harbour" of the "Harbour Gazette" is no other publisher.
            if not any(credit in other for other in named if other != credit):
                yield _credited(credit, how, sentence, place, view)


def _place(number: int, count: int) -> Place:
    if number == 0:
        return "first"
    if number < HEAD:
        return "head"
    return "tail" if number >= count - _TAIL else "middle"


def _credited(name: str, how: How, sentence: Sentence, place: Place, view: PageView) -> Mention:
    link = _link_in(sentence.text, name, view)
    domain = domain_of(name) or (link and registrable_domain(host_of(link) or ""))
    return Mention(name, domain, how, place, sentence.text, sentence.start, sentence.end, link)


def _link_in(sentence: str, name: str, view: PageView) -> str | None:
    """Return the story that `sentence` links for `name`: on the name, at its host, or alone."""
    folded, bare = fold(sentence), bare_name(name)
    for number in view.body_numbers:
        block = view.blocks[number]
        if folded not in fold(block.text):
            continue
        links = [one for one in block.links if _is_story(one) and one.text in sentence]
        named = [one for one in links if bare in fold(one.text) or _is_at(one, bare)]
        chosen = named or (links if len(links) == 1 else [])
        return chosen[0].url if chosen else None
    return None


def _is_at(link: Link, bare: str) -> bool:
    domain = registrable_domain(host_of(link.url) or "") or ""
    return bool(bare) and fold(domain.partition(".")[0]) in bare


def _linked(view: PageView) -> list[str]:
    """Return the names of the sites to whose stories the body links, without offices."""
    urls = (link.url for n in view.body_numbers for link in view.blocks[n].links)
    stories = (url for url in urls if may_be_story(url) and is_story(url))
    domains = {registrable_domain(host_of(url) or "") or "" for url in stories}
    return sorted(d.partition(".")[0] for d in domains if d and not _OFFICIAL.search(d))


def _is_story(link: Link) -> bool:
    return link.elsewhere and not link.is_home and may_be_story(link.url)


def _bylines(view: PageView) -> Iterator[Mention]:
    """Yield outlets in the author's place, and lines above the text that only name an agency.

    Names that no list has are the site's own desks there, of 12 on real pages all.
    """
    for author in (one.strip(_EDGES) for one in view.article.authors):
        words = author.split()
        ends = (" ".join(words[at:]) for at in range(len(words)))  # "Ada Quill Quay Times"
        if name := next(filter(domain_of, ends), None):
            yield Mention(name, domain_of(name), "byline", "beside", author)
    for block in view.blocks[max(0, view.first - _ABOVE) : view.first + 2]:
        if block.is_closed or block.is_control or len(block.text) > _LONGEST_NAME:
            continue
        if _is_picture(block.text, block):
            continue
        if dated := dated_agency(block.text):
            yield Mention(dated, agency_domain(dated), "beside", "beside", block.text)
        elif (found := next(datelines(block.text), None)) and found[1] != block.text:
            yield Mention(found[0], agency_domain(found[0]), "wire", "beside", block.text)


def _lines(view: PageView) -> Iterator[Mention]:
    """Yield short lines at the ends of the text: “Source: X”, “[via X]”, “– X”."""
    languages = languages_for(view.language)
    end = max(view.first, view.last - _BEFORE)
    for block in view.blocks[max(0, view.first - _BELOW) : min(end, view.first + _BELOW + 1)]:
        # Above the text only a line that says nothing else: "来源：X".
        if not block.is_closed and len(block.text) <= _LONGEST_NAME and is_source_line(block.text):
            yield from _of_block(block, "beside", languages, view)
    for number, block in enumerate(view.blocks[end : view.last + _AFTER], end):
        if block.is_closed:
            continue
        yield from _of_block(block, "tail", languages, view)
        if number > view.last and len(block.text) <= _LONGEST_LINE:
            for name, quote in datelines(block.text):
                yield Mention(name, agency_domain(name), "wire", "tail", quote)


def _of_block(
    block: Block, place: Place, languages: tuple[str, ...], view: PageView
) -> Iterator[Mention]:
    away = [link for link in block.links if _is_story(link)]
    bracketed = _BRACKETED.search(block.text)
    inside = bracketed[1] if bracketed else ""
    lines = [block.text] if len(block.text) <= _LONGEST_LINE else block.sentences[-1:]
    for line in filter(None, (inside, *lines)):
        how, named = _named_by(line, inside, languages)
        if not named or _is_picture(line, block):
            continue
        is_dense = letters_in(line) > len(line)
        names = [without_article(part.strip(_EDGES)) for part in _APART.split(named)]
        for name in names[:4]:
            if how == "bracket" and not is_known(name) and not (away and len(block.links) == 1):
                continue
            if _is_credit_word(name) and len(away) == 1:
                name = registrable_domain(host_of(away[0].url) or "") or name  # noqa: PLW2901
            if not _may_be_name(name, anyhow=is_dense):
                continue
            link = next((one.url for one in away if name in one.text or one.text in name), None)
            link = link or (away[0].url if len(away) == 1 else None)
            yield _of_line(name, how, place, block.text, link, view)


def _named_by(line: str, inside: str, languages: tuple[str, ...]) -> tuple[How, str]:
    """Return how a line credits, and whom; `inside` are the words in its block's brackets."""
    if len(line) <= _LONGEST_LINE and (named := credited_by(line, languages)):
        return ("via" if _VIA.match(line) else "line"), named
    dashed = _DASHED.fullmatch(line)
    return "bracket", (dashed[1] if dashed else line if line == inside else "").strip(_EDGES)


def _is_picture(line: str, block: Block) -> bool:
    """Return whether a line credits a picture, by its words or by what it is in."""
    found = _MEDIA.search(line) or _PICTURED.match(line) or _TAKEN.search(line.rstrip(_EDGES))
    return bool(found) or any(step.tag in ("figure", "figcaption") for step in block.around)


def _may_be_name(name: str, *, anyhow: bool) -> bool:
    """Return whether `name` may be one; in a line without capitals `anyhow`, if it is short."""
    is_short = 1 < len(name) <= _LONGEST_NAME and len(name.split()) <= _MOST_WORDS
    if _is_credit_word(name) or _COLON.search(name):
        return False
    return is_short and bool(anyhow or _HOST.fullmatch(name) or _NAME.fullmatch(name))


def _of_line(
    name: str, how: How, place: Place, line: str, link: str | None, view: PageView
) -> Mention:
    host = _HOST.fullmatch(name)
    domain = registrable_domain(host[1].lower()) if host else domain_of(name)
    domain = domain or (link and registrable_domain(host_of(link) or ""))
    start = view.article.text.find(line)
    if start < 0:
        return Mention(name, domain, how, place, line, link=link)
    return Mention(name, domain, how, place, line, start, start + len(line), link)


def _is_credit_word(name: str) -> bool:
    """Return whether `name` is only the word for a source: "(Source)"."""
    return any(_credit_words(language).fullmatch(f"{name}:") for language in LANGUAGES)


def is_source_line(line: str) -> bool:
    """Return whether a short line begins with "Source:" or its like in any language."""
    if len(line) > _LONGEST_LINE:
        return False
    found = (_credit_words(language).match(line) for language in LANGUAGES)
    return any(match and match["colon"] and match["name"] for match in found)


def credited_by(line: str, languages: tuple[str, ...]) -> str | None:
    """Return what follows on "Source:" or its like at the beginning of `line`, or on "via"."""
    for language in LANGUAGES:
        found = _credit_words(language).match(line)
        if found and (found["colon"] or (language in (*languages, "en") and _VIA.match(line))):
            return found["name"].strip(_EDGES) or None
    return None


@cache
def _credit_words(language: str) -> re.Pattern[str]:
    spaced = section(language, "spaces_between_words")
    # "Author: X" is a byline.
    writers = section(language, "bylines").get("labels", "").split() if spaced else []
    credit = [word for word in section(language, "calls.credits")["credit"] if word not in writers]
    words = sorted(credit, key=len, reverse=True)
    any_of = "|".join(map(re.escape, words)) or "(?!)"
    gap = r"(?P<colon>\s*[:：])|(?=\W)|$" if spaced else r"(?P<colon>\s*[:：])|"
    return re.compile(rf"[\W_]{{0,3}}(?:{any_of})(?:{_ENDINGS})?(?:{gap})\s*(?P<name>.*)$", re.I)


def _declared(view: PageView) -> Iterator[Mention]:
    """Yield names in the metas of syndicated stories."""
    for name, values in view.structured.metas.items():
        for value in values if SYNDICATION.fullmatch(name) else ():
            if "/" not in value and len(value) <= _LONGEST_NAME:
                yield Mention(value, domain_of(value), "declared", "beside", value)
