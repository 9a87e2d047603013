"""Chooses search terms, a page's names, numbers, quotations and rare words; searches the index.

A rewritten text keeps who, where, how much and the quotations, and changes the rest. A name that
the background table has never seen is the best term: nothing else distinguishes one story from all
others (Spangher et al. 2021 and Politi-Prov found the query to be the bottleneck of finding
sources). Words of every text weigh nothing.
"""

import math
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from server.errors import Problem
from server.language import detect
from server.language.data import base_language, section
from server.language.scripts import HAN, HANGUL, THAI
from server.model import iso_day
from server.source.finder import Finder, FinderError, FinderSkipped, SearchQuery
from server.source.lead import CREDIT_STRENGTH, Lead
from server.store import ArticleIndex, Hit, SearchLimits, SqliteArticles, Vector
from server.text.tokens import Background, background, words
from server.verdict import is_by

MOST_TERMS = 24
_FUNCTION = 0.3  # rarity of a function word
_QUOTE = re.compile(r"[“„«\"「『]([^“”„«»\"「」『』]{12,200})[”“»\"」』]")

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
    title: str | None, sentences: Sequence[str], language: str | None, limit: int = MOST_TERMS
) -> list[Term]:
    """Return at most `limit` words and quotations to search for, best first, with weights.

    `sentences` are the page's statements without its notes ("Read the full story on…"). The weight
    is for the index, which knows a term's rarity itself: 1, less for single digits and years, more
    for a quotation.
    """
    language = base_language(language)
    lines = [title, *sentences] if title else list(sentences)
    frequencies = background(language)
    scored = [
        (spellings.form, min(1.0, _boost(spellings)), _worth(term, spellings, frequencies))
        for term, spellings in _look(lines, language).items()
    ]
    for term, count in Counter(term for line in lines for term in _dense_terms(line)).items():
        # Longer terms are rarer: a pair counts once, six characters and more twice.
        scored.append((term, 1.0, 0.5 * count**0.5 * min(2.0, 0.5 + len(term) / 4)))
    scored.sort(key=lambda entry: -entry[2])
    # Weight of a quotation. Quotations among the terms.
    quoted = [(quote, 2.0) for quote in _quotes(lines)[:3]]
    plain = [(form, boost) for form, boost, worth in scored if worth > 0]
    return [*plain[: limit - len(quoted)], *quoted]


def phrases(sentences: Sequence[str], language: str | None) -> list[str]:
    """Return questions to a search provider: the rarest terms, a quotation."""
    rarest = [term for term, _ in query_terms(None, sentences, language, 6) if " " not in term]
    quotes = sorted(_quotes(sentences), key=len, reverse=True)
    return [*([" ".join(rarest)] if rarest else []), *(f'"{quote}"' for quote in quotes[:1])]


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
        # Share of capitalised words in a title-case line, where capitals mean nothing.
        headline = capitals > 0.6 * len(written)
        for place, (word, form) in enumerate(zip(words_of_line, written, strict=True)):
            spellings = terms.setdefault(word.term, _Spellings())
            spellings.number = form[:1].isdigit()
            # an index splits thousands at spaces
            core = (
                " ".join(form.split()) if spellings.number else max(word.plain.split("'"), key=len)
            )
            spellings.forms[core] += 1
            if not headline:
                spellings.inner += not form[1:].islower() and form[1:].lower() != form[1:]
                spellings.name += place > 0 and form[:1].isupper()
                spellings.lower += form[:1].islower()
    return terms


def _dense_terms(line: str) -> Iterator[str]:
    """Yield terms of scripts without spaces, and of Korean, whose particles stick to nouns."""
    yield from _KATAKANA.findall(line)
    for run in _HAN.findall(line):
        yield from (run[start : start + 2] for start in range(len(run) - 1))
    for run in _HANGUL.findall(line):
        bare = _PARTICLE.sub("", run)
        yield bare if len(bare) > 1 else run
    for run in _THAI.findall(line):
        yield from (run[start : start + 4] for start in range(0, len(run) - 3, 2))


def _boost(spellings: _Spellings) -> float:
    """Return the weight of a name or number, where an ordinary word has 1 (index.md)."""
    if not spellings.number:
        return 2.5 if spellings.is_name else 1.0
    if len(spellings.form) == 1:
        return 0.3
    return 0.7 if re.fullmatch("(?:19|20)[0-9]{2}", spellings.form) else 1.5


def _worth(term: str, spellings: _Spellings, frequencies: Background) -> float:
    """Return how much a term helps: if rare, a name, or repeated."""
    if term in frequencies.function_terms or (len(term) < 2 and not spellings.number):
        return 0.0
    rarity = max(0.0, (_rarity(term, spellings, frequencies) - _FUNCTION) / (1 - _FUNCTION))
    return rarity**2 * _boost(spellings) * (1 + 0.5 * math.log(spellings.forms.total()))


def _rarity(term: str, spellings: _Spellings, frequencies: Background) -> float:
    if frequencies.share or spellings.is_name or spellings.number:
        return frequencies.rarity(term)
    # In an unknown language, short words are common ones.
    return min(frequencies.rarity(term), 0.4 + 0.06 * len(spellings.form))


def _quotes(lines: Iterable[str]) -> list[str]:
    quotes = (" ".join(match.split()) for line in lines for match in _QUOTE.findall(line))
    # Fewer words are common phrases, more are rarely kept whole.
    return [quote for quote in quotes if 4 <= len(quote.split()) <= 12]


LOOKED_AT = 10  # best hits of a search
MOST_FOREIGN = 5  # hits in other languages
SAME_EVENT_COSINE = 0.3  # least cosine of two openings on one event (docs/decisions.md)
RANK_OFFSET = 10  # with it, the first rank weighs half again as much as the sixth

# Days before a page's date: around it, from the day after, and in the weeks before.
NEAR_DAYS = (14, -1)
EARLIER_DAYS = (90, 15)  # the first is the default of UNABRIDGED_INDEX_DAYS

Meaning = Callable[[SearchQuery], Vector | None]
# The first and the last day; None: no bound.
Days = tuple[str | None, str | None]


class Index(Finder):
    """Articles with the page's distinctive words, from around its date or `earlier`."""

    codes = ("index",)

    def __init__(
        self,
        open_index: Callable[[], ArticleIndex] | None,
        meaning: Meaning = lambda _: None,
        *,
        earlier: bool = False,
    ) -> None:
        self._open, self._meaning = open_index, meaning
        self._days = days_before if earlier else days_around

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the best hits with their known texts; raise FinderSkipped."""
        if self._open is None:
            raise FinderSkipped("There is no index yet; feeds and `unabridged index add` fill one.")
        if not query.terms:
            raise FinderSkipped("The page has no words that would distinguish it in a search.")
        try:
            articles = self._open()
            if not articles.count_articles():
                raise FinderSkipped("The index has no articles yet.")
            days = self._days(query.page.published)
            leads = list(self._leads(articles, query, days)) if days else []
        except Problem as problem:
            raise FinderError(problem.detail) from None
        except (sqlite3.Error, OSError) as error:
            raise FinderError(f"The index can't be read ({error}).") from None
        yield from leads

    def _leads(self, articles: ArticleIndex, query: SearchQuery, days: Days) -> Iterator[Lead]:
        """Yield articles that share words, then foreign ones with the same meaning."""
        within: SearchLimits = {"since": days[0], "until": days[1], "limit": LOOKED_AT}
        within["exclude"] = query.own
        hits = articles.search_articles(query.terms, page=query.text, **within)
        hits = [hit for hit in hits if not query.is_own(hit.url, hit.title)]
        translated = translations(articles, self._meaning, query, within) or []
        near = {hit.url: hit.score for hit in translated}
        language = base_language(query.page.language)
        foreign = [hit for hit in hits if translated and _is_foreign(hit, language)]
        for hit in hits:
            if hit not in foreign:
                yield _lead(hit, articles, query)
                yield from (
                    _lead(copy, articles, query)
                    for copy in _copies_by_named_outlets(hit, articles, query)
                )
        for hit in merge_rankings(foreign, translated)[:MOST_FOREIGN]:
            yield _lead(hit, articles, query, near.get(hit.url))


def translations(
    articles: ArticleIndex, meaning: Meaning, query: SearchQuery, within: SearchLimits
) -> list[Hit] | None:
    """Return articles with the page's meaning in other languages; None if that is unknown."""
    if not isinstance(articles, SqliteArticles):
        return None
    vector, language = meaning(query), base_language(query.page.language)
    if vector is None or language is None:
        return None
    nearest = articles.nearest_articles(vector, language, **within)
    return [hit for hit in nearest if hit.score >= SAME_EVENT_COSINE]


def _copies_by_named_outlets(hit: Hit, articles: ArticleIndex, query: SearchQuery) -> Iterator[Hit]:
    """Yield near duplicates of a hit by outlets that the page names."""
    for url in hit.copies if query.outlets else ():
        article = articles.article_text(url)
        if article and any(is_by(outlet, url, article.publisher) for outlet in query.outlets):
            yield replace(hit, url=url, title=article.title, publisher=article.publisher, copies=[])


def _is_foreign(hit: Hit, language: str | None) -> bool:
    declared = [hit.language] if hit.language else []
    language_of_hit = base_language(detect.language_of(f"{hit.title}. {hit.lead}", declared))
    return bool(language_of_hit) and language_of_hit != language


def merge_rankings(first: Sequence[Hit], second: Sequence[Hit]) -> list[Hit]:
    """Merge two rankings by the sum of inverse ranks (Cormack 2009)."""
    score: defaultdict[str, float] = defaultdict(float)
    hits = {}
    for ranking in (first, second):
        for rank, hit in enumerate(ranking):
            score[hit.url] += 1 / (RANK_OFFSET + rank)
            hits[hit.url] = hit
    return sorted(hits.values(), key=lambda hit: -score[hit.url])


def _lead(
    hit: Hit, articles: ArticleIndex, query: SearchQuery, similarity: float | None = None
) -> Lead:
    article = articles.article_text(hit.url) if hit.whole else None
    credit = query.credit_of(hit.url, hit.publisher)
    credited = f" It is from {credit.name}, which the page credits." if credit else ""
    found_by = "its words" if similarity is None else "its meaning, in another language"
    return Lead(
        hit.url,
        "index",
        f"Found in the index by {found_by}.{credited}",
        quote=credit.quote if credit else None,
        strength=CREDIT_STRENGTH if credit else 0.0,
        title=hit.title,
        publisher=hit.publisher,
        published=hit.published,
        params={"copies": hit.copies}
        | ({"similarity": similarity} if similarity is not None else {}),
        indexed=article if article and article.text else None,
    )


def days_around(published: str | None) -> Days:
    """Return the first and last day around the page's date; all without one."""
    return days_within(published, *NEAR_DAYS) or (None, None)


def days_before(published: str | None) -> Days | None:
    """Return the first and last day of the weeks before; None without a date."""
    return days_within(published, *EARLIER_DAYS)


def days_within(published: str | None, first: int, last: int) -> Days | None:
    """Return the day `first` days before a date and that `last` days before; None without one."""
    day = iso_day(published)
    try:
        return (_before(day, first), _before(day, last)) if day else None
    except OverflowError:
        return None


def _before(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()
