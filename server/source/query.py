"""Chooses search terms: a page's names, numbers, quotations and rare words.

A rewritten text keeps who, where, how much and the quotations, and changes the rest. A name that
the background table has never seen is the best term: nothing else distinguishes one story from all
others (Spangher et al. 2021 and Politi-Prov found the query to be the bottleneck of finding
sources). Words of every text weigh nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from server.language.data import section
from server.language.scripts import HAN, HANGUL, THAI
from server.language.tags import base_language
from server.text.tokens import words
from server.text.weights import Background, background

MOST_TERMS = 24  # docs/decisions/index.md
_NAME, _NUMBER, _YEAR, _DIGIT = 2.5, 1.5, 0.7, 0.3  # an ordinary word is 1; index.md
_QUOTED = 2.0  # weight of a quotation
_FUNCTION = 0.3  # rarity of a function word
_MOST_QUOTES = 3  # quotations among the terms
_QUOTE = re.compile(r"[“„«\"「『]([^“”„«»\"「」『』]{12,200})[”“»\"」』]")
_QUOTE_WORDS = (4, 12)  # fewer are common phrases, more are rarely kept whole
_HEADLINE = 0.6  # share of capitalised words in a title-case line, where capitals mean nothing

# Particles, pronouns and verb endings between the words that carry the meaning.
_GLUE = "".join(section("zh", "particles").split())
_HAN = re.compile(f"(?:(?![{_GLUE}])[{HAN}]){{2,}}")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_HANGUL = re.compile(f"[{HANGUL}]{{2,}}")
_THAI = re.compile(f"[{THAI}]{{4,}}")
_PARTICLE = re.compile(f"(?:{'|'.join(section('ko', 'particles').split())})$")

Term = tuple[str, float]


@dataclass(slots=True)
class _Spellings:
    """A term's forms, and how often it was a name, lower case or with inner capitals."""

    forms: Counter[str] = field(default_factory=Counter)
    name: int = 0
    lower: int = 0
    inner: int = 0
    number: bool = False

    @property
    def is_name(self) -> bool:
        return self.inner > 0 or self.name > self.lower

    @property
    def form(self) -> str:
        return self.forms.most_common(1)[0][0]


def query_terms(
    title: str | None, sentences: Sequence[str], language: str | None, most: int = MOST_TERMS
) -> list[Term]:
    """Return at most `most` words and quotations to search for, best first, with weights.

    `sentences` are the page's statements without its notes ("Read the full story on…"). The weight
    is for the index, which knows a term's rarity itself: 1, less for single digits and years, more
    for a quotation.
    """
    language = base_language(language)
    lines = [title, *sentences] if title else list(sentences)
    known = background(language)
    scored = [
        (seen.form, min(1.0, _boost(seen)), _worth(term, seen, known))
        for term, seen in _look(lines, language).items()
    ]
    for term, count in Counter(term for line in lines for term in _dense_terms(line)).items():
        # Longer terms are rarer: a pair counts once, six characters and more twice.
        scored.append((term, 1.0, 0.5 * count**0.5 * min(2.0, 0.5 + len(term) / 4)))
    scored.sort(key=lambda entry: -entry[2])
    quoted = [(quote, _QUOTED) for quote in _quotes(lines)[:_MOST_QUOTES]]
    plain = [(form, boost) for form, boost, worth in scored if worth > 0]
    return [*plain[: most - len(quoted)], *quoted]


def phrases(title: str | None, sentences: Sequence[str], language: str | None) -> list[str]:
    """Return questions to a search provider: quoted title, rarest terms, a quotation."""
    rarest = [term for term, _ in query_terms(None, sentences, language, 6) if " " not in term]
    quotes = sorted(_quotes(sentences), key=len, reverse=True)
    bare = " ".join(re.sub('["“”„«»]', " ", title or "").split())
    asked = [f'"{bare}"'] if title and title.strip() else []
    return [*asked, *([" ".join(rarest)] if rarest else []), *(f'"{q}"' for q in quotes[:1])]


def _look(lines: Iterable[str], language: str | None) -> dict[str, _Spellings]:
    """Return every term of `lines` in spaced scripts, with its spellings."""
    terms: dict[str, _Spellings] = {}
    for line in lines:
        # Single characters come from unspaced scripts.
        words_of_line = [
            word
            for word in words(line, language)
            if word.term and (len(word.plain) > 1 or word.plain.isdigit())
        ]
        written = [line[word.start : word.end] for word in words_of_line]
        capitals = sum(form[:1].isupper() for form in written)
        headline = capitals > _HEADLINE * len(written)
        for place, (word, form) in enumerate(zip(words_of_line, written, strict=True)):
            seen = terms.setdefault(word.term, _Spellings())
            seen.number = form[:1].isdigit()
            # an index splits thousands at spaces
            core = " ".join(form.split()) if seen.number else max(word.plain.split("'"), key=len)
            seen.forms[core] += 1
            if not headline:
                seen.inner += not form[1:].islower() and form[1:].lower() != form[1:]
                seen.name += place > 0 and form[:1].isupper()
                seen.lower += form[:1].islower()
    return terms


def _dense_terms(line: str) -> Iterator[str]:
    """Yield terms of scripts without spaces, and of Korean, whose particles stick to nouns."""
    yield from _KATAKANA.findall(line)
    for run in _HAN.findall(line):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    for run in _HANGUL.findall(line):
        bare = _PARTICLE.sub("", run)
        yield bare if len(bare) > 1 else run
    for run in _THAI.findall(line):
        yield from (run[at : at + 4] for at in range(0, len(run) - 3, 2))


def _boost(seen: _Spellings) -> float:
    if seen.number:
        value = seen.form
        if len(value) == 1:
            return _DIGIT
        return _YEAR if re.fullmatch("(?:19|20)[0-9]{2}", value) else _NUMBER
    return _NAME if seen.is_name else 1.0


def _worth(term: str, seen: _Spellings, known: Background) -> float:
    """Return how much a term helps: if rare, a name, or repeated."""
    if term in known.function_terms or (len(term) < 2 and not seen.number):
        return 0.0
    rarity = max(0.0, (_rarity(term, seen, known) - _FUNCTION) / (1 - _FUNCTION))
    return rarity**2 * _boost(seen) * (1 + 0.5 * math.log(seen.forms.total()))


def _rarity(term: str, seen: _Spellings, known: Background) -> float:
    if known.share or seen.is_name or seen.number:
        return known.rarity(term)
    # In an unknown language, short words are common ones.
    return min(known.rarity(term), 0.4 + 0.06 * len(seen.form))


def _quotes(lines: Iterable[str]) -> list[str]:
    """Return quotations of some length, as they are written."""
    low, high = _QUOTE_WORDS
    quotes = (" ".join(match.split()) for line in lines for match in _QUOTE.findall(line))
    return [quote for quote in quotes if low <= len(quote.split()) <= high]
