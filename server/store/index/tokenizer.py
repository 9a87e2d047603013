"""Words as the full-text index has them, in any script.

SQLite's tokenizer splits Latin text, folds its accents and stems English words. The rest is done
here before it reads the text: scripts without spaces (Chinese, Japanese, Thai and the like) and
Korean, whose particles stick to the noun, become pairs of characters; other words get their
script's stem.
"""

import hashlib
import re
import unicodedata
from dataclasses import replace
from functools import cache

import Stemmer

from server.language.data import section
from server.language.scripts import DENSE, MARKS
from server.model import remembered
from server.store.records import IndexArticle

_POINTS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_INVISIBLE = "\u00ad\u0640\u200c\u200d"
# Letters beyond ASCII, and little else: quotation marks and dashes need no rewriting.
_FOREIGN = re.compile("[\u00aa\u00b5\u00ba\u00c0-\u1fff\u2071-\U0010ffff]")
# A word with a letter or digit beyond ASCII; most words have none and are passed over fast.
_WORD = re.compile(
    f"(?P<dense>[{DENSE}]+)"
    f"|(?<![A-Za-z0-9])[A-Za-z0-9]*[^\\W\x00-\x7f{DENSE}](?:[^\\W_{DENSE}]|[{MARKS}{_INVISIBLE}])*"
)
_TOKEN = re.compile(f"[\\w{MARKS}]+")
_DROPPED = re.compile(f"[{_POINTS}{_INVISIBLE}]")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ς": "σ"})
_SCRIPTS = (  # first and last letter, and Snowball's name
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u04ff", "russian"),
    ("\u0530", "\u058f", "armenian"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
    ("\u0b80", "\u0bff", "tamil"),
)
# Characters of a lead: two or three sentences of news.
_LEAD = 300
_HEBREW = re.compile("^[ושהכלבמ]+(?=[א-ת]{3})")
_ARABIC_AND = re.compile(
    f"^[وف](?=(?:{'|'.join(section('ar', 'particles').split())})[\u0621-\u064a]{{3}})"
)


def indexable(text: str) -> str:
    """Rewrite the words of `text` that SQLite's tokenizer can't handle."""
    if text.isascii() or not _FOREIGN.search(text):
        return text
    return _WORD.sub(
        lambda word: _pairs(word[0]) if word.lastgroup == "dense" else _fold(word[0]), text
    )


def tokens(text: str) -> list[str]:
    """Return the terms of `text`, as the index has them."""
    return list(map(_stem_of, _TOKEN.findall(indexable(text).lower().replace("_", " "))))


@remembered
def _stem_of(word: str) -> str:
    return str(_stemmer("porter").stemWord(word)) if word.isascii() else word


def _pairs(run: str) -> str:
    """Return each character with the next one, between spaces."""
    pairs = [run[index : index + 2] for index in range(max(1, len(run) - 1))]
    return f" {' '.join(pairs)} "


@remembered
def _fold(word: str) -> str:
    """Return a word's stem without accents and vowel points, with Western digits."""
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in plain)
    if plain >= "\u0900" and not plain.isascii():
        bare = _DROPPED.sub("", plain)
    else:
        bare = _DROPPED.sub("", unicodedata.normalize("NFD", plain))
    return _stem(unicodedata.normalize("NFC", bare)) or word


def _stem(word: str) -> str:
    first = word[:1]
    if "\u0590" <= first <= "\u05ff":
        return _HEBREW.sub("", word, count=1)
    word = _ARABIC_AND.sub("", word)
    for low, high, name in _SCRIPTS:
        if low <= first <= high:
            return str(_stemmer(name).stemWord(word))
    return word


@cache
def _stemmer(name: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(name, 0)  # without its own cache, which can't be emptied


def complete(article: IndexArticle) -> tuple[IndexArticle, bytes]:
    """Return the article with a lead and in valid Unicode, and its version."""
    if article.text and not article.lead:
        article = replace(article, lead=opening(article.text))
    try:
        return article, version_of(article)
    except UnicodeEncodeError:
        return article.sound(), version_of(article.sound())


def body_of(article: IndexArticle) -> str:
    """Return the text to search besides the title, with a lead that it lacks."""
    if article.lead and article.lead not in article.text:
        return f"{article.lead}\n{article.text}"
    return article.text


def opening(text: str) -> str:
    """Return the beginning of `text`, to the end of a sentence or word."""
    if len(text) <= _LEAD:
        return text
    head = text[:_LEAD]
    sentence = max(head.rfind(stop) for stop in (". ", "! ", "? ", "\n", "。"))
    cut = sentence + 1 if sentence > _LEAD // 3 else max(head.rfind(" "), _LEAD // 2)
    return head[:cut].rstrip()


def version_of(article: IndexArticle) -> bytes:
    """Return a hash of all fields of a complete article."""
    fields = (
        article.title,
        article.text,
        article.lead,
        article.publisher,
        article.published,
        article.language,
        article.canonical_url,
    )
    text = "\0".join(field or "" for field in fields)
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
