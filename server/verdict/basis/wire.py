"""Credits of news agencies: datelines, bylines, last lines, and the same for any given name."""

import re
from collections.abc import Iterator
from functools import cache

from server.language.tables import table
from server.model import Article, Credit
from server.text.credits import languages_for, said
from server.text.lexicon import fold
from server.text.publishers import agencies, bare_name

_SHORTEST_NAME = 4  # letters: shorter names are in other words
_LONGEST_NOTE = 120  # letters of a closing note; a longer one is a sentence of the story
_SHORT_CODE = 5  # letters before a slash: "dpa/lno"
_AT_ENDS = 160  # characters of a sentence in which a dateline is
_DENSE_FIRST = re.compile(r"[\u3040-\ud7af]")
# Letters in place of a name in a pattern, so that `re` remembers no page's.
_MARK, _MARK_OF_DENSE = "\N{GLAGOLITIC CAPITAL LETTER AZU}", "\N{YI SYLLABLE IT}"
_MARKED = re.compile(rf"(?<!\w)[{_MARK}{_MARK_OF_DENSE}](?!\w)")


def datelines(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield the agencies that open or end `sentence`, each with its quote."""
    for part in dict.fromkeys((sentence[:_AT_ENDS], sentence[-_AT_ENDS:])):
        for found in _dateline().finditer(part):
            name = next(group for group in found.groups() if group)
            # "Ada Quill / Reuters" took a picture; "the Port Traders' Institute (PTI)" is a body.
            is_picture = found[0].startswith("/") and len(part) > len(found[0]) + _SHORT_CODE
            if not is_picture and not _abbreviates(name, part[: found.start()]):
                yield name, found[0].strip()


def _abbreviates(name: str, before: str) -> bool:
    """Return whether `name` are the first letters of the last words `before` it."""
    words = re.findall(r"[^\W\d_][\w'’]*", before)[-len(name) - 2 :]
    initials = "".join(word[0] for word in words if word[0].isupper())
    return len(name) > 1 and initials.endswith(name.upper())


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
