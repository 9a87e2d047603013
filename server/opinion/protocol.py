"""What is asked of a model, and what it may answer."""

from dataclasses import dataclass
from typing import Protocol

from server.net.budget import Budget


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence of the page, and the passages of the source that may support it.

    `index` is the sentence's place in the page, `places[i]` that of `passages[i]` in the source.
    `before` is the page sentence before it, which often names whom it calls "he".
    """

    index: int
    sentence: str
    passages: tuple[str, ...]
    places: tuple[int, ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class ModelJudgement:
    """How well the passages support the sentence, 0..1; None: no opinion.

    `passages` are the numbers, from 0, of those that it goes by.
    """

    supported: float | None
    passages: tuple[int, ...] = ()


class Opinion(Protocol):
    """A model that is asked for a second opinion; safe to share between threads."""

    @property
    def by(self) -> str:
        """Its name, as the reader sees it."""

    @property
    def to(self) -> str:
        """The host it runs on; empty for this server."""

    @property
    def leaves(self) -> bool:
        """Whether what it is asked leaves this server."""

    @property
    def only_doubtful(self) -> bool:
        """Whether it is asked only about sentences that the aligner leaves in doubt."""

    def judge(self, question: Question, budget: Budget) -> ModelJudgement:
        """Its judgement; raises OpinionFailed if further questions would fail too, or Cancelled."""
