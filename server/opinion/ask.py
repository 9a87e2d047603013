"""Asks for a second opinion on a comparison, within limits and never twice."""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from server.errors import DeadlineExceeded, OpinionFailed, Problem
from server.model import Alignment, OpinionOffer, OpinionQuestion, SecondOpinion, Warning
from server.net.budget import Budget
from server.net.remembered import Remembered
from server.opinion.protocol import ModelJudgement, Question

_MEMORY_BYTES = 2_000_000  # 2,000 judgements, of some 160 comparisons


class Opinion:
    """A model for second opinions, called `by` its name; safe for many threads.

    `to` is the host that it runs on, empty for this server. Questions leave for any other, which is
    asked only about sentences that the aligner doubts.
    """

    def __init__(self, by: str, to: str) -> None:
        self.by, self.to = by, to
        self._memory = Remembered[ModelJudgement](_MEMORY_BYTES)

    def judge(self, question: Question, budget: Budget) -> ModelJudgement:
        """Judge a question; raise OpinionFailed if others would fail too, or Cancelled."""
        raise NotImplementedError

    def on(
        self, alignment: Alignment, questions: Sequence[Question], budget: Budget
    ) -> tuple[Alignment, list[Warning]]:
        """Return `alignment` with the opinions that came in time, and warnings.

        The first failure ends the round; earlier opinions are kept. Raises Cancelled.
        """
        sentences, warnings, unread = list(alignment.sentences), list[Warning](), 0
        for done, question in enumerate(questions):
            try:
                judgement = self._ask(question, budget)
            except OpinionFailed as problem:
                warnings.append(problem.as_warning())
                break
            except DeadlineExceeded:
                warnings.append(self._late(done, len(questions)))
                break
            unread += judgement.supported is None
            sentences[question.index] = replace(
                sentences[question.index], opinion=self._opinion_of(question, judgement)
            )
        if unread:
            warnings.append(self._unreadable(unread))
        return replace(alignment, sentences=sentences), warnings

    def _ask(self, question: Question, budget: Budget) -> ModelJudgement:
        key = _digest(question)
        if remembered := self._memory.get(key):
            return remembered
        budget.left()
        judgement = self.judge(question, budget)
        if judgement.supported is not None:
            self._memory.keep(key, judgement, math.inf, 0)
        return judgement

    def _opinion_of(self, question: Question, judgement: ModelJudgement) -> SecondOpinion:
        source = [question.places[number] for number in judgement.passages]
        return SecondOpinion(self.by, judgement.supported, source)

    def _late(self, done: int, asked: int) -> Warning:
        by = self.by
        detail = (
            f"{by} gave a second opinion on {done} of {asked} sentences in the time that it has "
            "(UNABRIDGED_OPINION_SECONDS)."
        )
        return OpinionFailed(detail, by=by, why="deadline_exceeded", done=done).as_warning()

    def _unreadable(self, number: int) -> Warning:
        by = self.by
        detail = (
            f"{number} answers of {by} can't be read as a second opinion; their sentences are "
            "listed without a judgement."
        )
        return OpinionFailed(detail, by=by, why="unreadable", count=number).as_warning()


def _digest(question: Question) -> str:
    text = json.dumps([question.sentence, question.before, *question.passages])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _offer(model: Opinion, questions: list[Question]) -> OpinionOffer | None:
    """Return the questions that `model` would get with permission, if any."""
    asked = [OpinionQuestion(question.index, list(question.places)) for question in questions]
    return OpinionOffer(model.by, model.to, asked) if asked else None


def second_opinion(
    models: Sequence[Opinion],
    alignment: Alignment,
    questions_for: Callable[[Opinion], list[Question]],
    budget: Callable[[], Budget],
    *,
    leave: bool,
) -> tuple[Alignment, list[Warning]]:
    """Return `alignment` with a second opinion, if a model may give one, and warnings.

    Without `leave` no model outside this server is asked; its questions are offered instead. Raises
    Cancelled.
    """
    try:
        for model in models:
            questions = questions_for(model)
            if leave or not model.to:
                return model.on(alignment, questions, budget())
            alignment = replace(alignment, opinion_offer=_offer(model, questions))
    except Problem as problem:
        return alignment, [problem.as_warning()]
    return alignment, []
