"""The stories of the index's latest articles, those with most origins first."""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from server.model import ListedStory
from server.pipeline.engine import Engine, Session
from server.pipeline.story.reading import read_story
from server.pipeline.story.relations import Relations, in_time
from server.store import IndexArticle
from server.text.tokens import plain_words

MOST_ARTICLES = 1_000  # the latest: a day of forty feeds
_MOST_READ = 12  # texts of one story that are read
_OPENING = 1_500  # characters that say what an article is about
_COMMON, _FEW = 0.05, 40  # share of the articles, and number, beyond which a word is common
_ALIKE = 0.3  # least cosine of two openings of one story


def listed(engine: Engine, since: str, limit: int, cancelled: threading.Event) -> list[ListedStory]:
    """Return at most `limit` stories of the articles since an ISO day; raise Problem."""
    if engine.index is None:
        return []
    session = Session(engine, cancelled)
    articles = engine.index().recent_articles(since, MOST_ARTICLES)
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
    most = max(_FEW, _COMMON * len(articles))
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
        if best is None or alike[best] < _ALIKE * sizes[best] * sizes[at]:
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
    read = read_story(articles[:_MOST_READ])
    found = Relations([read[at] for at in in_time(read)])
    first = found.readings[0].article
    times = [one.published for one, time in zip(found.texts, found.times, strict=True) if time]
    ends = (times[0], times[-1]) if times else (None, None)
    return ListedStory(first.title, first.url, len(read), len(found.origins), *ends)
