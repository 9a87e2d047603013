"""The questions to a model, and its answers."""

from dataclasses import dataclass

from server.errors import OpinionFailed


@dataclass(frozen=True, slots=True)
class Question:
    """A page sentence, and the passages of the source that may support it.

    `index` is the sentence's place in the page, `places[i]` that of `passages[i]` in the source.
    `before` is the previous page sentence, which often explains a "he".
    """

    index: int
    sentence: str
    passages: tuple[str, ...]
    places: tuple[int, ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class ModelJudgement:
    """The support of a sentence by its passages, 0..1; None: no opinion.

    `passages` are the numbers, from 0, of the decisive ones.
    """

    supported: float | None
    passages: tuple[int, ...] = ()


def no_opinion(by: str, what: str, why: str) -> OpinionFailed:
    """Return the problem of a model that gave none, and why."""
    return OpinionFailed(f"There is no second opinion by {by}: {what}.", by=by, why=why)
