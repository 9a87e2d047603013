"""Asks for a second opinion on a comparison, within limits and never twice."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from server.errors import Cancelled, DeadlineExceeded, OpinionFailed, Problem
from server.model import Alignment, SecondOpinion, Warning
from server.net.budget import Budget
from server.opinion.protocol import ModelJudgement, Opinion, Question
from server.opinion.questions import offer_of

_REMEMBERED = 2_000  # judgements, of some 160 comparisons


class Memory:
    """The newest `size` judgements, keyed by digests of their questions."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._size = size
        self._judgements: OrderedDict[bytes, ModelJudgement] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Question) -> ModelJudgement | None:
        """Return the judgement of an equal question, if there is one."""
        with self._lock:
            return self._judgements.get(_digest(question))

    def put(self, question: Question, judgement: ModelJudgement) -> None:
        """Remember a judgement; drop the oldest beyond the limit."""
        with self._lock:
            self._judgements[_digest(question)] = judgement
            while len(self._judgements) > self._size:
                self._judgements.popitem(last=False)


class OpinionRunner:
    """A model with its memory; one per model and server."""

    def __init__(self, opinion: Opinion, memory: Memory | None = None) -> None:
        self.opinion = opinion
        self._memory = memory or Memory()

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
        remembered = self._memory.get(question)
        if remembered:
            return remembered
        budget.left()
        judgement = self.opinion.judge(question, budget)
        if judgement.supported is not None:
            self._memory.put(question, judgement)
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


def _digest(question: Question) -> bytes:
    text = json.dumps([question.sentence, question.before, *question.passages])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


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
            if leave or not model.opinion.leaves:
                return model.on(alignment, questions, budget())
            alignment = replace(alignment, opinion_offer=offer_of(model.opinion, questions))
    except Cancelled:
        raise
    except Problem as problem:
        return alignment, [problem.as_warning()]
    return alignment, []
