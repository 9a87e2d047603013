"""Asks for a second opinion on a comparison, within limits and never twice."""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from server.errors import DeadlineExceeded, OpinionFailed, Problem
from server.model import Alignment, SecondOpinion, Warning
from server.net.budget import Budget
from server.net.remembered import Remembered
from server.opinion.protocol import ModelJudgement, Opinion, Question
from server.opinion.questions import offer_of

_MEMORY_BYTES = 2_000_000  # 2,000 judgements, of some 160 comparisons


class OpinionRunner:
    """A model with its memory; one per model and server."""

    def __init__(self, opinion: Opinion) -> None:
        self.opinion = opinion
        self._memory = Remembered[ModelJudgement](_MEMORY_BYTES)

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
        judgement = self.opinion.judge(question, budget)
        if judgement.supported is not None:
            self._memory.keep(key, judgement, math.inf, 0)
        return judgement

    def _opinion_of(self, question: Question, judgement: ModelJudgement) -> SecondOpinion:
        source = [question.places[number] for number in judgement.passages]
        return SecondOpinion(self.opinion.by, judgement.supported, source)

    def _late(self, done: int, asked: int) -> Warning:
        by = self.opinion.by
        detail = (
            f"{by} gave a second opinion on {done} of {asked} sentences in the time that it has "
            "(UNABRIDGED_OPINION_SECONDS)."
        )
        return OpinionFailed(detail, by=by, why="deadline_exceeded", done=done).as_warning()

    def _unreadable(self, number: int) -> Warning:
        by = self.opinion.by
        detail = (
            f"{number} answers of {by} can't be read as a second opinion; their sentences are "
            "listed without a judgement."
        )
        return OpinionFailed(detail, by=by, why="unreadable", count=number).as_warning()


def _digest(question: Question) -> str:
    text = json.dumps([question.sentence, question.before, *question.passages])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def second_opinion(
    models: Sequence[OpinionRunner],
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
            questions = questions_for(model.opinion)
            if leave or not model.opinion.to:
                return model.on(alignment, questions, budget())
            alignment = replace(alignment, opinion_offer=offer_of(model.opinion, questions))
    except Problem as problem:
        return alignment, [problem.as_warning()]
    return alignment, []
