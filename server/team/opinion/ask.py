"""Asks for a second opinion on the most doubtful sentences, within limits and never twice.

Sentences of the highest concern come first. Those that the source has word for word, and a page's
own notes, are never asked about; of those that differ only a model is asked that looks at what is
doubtful.
"""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from server.align import Text, TextPair
from server.errors import DeadlineExceeded, OpinionFailed, Problem
from server.model import (
    Alignment,
    ExpiringCache,
    OpinionOffer,
    OpinionQuestion,
    PageSentence,
    SecondOpinion,
    Warning,
    counted,
)
from server.net.budget import Budget

_CHARACTERS = 1_000  # longer passages are not sentences


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
    """Say how far passages support a sentence, 0..1, or None for no opinion.

    `passages` are the numbers, from 0, of the decisive ones.
    """

    supported: float | None
    passages: tuple[int, ...] = ()


class Opinion:
    """A model for second opinions, called `by` its name; safe for many threads.

    `to` is the host that it runs on, empty for this server. Questions leave for any other, which is
    asked only about sentences that the aligner doubts.
    """

    def __init__(self, by: str, to: str) -> None:
        self.by, self.to = by, to
        # 2,000 judgements, of some 160 comparisons.
        self._memory = ExpiringCache[ModelJudgement](2_000_000)

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
                says = (
                    f"{self.by} gave a second opinion on {done} of "
                    f"{counted(len(questions), 'sentence')} in the time that it has "
                    "(UNABRIDGED_OPINION_SECONDS)."
                )
                late = OpinionFailed(says, by=self.by, why="deadline_exceeded", done=done)
                warnings.append(late.as_warning())
                break
            unread += judgement.supported is None
            source = [question.places[number] for number in judgement.passages]
            opinion = SecondOpinion(self.by, judgement.supported, source)
            sentences[question.index] = replace(sentences[question.index], opinion=opinion)
        if unread:
            says = (
                f"No second opinion can be read in {counted(unread, 'reply')} of {self.by}; what "
                "was asked about is listed without a judgement."
            )
            unreadable = OpinionFailed(says, by=self.by, why="unreadable", count=unread)
            warnings.append(unreadable.as_warning())
        return replace(alignment, sentences=sentences), warnings

    def no_opinion(self, what: str, why: str) -> OpinionFailed:
        """Return the problem of a model that gave none, and why."""
        says = f"There is no second opinion by {self.by}: {what}."
        return OpinionFailed(says, by=self.by, why=why)

    def _ask(self, question: Question, budget: Budget) -> ModelJudgement:
        text = json.dumps([question.sentence, question.before, *question.passages])
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if remembered := self._memory.get(key):
            return remembered
        budget.left()
        judgement = self.judge(question, budget)
        if judgement.supported is not None:
            self._memory.keep(key, judgement, math.inf, 0)
        return judgement


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
            asked = [OpinionQuestion(one.index, list(one.places)) for one in questions]
            offer = OpinionOffer(model.by, model.to, asked) if asked else None
            alignment = replace(alignment, opinion_offer=offer)
    except Problem as problem:
        return alignment, [problem.as_warning()]
    return alignment, []


def questions_of(
    alignment: Alignment, page: Text, source: Text, most: int, *, only_doubtful: bool
) -> list[Question]:
    """Return at most `most` questions, the highest concern first."""
    # Concern of an altered sentence (align/findings.py).
    candidates = [
        one
        for one in alignment.sentences
        if one.label not in {"verbatim", "boilerplate"}
        and (
            one.label in {"partly_found", "not_found"} or one.concern >= 0.5
            if only_doubtful
            else one.finding != "differs"
        )
    ]
    candidates.sort(key=lambda one: (-one.concern, one.index))
    texts = TextPair.of(page, source)
    asked = (_question(alignment, one, texts) for one in candidates)
    return list(islice((question for question in asked if question.passages), most))


def _question(alignment: Alignment, sentence: PageSentence, texts: TextPair) -> Question:
    """Return the question on a sentence: its best passages with what explains a "he" in them.

    Those of an unfound one share the most with it.
    """
    index, chosen = sentence.index, sentence.source
    if not chosen:
        shared = [texts.shared(index, place) for place in range(len(texts.source))]
        best = sorted(range(len(shared)), key=lambda place: (-shared[place], place))
        # Passages for a sentence without a source.
        chosen = [place for place in best[:5] if shared[place] > 0]
    # Source sentences sent with their neighbours.
    wide = {near for at in chosen[:3] for near in (at - 1, at, at + 1)}.union(chosen)
    places = tuple(sorted(wide.intersection(range(len(alignment.source)))))
    return Question(
        index,
        alignment.page[index][:_CHARACTERS],
        tuple(alignment.source[place][:_CHARACTERS] for place in places),
        places,
        before=alignment.page[index - 1][:_CHARACTERS] if index else "",
    )
