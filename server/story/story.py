"""List the texts of the index on a page's event as they are read, and the latest stories.

Nothing is fetched but the page itself, where the caller gives an address alone.
"""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from server.errors import LanguagesDiffer
from server.model import Article, PageInput, Warning, counted
from server.pipeline import Engine, SearchWords, Session, meaning_of, search_words, text_of
from server.source import JudgedPage, SearchQuery, days_within, translations
from server.store import ArticleIndex, IndexArticle, SearchLimits
from server.story.answers import ListedStory, Story, StoryIndex
from server.story.reading import (
    SAME_EVENT,
    SURELY,
    StoryReading,
    facts_of,
    read_indexed,
    read_page,
    read_story,
    vouched,
)
from server.story.relations import Relations
from server.text.tokens import plain_words
from server.urls import normalise

MOST_TEXTS = 40  # of a story: the cost of their pairs grows with the square
_FIRST = 6  # texts read before the first answer
_AT_ONCE = 4  # texts in one call of a worker
_DAYS = 10  # before and after the page, in which nearly all reports of an event appear


@dataclass
class _Growing:
    """A story in the making: the readings so far, the page's own first.

    `doubtful` are texts that may be on the page's event, `seen` addresses that were read.
    """

    session: Session
    index: ArticleIndex
    page: JudgedPage
    readings: list[StoryReading]
    articles: int
    within: SearchLimits
    seen: set[str]
    doubtful: list[StoryReading] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def story(self) -> Story:
        """Return the story of all that was read so far."""
        about = StoryIndex(self.articles, self.within.get("since"))
        made = self.session.run("source", story_by, self.page.article, self.readings, about)
        return replace(made, warnings=self.warnings)

    def words_of(self, one: StoryReading) -> SearchWords:
        """Return the words to search for a text of the story."""
        sentences, language = [line.text for line in one.lines], self.page.article.language
        return self.session.run("source", search_words, one.article.title, sentences, language)

    def search(self, known: SearchWords, exclude: Collection[str] = ()) -> list[str]:
        """Return addresses in the index with a text's words, copies after their first."""
        if not known.terms:
            return []
        limits: SearchLimits = {**self.within, "limit": MOST_TEXTS, "exclude": exclude}
        hits = self.index.search_articles(known.terms, page=known.text, **limits)
        return list(dict.fromkeys(chain.from_iterable((hit.url, *hit.copies) for hit in hits)))

    def translations(self, known: SearchWords) -> list[str]:
        """Return addresses of texts in other languages; warn where they are not known."""
        query = SearchQuery(self.page.article, text=known.text)
        few: SearchLimits = {**self.within, "limit": 5}
        hits = translations(self.index, meaning_of, query, few)
        if hits is None:
            says = "Texts in other languages were looked for by names and numbers alone."
            self.warnings.append(LanguagesDiffer(says, stage="source").as_warning())
        return [hit.url for hit in hits or ()]

    @property
    def room(self) -> int:
        """Return how many texts more the story may have."""
        return MOST_TEXTS - len(self.readings)

    def read(self, urls: Sequence[str]) -> int:
        """Read articles of the index; return how many are on the page's event, and kept."""
        before = len(self.readings)
        fresh = [url for url in urls if normalise(url) not in self.seen][: self.room]
        self.seen.update(fresh, map(normalise, fresh))
        found = [one for one in map(self.index.article_text, fresh) if one and one.text]
        parts = [found[at : at + _AT_ONCE] for at in range(0, len(found), _AT_ONCE)]
        text = text_of(self.page.article, self.page.notes)
        read_some = partial(self.session.run, "source", read_indexed, text)
        with ThreadPoolExecutor(self.session.settings.workers) as threads:
            for one in chain.from_iterable(threads.map(read_some, parts)):
                (self.readings if one.chance >= SAME_EVENT else self.doubtful).append(one)
        return len(self.readings) - before

    def widen(self) -> None:
        """Search by other texts' words too, and keep doubtful texts that these confirm."""
        sure = [one for one in self.readings[1:] if one.chance >= SURELY]
        # Those least like the page have most words of their own.
        others = sorted(sure, key=lambda one: one.chance)[:3]
        for other in others if self.room else ():
            self.read(self.search(self.words_of(other)))
        if others and self.doubtful and self.room:
            texts = [one.text for one in others]
            more = self.session.run("source", vouched, texts, self.doubtful)
            self.readings += more[: self.room]


_EMPTY = (
    "There are no articles in your index. Add the feeds you read: `unabridged feeds add URL`, or "
    "POST /v1/feeds."
)


def story_by(page: Article, read: Sequence[StoryReading], about: StoryIndex) -> Story:
    """Return the story of readings of one event, that of the page first."""
    found = Relations(read)
    timed = [at for at, time in enumerate(found.times) if time]
    story = Story(
        page,
        found.texts,
        found.origins,
        facts_of(found.readings),
        timed[0] if len(timed) > 1 else None,
        found.order.index(0),
        about,
        found.is_sure and len(read) > 1,
        "",
    )
    return replace(story, says=_says(story))


def _says(story: Story) -> str:
    """Say in a line how many texts and origins there are, and what the texts differ in."""
    many = sum(text.indexed for text in story.texts)
    if not story.index.articles:
        return _EMPTY
    if not many or len(story.texts) == 1:
        return "No other text in your index tells this story."
    line = f"{counted(many, 'text')} in your index, {counted(len(story.origins), 'origin')}"
    return f"{': '.join(filter(None, [line, '; '.join(_parts(story))]))}."


def _parts(story: Story) -> Iterator[str]:
    """Yield whom most texts repeat, and the first fact in which they differ."""
    first = story.origins[0]
    if first.name and len(first.texts) > max(2, len(story.texts) / 2):
        yield f"most repeat {first.name}"
    fact = next((one for one in story.facts if one.differs), None)
    if fact:
        ranked = sorted(fact.values, key=lambda value: -len(value.texts))
        values = ", ".join(f"{one.value} in {counted(len(one.texts), 'text')}" for one in ranked)
        yield f"{values} ({fact.about})"


def story_of(engine: Engine, page: PageInput, cancelled: threading.Event) -> Story:
    """Return the whole story of a page; raise Problem if the page can't be read."""
    *_, story = stories_of(engine, page, cancelled)
    return story


def stories_of(engine: Engine, page: PageInput, cancelled: threading.Event) -> Iterator[Story]:
    """Yield the story of a page as it grows, the whole one last; raise Problem."""
    session, index = Session(engine, cancelled), engine.index and engine.index()
    examined, own = session.read("article", read_page, page)
    article = examined.article
    articles = index.count_articles() if index else 0
    if index is None or not articles or not own.lines:
        yield story_by(article, [own], StoryIndex(articles, None))
        return
    if known := next(filter(None, map(index.article_text, article.addresses)), None):
        names = ("title", "publisher", "published")
        about = {name: getattr(own.article, name) or getattr(known, name) for name in names}
        own = replace(own, article=replace(own.article, **about), indexed=True)
    days = days_within(own.article.published, _DAYS, -_DAYS)
    within: SearchLimits = {"since": days[0], "until": days[1]} if days else {}
    seen = {*article.addresses, *map(normalise, article.addresses)}
    growing = _Growing(session, index, examined, [own], articles, within, seen)
    words = growing.words_of(own)
    found = growing.search(words)
    kept = growing.read(found[:_FIRST])
    yield growing.story()
    kept += growing.read(found[_FIRST:])
    while 2 * kept > len(found) and growing.room:
        # Most that the index gave are of the story: it may have more.
        found = growing.search(words, growing.seen)
        kept = growing.read(found)
    # Texts in these days, below which all days are searched: a time may be wrong.
    if days and len(growing.readings) <= 3:
        growing.within = {}
        growing.read(growing.search(words))
    growing.read(growing.translations(words))
    growing.widen()
    yield growing.story()


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
    words = [set(plain_words(f"{one.title} {one.text[:1_500] or one.lead}")) for one in articles]
    counts = Counter(word for some in words for word in some)
    # Share of the articles, and number, beyond which a word is common.
    most = max(100, 0.1 * len(articles))
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
    found = Relations(read)
    first = found.readings[0].article
    times = [one.published for one, time in zip(found.texts, found.times, strict=True) if time]
    ends = (times[0], times[-1]) if times else (None, None)
    return ListedStory(first.title, first.url, len(read), len(found.origins), *ends)
