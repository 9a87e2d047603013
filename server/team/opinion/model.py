"""The model that gives second opinions, asked within limits and never twice the same.

It is asked one question at a time, and paused when it fails or asks for it (server/net/quota.py).
"""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from server.config import Settings
from server.errors import DeadlineExceeded, OpinionFailed, Problem
from server.model import (
    Alignment,
    ExpiringCache,
    OpinionOffer,
    OpinionQuestion,
    SecondOpinion,
    Warning,
    counted,
)
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.quota import Health, failure_of
from server.team.opinion.chat import (
    NO_OPINION,
    ModelJudgement,
    Question,
    judgement_of,
    request_of,
)
from server.urls import parse

_MEMORY_BYTES = 2_000_000  # for 2,000 judgements, of some 160 comparisons
_MOST_BYTES = 100_000  # of an answer of a few hundred tokens
_HOURS_OF_A_DAY = 24
_KEY = "; check UNABRIDGED_OPINION_KEY"
_ADVICE = {401: _KEY, 403: _KEY, 404: "; check UNABRIDGED_OPINION_URL and the model's name"}
# Sends a body within a budget; returns the body of a 2xx answer or raises Problem.
Post = Callable[[bytes, Budget], bytes]


class OpinionModel:
    """The model `name` on the host `host`, asked with `post` for up to `tokens` tokens.

    Safe for many threads.
    """

    def __init__(self, name: str, host: str, post: Post, health: Health, tokens: int) -> None:
        self.name, self.host = name, host
        self._post, self._health, self._tokens = post, health, tokens
        self._memory = ExpiringCache[ModelJudgement](_MEMORY_BYTES)

    def offer(self, alignment: Alignment, questions: Sequence[Question]) -> Alignment:
        """Return `alignment` with what would be asked, if anything, and of whom."""
        asked = [OpinionQuestion(question.index, list(question.places)) for question in questions]
        offer = OpinionOffer(self.name, self.host, asked) if asked else None
        return replace(alignment, opinion_offer=offer)

    def judge(
        self, alignment: Alignment, questions: Sequence[Question], budget: Budget
    ) -> tuple[Alignment, list[Warning]]:
        """Return `alignment` with the opinions that came in time, and warnings.

        The first failure ends the round; earlier opinions are kept. Raises Cancelled.
        """
        sentences, warnings, unread = list(alignment.sentences), list[Warning](), 0
        for done, question in enumerate(questions):
            try:
                judgement = self._cached_judgement(question, budget)
            except OpinionFailed as problem:
                warnings.append(problem.as_warning())
                break
            except DeadlineExceeded:
                message = (
                    f"{self.name} gave a second opinion on {done} of "
                    f"{counted(len(questions), 'sentence')} in the time that it has "
                    "(UNABRIDGED_OPINION_SECONDS)."
                )
                late = OpinionFailed(message, by=self.name, why="deadline_exceeded", done=done)
                warnings.append(late.as_warning())
                break
            unread += judgement.supported is None
            source = [] if judgement.passage is None else [question.places[judgement.passage]]
            opinion = SecondOpinion(self.name, judgement.supported, source)
            sentences[question.index] = replace(sentences[question.index], opinion=opinion)
        if unread:
            message = (
                f"No second opinion can be read in {counted(unread, 'reply')} of {self.name}; what "
                "was asked about is listed without a judgement."
            )
            unreadable = OpinionFailed(message, by=self.name, why="unreadable", count=unread)
            warnings.append(unreadable.as_warning())
        return replace(alignment, sentences=sentences), warnings

    def _cached_judgement(self, question: Question, budget: Budget) -> ModelJudgement:
        text = json.dumps([question.sentence, question.before, *question.passages])
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if remembered := self._memory.get(key):
            return remembered
        budget.seconds_left()
        judgement = self.ask(question, budget)
        if judgement.supported is not None:
            self._memory.keep(key, judgement, math.inf, 0)
        return judgement

    def ask(self, question: Question, budget: Budget) -> ModelJudgement:
        """Ask whether and where a sentence is supported; an unreadable answer is not an opinion.

        Raises OpinionFailed if others would fail too, and Cancelled.
        """
        if refused := self._health.admit():
            raise self._failure(refused.rstrip("."), "not_asked")
        try:
            with self._health.asking():
                body = self._post(request_of(question, self.name, self._tokens), budget)
        except Problem as problem:
            raise self._failure(f"it {failure_of(problem, _ADVICE)}", problem.slug) from None
        judgement = judgement_of(body, len(question.passages))
        if judgement == NO_OPINION:
            self._health.failed()
        else:
            self._health.succeeded()
        return judgement

    def _failure(self, what: str, why: str) -> OpinionFailed:
        message = f"There is no second opinion by {self.name}: {what}."
        return OpinionFailed(message, by=self.name, why=why)


def model_of(settings: Settings) -> OpinionModel | None:
    """Return the model that `settings` switch on, if any; raise ValueError for one half set up."""
    if not settings.opinion_url:
        return None
    if not settings.opinion_url_model:
        raise ValueError("UNABRIDGED_OPINION_URL needs UNABRIDGED_OPINION_URL_MODEL too.")
    hourly = settings.opinion_per_hour
    return OpinionModel(
        settings.opinion_url_model,
        parse(settings.opinion_url).host,
        _post(settings),
        Health(hourly, _HOURS_OF_A_DAY * hourly),
        settings.opinion_tokens,
    )


def _post(settings: Settings) -> Post:
    """Return a function that posts under its own policy: the model may be private."""
    fetcher = Fetcher.of_services(settings, [settings.opinion_url])
    base = str(parse(settings.opinion_url))
    url = f"{base.rstrip('/').removesuffix('/chat/completions')}/chat/completions"
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.opinion_key:
        headers["Authorization"] = f"Bearer {settings.opinion_key}"

    def post(body: bytes, budget: Budget) -> bytes:
        return fetcher.post(url, headers, body, _MOST_BYTES, budget).body

    return post
