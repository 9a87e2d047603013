"""Credits of news agencies: datelines, bylines, last lines, and the same for any given name."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from server.language.tables import table
from server.model import Article, Credit
from server.text.credits import languages_for, said
from server.text.lexicon import fold
from server.text.publishers import agencies, bare_name

_SHORTEST_NAME = 4  # letters: shorter names are in other words
_LONGEST_NOTE = 120  # letters of a closing note; a longer one is a sentence of the story
_DATE = re.compile(r"\d[\d.:/-]*(?:\s?(?:[AaPp][Mm]|hrs?|Uhr)\b)?|[日月年時分]")
_SHORT = 2  # letters
_SHORT_CODE = 5  # letters before a slash: "dpa/lno"
_MOST_BESIDE = 12  # letters of a month and a time zone
_AT_ENDS = 160  # characters of a sentence in which a dateline is
_DENSE_FIRST = re.compile(r"[\u3040-\ud7af]")
# Letters in place of a name in a pattern, so that `re` remembers no page's.
_MARK, _MARK_OF_DENSE = "\N{GLAGOLITIC CAPITAL LETTER AZU}", "\N{YI SYLLABLE IT}"
_MARKED = re.compile(rf"(?<!\w)[{_MARK}{_MARK_OF_DENSE}](?!\w)")


def datelines(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield the agencies that open or end `sentence`, each with its quote."""
    for part in dict.fromkeys((sentence[:_AT_ENDS], sentence[-_AT_ENDS:])):
        for found in _dateline().finditer(part):
            # "Ada Quill / Reuters" took a picture.
            if not found[0].startswith("/") or len(part) <= len(found[0]) + _SHORT_CODE:
                yield next(group for group in found.groups() if group), found[0].strip()


def dated_agency(line: str) -> str | None:
    """Return the agency of a line with nothing else but a date: "PTI Jan 16, 2012, 05.57AM"."""
    found = _named().search(line)
    if found is None:
        return None
    rest = fold(_DATE.sub(" ", line[: found.start()] + line[found.end() :]))
    # Two letters alone may be anything: a button for larger letters.
    return found[0] if len(rest) <= _MOST_BESIDE and (rest or len(found[0]) > _SHORT) else None


def agency_domain(name: str) -> str | None:
    """Return the domain of the agency called `name`."""
    return agencies().get(fold(name))


def credit_of(article: Article, publisher: str) -> Credit | None:
    """Return how `article` credits `publisher`, a known one.

    A bare credit is found where those of agencies are: in the first two and the last two sentences.
    """
    name = " ".join(publisher.split())
    if len(name) < _SHORTEST_NAME or name not in article.text:
        return None
    if bare_name(name) == bare_name(article.publisher or ""):
        return None
    mark = _MARK_OF_DENSE if _DENSE_FIRST.match(name) else _MARK
    languages, size = languages_for(article.language), len(article.sentences)
    for number, sentence in enumerate(article.beginning):
        text = sentence.text
        marked = text.replace(name, mark)
        if not _MARKED.search(marked):
            continue
        at_an_end = number < 2 or number >= size - 2
        note = number >= size - 2 and len(text) < _LONGEST_NOTE
        if (at_an_end and _credit((mark,)).search(marked)) or said(
            text, name, languages, note=note
        ):
            return Credit(name, None, None, "basis", text, sentence.start, sentence.end)
    return None


@cache
def _named() -> re.Pattern[str]:
    """Return a pattern for the name of any agency as a word."""
    names = sorted(chain.from_iterable(table("agencies").values()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


@cache
def _dateline() -> re.Pattern[str]:
    """Return a pattern of agency credits: "(Reuters)", "BERLIN (dpa) –", "dpa/lno", "– AP"."""
    known = table("agencies")
    return _credit(tuple(name for names in known.values() for name in names))


@cache
def _credit(known: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted(known, key=len, reverse=True)
    any_of = "|".join(map(re.escape, names))
    dense = "|".join(re.escape(name) for name in names if _DENSE_FIRST.match(name)) or "(?!)"
    return re.compile(
        rf"[(\[（【]\s*(?:[^()\[\]]{{1,30}}/\s*)?({any_of})(?:\s*[-/,][^)\]）】]{{0,20}})?\s*[)\]）】]"
        rf"|^(?:[^.!?]{{0,40}}[,–—-]\s*)?({any_of})\s*[–—:-]\s"
        rf"|^[据據]?({dense})|[–—/|]\s*({any_of})\s*$|^({any_of})(?:/\w{{2,12}})*$"
        rf"|(?:©|\(c\)|[Cc]opyright)\W*(?:\d{{4}}\s*)?(?:[Tt]he )?({any_of})\b"
    )
