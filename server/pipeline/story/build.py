"""A story with its words, made of readings in a worker."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.model import Article, Story, StoryIndex, counted
from server.pipeline.story.facts import facts_of
from server.pipeline.story.reading import StoryReading
from server.pipeline.story.relations import Relations, in_time

_EMPTY = (
    "There are no articles in your index. Add the feeds you read: `unabridged feeds add URL`, or "
    "POST /v1/feeds."
)


def told(page: Article, read: Sequence[StoryReading], about: StoryIndex) -> Story:
    """Return the story of readings of one event, that of the page first."""
    order = in_time(read)
    found = Relations([read[at] for at in order])
    timed = [at for at, time in enumerate(found.times) if time]
    story = Story(
        page,
        found.texts,
        found.origins,
        facts_of(found.readings, range(len(order))),
        timed[0] if len(timed) > 1 else None,
        order.index(0),
        about,
        found.is_sure and len(order) > 1,
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
        values = ", ".join(f"{len(value.texts)} give {value.value}" for value in ranked)
        yield f"{values} ({fact.about})"
