"""The answers on stories: the texts of one, their origins and facts, and a list of stories."""

from dataclasses import dataclass, field
from typing import Any, Literal

from server.model import Article, Warning

MOST_LANES = 8  # of a drawing: as many as its width and colours tell apart

# `origin`: others rest on it; `copies`: most of its sentences are another's; `retells`: it rests on
# another's report; `cites`: it credits another for a part; `independent`: nothing shows that it
# rests on another; `unclear`: it shares a report with another, and which was first is not known.
TextRelation = Literal["origin", "copies", "retells", "cites", "independent", "unclear"]
# What shows a relation: a credit by name, sentences word for word, the same cuts of quotations.
Shows = Literal["credits", "sentences", "quotations"]


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """A reason for a text's relation: its code, in English, and the text's own words.

    `params` has the counts or the name; `of` is the other text's place, null for a publisher
    without a text in the story.
    """

    code: Shows
    says: str
    quote: str
    of: int | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryText:
    """A text of the story; `of` are the places of the texts that its relation names.

    `published` is as declared. `indexed` is false for the page itself where the index lacks it.
    `confidence` (0..1) is that of the relation.
    """

    url: str | None
    title: str
    publisher: str | None
    published: str | None
    language: str | None
    relation: TextRelation
    of: list[int]
    evidence: list[TextEvidence]
    confidence: float
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class StoryOrigin:
    """A report that texts rest on, by its publisher's name; `texts` are all that rest on it.

    `text` is the place of the report itself, null where the story lacks it.
    """

    name: str
    texts: list[int]
    text: int | None = None


@dataclass(frozen=True, slots=True)
class FactPlace:
    """A sentence that gives a value, by its text."""

    text: int
    sentence: str


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value of a fact, the texts that give it, and the earliest of them by its declared time."""

    value: str
    texts: list[int]
    places: list[FactPlace]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class StoryFact:
    """A number, date or quotation of weight; several values are those in which texts differ.

    `about` are words near it.
    """

    kind: Literal["number", "date", "quotation"]
    about: str
    values: list[FactValue]

    @property
    def differs(self) -> bool:
        """Whether texts give it differently."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class StoryIndex:
    """The searched index: its articles, and the first searched day."""

    articles: int
    since: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """The texts in the index on a page's story, in time order.

    `here` is the place of the page itself, `first` that of the earliest text that has a whole
    origin, by declared times. `sure` is whether nothing speaks against the number of origins.
    `drawing` is the tree as SVG. Texts that the index lacks may say otherwise.
    """

    page: Article
    texts: list[StoryText]
    origins: list[StoryOrigin]
    facts: list[StoryFact]
    first: int | None
    here: int
    index: StoryIndex
    sure: bool
    says: str
    drawing: str = ""
    warnings: list[Warning] = field(default_factory=list)

    @property
    def lanes(self) -> int:
        """The lanes of the drawing: one an origin, further ones in the last."""
        return min(MOST_LANES, len(self.origins))

    def lane_of(self, text: int) -> int:
        """Return the lane of a text, by its place: that of its largest origin."""
        last_lane = self.lanes - 1
        for lane, origin in enumerate(self.origins):
            if text in origin.texts:
                return min(lane, last_lane)
        return min(0, last_lane)

    def names_of(self, text: StoryText) -> str:
        """List the publishers that a text's relation names, with commas between them."""
        names = [self.texts[place].publisher or self.texts[place].title for place in text.of]
        if not names:
            names = [reason.params["name"] for reason in text.evidence if reason.code == "credits"]
        return ", ".join(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story of the index in a list: its first title, and how many texts and origins it has.

    `first` and `last` are the declared times of its texts, `url` the first text's address.
    """

    title: str
    url: str
    texts: int
    origins: int
    first: str | None
    last: str | None
