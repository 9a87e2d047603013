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
    confirm,
    facts_of,
    read_indexed,
    read_page,
    read_story,
)
from server.story.relations import Relations
from server.text.tokens import plain_words
from server.urls import normalise

# One story.
MOST_TEXTS = 40  # the cost of their pairs grows with the square
_FIRST = 6  # texts read before the first answer
_AT_ONCE = 4  # texts in one call of a worker
_DAYS = 10  # before and after the page, in which nearly all reports of an event appear
_FEW_TEXTS = 3  # in these days, below which all days are searched: a time may be wrong
_WIDENED_BY = 3  # texts by whose words more are searched for
MOST_TRANSLATIONS = 5  # texts in other languages

# The list of stories.
MOST_LISTED_FROM = 1_000  # the latest articles: a day of forty feeds
MOST_READ_OF_LISTED = 12  # texts of one story
LEAST_COSINE = 0.3  # of two openings of one story
_OPENING = 1_500  # characters of an article, beside its title
_COMMON_SHARE, _COMMON_COUNT = 0.1, 100  # of the articles, beyond which a word is common


@dataclass
class _StoryBuilder:
    """A story in the making: the readings so far, the page's own first.

    `doubtful` are texts that may be on the page's event.
    """

    session: Session
    index: ArticleIndex
    page: JudgedPage
    readings: list[StoryReading]
    articles: int
    within: SearchLimits
    read_urls: set[str]
    doubtful: list[StoryReading] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def story(self) -> Story:
        """Return the story of all that was read so far."""
        index = StoryIndex(self.articles, self.within.get("since"))
        story = self.session.run("source", story_by, self.page.article, self.readings, index)
        return replace(story, warnings=self.warnings)

    def words_of(self, reading: StoryReading) -> SearchWords:
        """Return the words to search for a text of the story."""
        sentences, language = [line.text for line in reading.lines], self.page.article.language
        title = reading.article.title
        return self.session.run("source", search_words, title, sentences, language)

    def search(self, words: SearchWords, exclude: Collection[str] = ()) -> list[str]:
        """Return addresses in the index with a text's words, copies after their first."""
        if not words.terms:
            return []
        limits: SearchLimits = {**self.within, "limit": MOST_TEXTS, "exclude": exclude}
        hits = self.index.search_articles(words.terms, page=words.text, **limits)
        return list(dict.fromkeys(chain.from_iterable((hit.url, *hit.copies) for hit in hits)))

    def translations(self, words: SearchWords) -> list[str]:
        """Return addresses of texts in other languages; warn where they are not known."""
        query = SearchQuery(self.page.article, text=words.text)
        limits: SearchLimits = {**self.within, "limit": MOST_TRANSLATIONS}
        hits = translations(self.index, meaning_of, query, limits)
        if hits is None:
            message = "Texts in other languages were looked for by names and numbers alone."
            self.warnings.append(LanguagesDiffer(message, stage="source").as_warning())
        return [hit.url for hit in hits or ()]

    @property
    def room(self) -> int:
        """How many texts more the story may have."""
        return MOST_TEXTS - len(self.readings)

    def read(self, urls: Sequence[str]) -> int:
        """Read articles of the index; return how many are on the page's event, and kept."""
        before = len(self.readings)
        unread = [url for url in urls if normalise(url) not in self.read_urls][: self.room]
        self.read_urls.update(unread, map(normalise, unread))
        indexed = map(self.index.article_text, unread)
        articles = [article for article in indexed if article and article.text]
        batches = [
            articles[start : start + _AT_ONCE] for start in range(0, len(articles), _AT_ONCE)
        ]
        text = text_of(self.page.article, self.page.notes)
        read_batch = partial(self.session.run, "source", read_indexed, text)
        with ThreadPoolExecutor(self.session.settings.workers) as threads:
            for reading in chain.from_iterable(threads.map(read_batch, batches)):
                if reading.chance >= SAME_EVENT:
                    self.readings.append(reading)
                else:
                    self.doubtful.append(reading)
        return len(self.readings) - before

    def widen(self) -> None:
        """Search by other texts' words too, and keep doubtful texts that these confirm."""
        if not self.room:
            return
        sure = [reading for reading in self.readings[1:] if reading.chance >= SURELY]
        # Those least like the page have most words of their own.
        unlike = sorted(sure, key=lambda reading: reading.chance)[:_WIDENED_BY]
        for reading in unlike:
            self.read(self.search(self.words_of(reading)))
        if unlike and self.doubtful and self.room:
            texts = [reading.text for reading in unlike]
            more = self.session.run("source", confirm, texts, self.doubtful)
            self.readings += more[: self.room]


_EMPTY = (
    "There are no articles in your index. Add the feeds you read: `unabridged feeds add URL`, or "
    "POST /v1/feeds."
)


def story_by(page: Article, readings: Sequence[StoryReading], index: StoryIndex) -> Story:
    """Return the story of readings of one event, that of the page first."""
    relations = Relations(readings)
    timed = [number for number, time in enumerate(relations.times) if time]
    story = Story(
        page,
        relations.texts,
        relations.origins,
        facts_of(relations.readings),
        timed[0] if len(timed) > 1 else None,
        relations.order.index(0),
        index,
        relations.is_sure and len(readings) > 1,
        "",
    )
    return replace(story, says=_summary(story))


def _summary(story: Story) -> str:
    """Say in a line how many texts and origins there are, and what the texts differ in."""
    indexed = sum(text.indexed for text in story.texts)
    if not story.index.articles:
        return _EMPTY
    if not indexed or len(story.texts) == 1:
        return "No other text in your index tells this story."
    counts = f"{counted(indexed, 'text')} in your index, {counted(len(story.origins), 'origin')}"
    details = "; ".join(_details(story))
    return f"{counts}: {details}." if details else f"{counts}."


def _details(story: Story) -> Iterator[str]:
    """Yield whom most texts repeat, and the first fact in which they differ."""
    first = story.origins[0]
    if first.name and len(first.texts) > max(2, len(story.texts) / 2):
        yield f"most repeat {first.name}"
    fact = next((fact for fact in story.facts if fact.differs), None)
    if fact:
        ranked = sorted(fact.values, key=lambda value: -len(value.texts))
        values = ", ".join(
            f"{value.value} in {counted(len(value.texts), 'text')}" for value in ranked
        )
        yield f"{values} ({fact.about})"


def story_of(engine: Engine, page: PageInput, cancelled: threading.Event) -> Story:
    """Return the whole story of a page; raise Problem if the page can't be read."""
    *_, story = stories_of(engine, page, cancelled)
    return story


def stories_of(engine: Engine, page: PageInput, cancelled: threading.Event) -> Iterator[Story]:
    """Yield the story of a page as it grows, the whole one last; raise Problem."""
    session, index = Session(engine, cancelled), engine.index and engine.index()
    judged, own = session.read("article", read_page, page)
    article = judged.article
    articles = index.count_articles() if index else 0
    if index is None or not articles or not own.lines:
        yield story_by(article, [own], StoryIndex(articles, None))
        return
    indexed = next(filter(None, map(index.article_text, article.addresses)), None)
    if indexed:
        names = ("title", "publisher", "published")
        about = {name: getattr(own.article, name) or getattr(indexed, name) for name in names}
        own = replace(own, article=replace(own.article, **about), indexed=True)
    days = days_within(own.article.published, _DAYS, -_DAYS)
    within: SearchLimits = {"since": days[0], "until": days[1]} if days else {}
    read_urls = {*article.addresses, *map(normalise, article.addresses)}
    growing = _StoryBuilder(session, index, judged, [own], articles, within, read_urls)

    words = growing.words_of(own)
    urls = growing.search(words)
    count = growing.read(urls[:_FIRST])
    yield growing.story()
    count += growing.read(urls[_FIRST:])
    while 2 * count > len(urls) and growing.room:
        # Most that the index gave are of the story: it may have more.
        urls = growing.search(words, growing.read_urls)
        count = growing.read(urls)
    if days and len(growing.readings) <= _FEW_TEXTS:
        growing.within = {}
        growing.read(growing.search(words))
    growing.read(growing.translations(words))
    growing.widen()
    yield growing.story()


def latest_stories(
    engine: Engine, since: str, limit: int, cancelled: threading.Event
) -> list[ListedStory]:
    """Return at most `limit` stories of the articles since an ISO day; raise Problem."""
    if engine.index is None:
        return []
    session = Session(engine, cancelled)
    recent = engine.index().recent_articles(since, MOST_LISTED_FROM)
    articles = [
        article for article in recent if article.text.strip()
    ]  # feeds may have titles alone
    groups = session.run("source", group_by_story, articles)[: 2 * limit]
    story_of_group = partial(session.run, "source", story_in_list)
    members = ([articles[index] for index in group] for group in groups)
    with ThreadPoolExecutor(session.settings.workers) as threads:
        stories = [story for story in threads.map(story_of_group, members) if story.texts > 1]
    return sorted(stories, key=lambda story: (-story.origins, -story.texts, story.url))[:limit]


def group_by_story(articles: Sequence[IndexArticle]) -> list[list[int]]:
    """Return the indices of articles that are about one story, the largest groups first.

    In a group those come first that others are most like.
    """
    weights = _weights_of(articles)
    norms = [math.sqrt(sum(weight**2 for weight in by_word.values())) for by_word in weights]
    groups, group_by_article, likened = list[list[int]](), dict[int, int](), Counter[int]()
    articles_by_word: defaultdict[str, list[int]] = defaultdict(list)
    for index, weight_by_word in enumerate(weights):
        products: defaultdict[int, float] = defaultdict(float)
        for word, weight in weight_by_word.items():
            for earlier in articles_by_word[word]:
                products[earlier] += weight * weights[earlier][word]
            articles_by_word[word].append(index)
        nearest = max(
            products, key=lambda earlier: products[earlier] / norms[earlier], default=None
        )
        is_new = nearest is None or products[nearest] < LEAST_COSINE * norms[nearest] * norms[index]
        if nearest is None or is_new:
            group_by_article[index] = len(groups)
            groups.append([index])
        else:
            group_by_article[index] = group_by_article[nearest]
            groups[group_by_article[nearest]].append(index)
            likened.update((nearest, index))
    several = [
        sorted(group, key=lambda index: -likened[index]) for group in groups if len(group) > 1
    ]
    return sorted(several, key=len, reverse=True)


def _weights_of(articles: Sequence[IndexArticle]) -> list[dict[str, float]]:
    """Weigh the words of each article's opening that some others have, but not most."""
    words_of_each = [
        set(plain_words(f"{article.title} {article.text[:_OPENING] or article.lead}"))
        for article in articles
    ]
    counts = Counter(word for words in words_of_each for word in words)
    most = max(_COMMON_COUNT, _COMMON_SHARE * len(articles))
    return [
        {
            word: math.log(len(articles) / counts[word] + 1)
            for word in words
            if 1 < counts[word] <= most
        }
        for words in words_of_each
    ]


def story_in_list(articles: Sequence[IndexArticle]) -> ListedStory:
    """Read a group of articles, and count the texts and origins of its story."""
    readings = read_story(articles[:MOST_READ_OF_LISTED])
    relations = Relations(readings)
    first = relations.readings[0].article
    pairs = zip(relations.texts, relations.times, strict=True)
    published = [text.published for text, time in pairs if time]
    ends = (published[0], published[-1]) if published else (None, None)
    return ListedStory(first.title, first.url, len(readings), len(relations.origins), *ends)
