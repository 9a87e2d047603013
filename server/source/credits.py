"""Publishers that a page names as its source without an address: wire credits, "first reported by".

A name is no pointer, but says where to look. Agencies are known by name (agencies.json); others are
told by the words beside them and by what publishers are called.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from server.addresses import parts_of
from server.article.document import Reading, fold
from server.article.structured import is_article, read_structured, texts
from server.source.declared import NAMING, SYNDICATION
from server.source.pointer import Attribution
from server.source.wording import LINK, Part, has, languages_for, said

MOST_ATTRIBUTIONS = 5
_MOST_SENTENCES = 200
_NAMING_PARTS: tuple[Part, ...] = ("before", "after", "first", "taken", "credit", "credit_after")
_LONGEST_NAME = 60  # characters
_QUOTED = re.compile(r"[«„“‘\"'『《「‹]([^«»„“”‘’\"『』《》「」‹›]{2,40})[»“”’\"'』》」›]")
# Capitalised words in a row, with the small words that stand in names.
_CAPITALISED = re.compile(
    r"(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-ЯЁİ][\w’'.&-]*)"
    r"(?:\s+(?:(?:of|the|de|del|della|di|da|do|du|des|la|le|van|der|den|am|im)\s+)*"
    r"(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-ЯЁİ0-9][\w’'.&-]*))*"
)
_FRONT_DOOR = re.compile(r"https?://(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?", re.I)
_ARTICLES = re.compile(r"^(?:the|der|die|das|dem|den|des|de|het|el|la|le|il|lo|o|a|os|as)\s+", re.I)


def find_attributions(reading: Reading) -> list[Attribution]:
    """The publishers that the page names as its source, the surest first, at most 5."""
    article = reading.article
    languages = languages_for(article.language)
    found: dict[str, Attribution] = {}
    own = fold(article.publisher or "")
    for attribution in (*_wire(reading), *_declared(reading), *_told(reading, languages)):
        name = fold(attribution.name)
        if name and name != own:
            found.setdefault(attribution.domain or name, attribution)
    named = list(found.values())[:MOST_ATTRIBUTIONS]
    if all(attribution.domain for attribution in named):
        return named
    doors = _front_doors(reading)
    return [replace(one, domain=one.domain or doors.get(_bare(one.name))) for one in named]


def _wire(reading: Reading) -> Iterator[Attribution]:
    """Agencies in the dateline, in the byline and in the last lines."""
    article = reading.article
    sentences = [sentence.text for sentence in article.sentences]
    for author in article.authors:
        if domain := _agencies().get(fold(author)):
            yield Attribution(author, domain, author, "wire")
    for quote in (
        *(text[:160] for text in sentences[:2]),
        *(text[-160:] for text in sentences[-2:]),
    ):
        for found in _dateline().finditer(quote):
            name = next(group for group in found.groups() if group)
            yield Attribution(name, _agencies()[fold(name)], found[0].strip(), "wire")


def _declared(reading: Reading) -> Iterator[Attribution]:
    """Names in the structured data and the metas."""
    if reading.document is None:
        return
    structured = read_structured(reading.document.root)
    for node in filter(is_article, structured.nodes):
        for field in NAMING[:-1]:
            yield from _named(node.get(field))
    for name, values in structured.metas.items():
        if SYNDICATION.fullmatch(name):
            for value in values:
                if "/" not in value and len(value) <= _LONGEST_NAME:
                    yield Attribution(value, _agencies().get(fold(value)), value, "declared")


def _named(value: Any) -> Iterator[Attribution]:
    for name in texts(value):
        address = value.get("url") if isinstance(value, dict) else None
        host = parts_of(address).hostname if isinstance(address, str) else None
        domain = (host or "").removeprefix("www.") or _agencies().get(fold(name))
        if len(name) <= _LONGEST_NAME:
            yield Attribution(name, domain, name, "declared")


def _told(reading: Reading, languages: tuple[str, ...]) -> Iterator[Attribution]:
    """Names beside "first reported by", "according to", "Source:"."""
    sentences = [sentence.text for sentence in reading.article.sentences]
    size = len(sentences)
    for number, sentence in enumerate(sentences[:_MOST_SENTENCES]):
        # A quick look, since most sentences name no source.
        if not any(has(part, sentence, languages) for part in _NAMING_PARTS):
            continue
        note = number >= size - 2 and len(sentence) < 120
        for name in _names(sentence):
            speech = said(sentence, name, languages, note=note)
            if speech is None:
                continue
            domain = _agencies().get(fold(name))
            if domain or has("outlet", name, languages) or _introduced(sentence, name, languages):
                kind = "credit" if speech.marker == "credit" else "told"
                yield Attribution(name, domain, sentence, kind)  # type: ignore[arg-type]  # one of two literals


def _front_doors(reading: Reading) -> dict[str, str]:
    """Domains by the bare names that the page links to their front pages."""
    if reading.document is None:
        return {}
    found: dict[str, str] = {}
    for link in reading.document.root.iter("a"):
        door = _FRONT_DOOR.fullmatch((link.get("href") or "").strip())
        if door:
            name = " ".join(link.text_content().split())[:_LONGEST_NAME]
            found.setdefault(_bare(name), door[1].lower())
    return found


def _bare(name: str) -> str:
    return fold(_ARTICLES.sub("", name))


def _names(sentence: str) -> Iterator[str]:
    for found in _QUOTED.finditer(sentence):
        if len(found[1].split()) <= 5:
            yield found[1].strip()
    for found in _CAPITALISED.finditer(sentence):
        name = _ARTICLES.sub("", found[0]).strip(" .,’'")
        if name and len(name) <= _LONGEST_NAME:
            yield name


def _introduced(sentence: str, name: str, languages: tuple[str, ...]) -> bool:
    """Whether a word for publishers stands right before `name` ("the newspaper Quay")."""
    before = sentence.partition(name)[0][-24:]
    return has("outlet", before, languages) and LINK not in before


@cache
def _agencies() -> dict[str, str]:
    """Domains of the agencies by their folded names."""
    known = json.loads(files("server.source").joinpath("agencies.json").read_text("utf-8"))
    return {fold(name): domain for domain, names in known.items() for name in names}


@cache
def _dateline() -> re.Pattern[str]:
    """How wires are credited: "(Reuters)", "BERLIN (dpa) –", "dpa/lno", "© 2026 AFP", "– AP"."""
    known = json.loads(files("server.source").joinpath("agencies.json").read_text("utf-8"))
    names = sorted((name for names in known.values() for name in names), key=len, reverse=True)
    any_of = "|".join(map(re.escape, names))
    dense = "|".join(re.escape(name) for name in names if re.match(r"[\u3040-\ud7af]", name))
    return re.compile(
        rf"[(\[（【]\s*({any_of})(?:\s*[-/,][^)\]）】]{{0,20}})?\s*[)\]）】]"
        rf"|^(?:[^.!?]{{0,40}}[,–—-]\s*)?({any_of})\s*[–—:-]\s"
        rf"|^({dense})|[–—/|]\s*({any_of})\s*$|^({any_of})(?:/\w{{2,12}})*$"
        rf"|(?:©|\(c\))\s*(?:\d{{4}}\s*)?({any_of})\b"
    )
