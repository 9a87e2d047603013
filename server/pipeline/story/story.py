"""List the texts of the index on a page's event as they are read, and the latest stories.

Nothing is fetched but the page itself, where the caller gives an address alone.
"""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import chain

from server.align import Text
from server.errors import LanguagesDiffer
from server.language.data import base_language
from server.model import ListedStory, PageInput, Story, StoryIndex, Warning, iso_day
from server.pipeline.engine import Engine, Session
from server.pipeline.find import meaning_of
from server.pipeline.story.facts import told
from server.pipeline.story.reading import StoryReading, read_indexed, read_page, read_story
from server.pipeline.story.relations import Relations, in_time
from server.pipeline.tasks import SearchWords, search_words, text_of
from server.source import RELATED, Examined, SearchQuery
from server.store import ArticleIndex, IndexArticle, SqliteArticles, Within
from server.text.tokens import plain_words
from server.urls import normalise

MOST_TEXTS = 40  # of a story: the cost of their pairs grows with the square
_FIRST = 6  # texts read before the first answer
_AT_ONCE = 4  # texts in one call of a worker
_DAYS = 10  # before and after the page, in which nearly all reports of an event appear
_ANCHORS = 2  # other texts of the story whose words are searched for, too
_BEYOND = "Texts in other languages were looked for by names and numbers alone"


@dataclass
class _Growing:
    """A story in the making: what was searched, and the readings so far, the page's own first."""

    session: Session
    index: ArticleIndex
    page: Examined
    text: Text
    readings: list[StoryReading]
    about: StoryIndex
    seen: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    warnings: list[Warning] = field(default_factory=list)

    def story(self) -> Story:
        """Return the story of all that was read so far."""
        made = self.session.run("source", told, self.page.article, self.readings, self.about)
        return replace(made, warnings=self.warnings)

    def words_of(self, title: str | None, sentences: Sequence[str]) -> SearchWords:
        """Return what to search for a text of the story."""
        language = self.page.article.language
        return self.session.run("source", search_words, title, list(sentences), language)

    def search(
        self, known: SearchWords, within: Within, exclude: Collection[str] = ()
    ) -> list[str]:
        """Return addresses in the index with a text's words, copies after their first."""
        if not known.terms:
            return []
        limits: Within = {**within, "exclude": exclude}
        hits = self.index.search_articles(known.terms, page=known.text, **limits)
        return list(dict.fromkeys(chain.from_iterable((hit.url, *hit.copies) for hit in hits)))

    def translations(self, known: SearchWords, within: Within) -> list[str]:
        """Return addresses of texts in other languages; warn where they are not known."""
        article, index = self.page.article, self.index
        vector = meaning_of(SearchQuery(article, text=known.text))
        language = base_language(article.language)
        if vector is None or language is None or not isinstance(index, SqliteArticles):
            self.warnings.append(LanguagesDiffer(f"{_BEYOND}.", stage="source").as_warning())
            return []
        few: Within = {**within, "limit": 5}  # texts in other languages
        hits = index.nearest_articles(vector, language, **few)
        return [hit.url for hit in hits if hit.score >= RELATED]

    def read(self, urls: Sequence[str]) -> int:
        """Read articles of the index; return how many are on the page's event, and kept."""
        before = len(self.readings)
        fresh = [url for url in urls if normalise(url) not in self.seen]
        fresh = fresh[: MOST_TEXTS - len(self.readings)]
        self.seen.update(map(normalise, fresh))
        self.found.update(urls)
        found = [one for one in map(self.index.article_text, fresh) if one and one.text]
        parts = [found[at : at + _AT_ONCE] for at in range(0, len(found), _AT_ONCE)]

        texts = [self.text, *(one.text for one in self.readings[1 : 1 + _ANCHORS])]

        def read_some(some: Sequence[IndexArticle]) -> list[StoryReading]:
            return self.session.run("source", read_indexed, texts, some)

        with ThreadPoolExecutor(self.session.settings.workers) as threads:
            for read in threads.map(read_some, parts):
                self.readings += read
        return len(self.readings) - before


def story_of(engine: Engine, page: PageInput, cancelled: threading.Event) -> Story:
    """Return the whole story of a page; raise Problem if the page can't be read."""
    *_, story = stories_of(engine, page, cancelled)
    return story


def stories_of(engine: Engine, page: PageInput, cancelled: threading.Event) -> Iterator[Story]:
    """Yield the story of a page as it grows, the whole one last; raise Problem."""
    session, index = Session(engine, cancelled), engine.index and engine.index()
    examined, own = session.read("article", read_page, page)
    article = examined.article
    within = _around(article.published)
    articles = index.count_articles() if index else 0
    about = StoryIndex(articles, within.get("since"))
    if index is None or not articles or not own.lines:
        yield told(article, [own], about)
        return
    addresses = [one for one in (article.url, article.canonical_url) if one]
    own = replace(own, indexed=any(map(index.article_text, addresses)))
    text = text_of(article, examined.notes)
    growing = _Growing(session, index, examined, text, [own], about, {*map(normalise, addresses)})
    known = growing.words_of(article.title, [line.text for line in own.lines])
    found = growing.search(known, within)
    kept = growing.read(found[:_FIRST])
    yield growing.story()
    kept += growing.read(found[_FIRST:])
    while 2 * kept > len(found) and len(growing.readings) < MOST_TEXTS:
        # Most that the index gave are of the story: it may have more.
        found = growing.search(known, within, growing.found)
        kept = growing.read(found)
    # Texts in these days, below which all days are searched: a time may be wrong.
    if within.get("since") and len(growing.readings) <= 3:
        within = {"limit": MOST_TEXTS}
        growing.about = StoryIndex(articles, None)
        growing.read(growing.search(known, within))
    growing.read(growing.translations(known, within))
    # What others of the story say finds more than the page's own words.
    for other in growing.readings[1 : 1 + _ANCHORS]:
        known = growing.words_of(other.article.title, [line.text for line in other.lines])
        growing.read(growing.search(known, within))
    yield growing.story()


def _around(published: str | None) -> Within:
    """Return the days around the page's date; all without one."""
    day = iso_day(published)
    try:
        since, until = (day - timedelta(_DAYS), day + timedelta(_DAYS)) if day else (None, None)
    except OverflowError:
        since = until = None
    if since is None or until is None:
        return {"limit": MOST_TEXTS}
    return {"limit": MOST_TEXTS, "since": since.isoformat(), "until": until.isoformat()}


_OPENING = 1_500  # characters that say what an article is about


def listed(engine: Engine, since: str, limit: int, cancelled: threading.Event) -> list[ListedStory]:
    """Return at most `limit` stories of the articles since an ISO day; raise Problem."""
    if engine.index is None:
        return []
    session = Session(engine, cancelled)
    articles = engine.index().recent_articles(since, 1_000)  # the latest: a day of forty feeds
    groups = session.run("source", grouped, articles)[: 2 * limit]
    of_group = partial(session.run, "source", story_in_list)
    with ThreadPoolExecutor(session.settings.workers) as threads:
        found = list(threads.map(of_group, ([articles[at] for at in one] for one in groups)))
    several = [one for one in found if one.texts > 1]
    return sorted(several, key=lambda one: (-one.origins, -one.texts, one.url))[:limit]


def grouped(articles: Sequence[IndexArticle]) -> list[list[int]]:
    """Return the places of articles that are about one story, the largest groups first.

    In a group those come first that others are most like.
    """
    words = [set(plain_words(f"{one.title} {one.text[:_OPENING] or one.lead}")) for one in articles]
    counts = Counter(word for some in words for word in some)
    # Share of the articles, and number, beyond which a word is common.
    most = max(40, 0.05 * len(articles))
    weighed = [{w: math.log(len(words) / counts[w] + 1) for w in some if 1 < counts[w] <= most}
               for some in words]  # fmt: skip
    sizes = [math.sqrt(sum(value**2 for value in one.values())) for one in weighed]
    groups, of, joined = list[list[int]](), dict[int, int](), Counter[int]()
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, terms in enumerate(weighed):
        alike: defaultdict[int, float] = defaultdict(float)
        for word, weight in terms.items():
            for other in places[word]:
                alike[other] += weight * weighed[other][word]
            places[word].append(at)
        best = max(alike, key=lambda other: alike[other] / sizes[other], default=None)
        # Least cosine of two openings of one story.
        if best is None or alike[best] < 0.3 * sizes[best] * sizes[at]:
            of[at] = len(groups)
            groups.append([at])
        else:
            of[at] = of[best]
            groups[of[best]].append(at)
            joined.update((best, at))
    several = [sorted(one, key=lambda at: -joined[at]) for one in groups if len(one) > 1]
    return sorted(several, key=len, reverse=True)


def story_in_list(articles: Sequence[IndexArticle]) -> ListedStory:
    """Read a group of articles, and count the texts and origins of its story."""
    read = read_story(articles[:12])  # texts of one story that are read
    found = Relations([read[at] for at in in_time(read)])
    first = found.readings[0].article
    times = [one.published for one, time in zip(found.texts, found.times, strict=True) if time]
    ends = (times[0], times[-1]) if times else (None, None)
    return ListedStory(first.title, first.url, len(read), len(found.origins), *ends)
