"""Any server with OpenAI's chat completions: a self-hosted model, or a service.

It is asked about doubtful sentences only, one at a time, and paused when it fails or asks for it
(server/net/quota.py).
"""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from server.config import Settings
from server.errors import PageStatus, Problem
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.quota import Health, failure_of
from server.team.opinion.ask import ModelJudgement, Opinion, Question
from server.team.opinion.cross_encoder import CrossEncoder
from server.urls import parse

_TASK = " ".join(files("server.team.opinion").joinpath("task.txt").read_text("utf-8").splitlines())
_THOUGHTS_END = "</think>"
NO_OPINION = ModelJudgement(None)
_KEY = "; check UNABRIDGED_OPINION_KEY"
_ADVICE = {401: _KEY, 403: _KEY, 404: "; check UNABRIDGED_OPINION_URL and the model's name"}


def request_of(question: Question, model: str, tokens: int, *, newer: bool = False) -> bytes:
    """Return the body of a request to /chat/completions for up to `tokens` tokens.

    `newer` is the dialect of reasoning models: they refuse `max_tokens` and any temperature.
    """
    passages = [{"number": n, "text": text} for n, text in enumerate(question.passages, 1)]
    data: dict[str, Any] = {"sentence": question.sentence, "passages": passages}
    if question.before:
        data = {"before": question.before, **data}
    limits = (
        {"max_completion_tokens": tokens} if newer else {"max_tokens": tokens, "temperature": 0}
    )
    body = {
        "model": model,
        "messages": [
            {"role": "system", "content": _TASK},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ],
        "stream": False,
        **limits,
    }
    return json.dumps(body).encode()


def judgement_of(body: bytes, passages: int) -> ModelJudgement:
    """Return the judgement in an answer; NO_OPINION if anything is wrong.

    "Supported" must name one of the `passages`: without it there is no evidence to show.
    """
    try:
        answer = json.loads(_content(json.loads(body)))
    except (ValueError, TypeError, LookupError, RecursionError):
        return NO_OPINION
    if not isinstance(answer, dict) or not {"supported", "passage"} <= answer.keys():
        return NO_OPINION
    supported, number = answer["supported"], answer["passage"]
    if not isinstance(supported, bool):
        return NO_OPINION
    if number is None and not supported:
        return ModelJudgement(0.0)
    if type(number) is not int or not 1 <= number <= passages:
        return NO_OPINION
    return ModelJudgement(float(supported), (number - 1,))


def _content(answer: Any) -> str:
    """Return the first choice's text without thoughts or a code fence."""
    text = str(answer["choices"][0]["message"]["content"])
    text = text.rpartition(_THOUGHTS_END)[2].strip()
    if text.startswith("```") and text.endswith("```"):
        text = text[3:-3].removeprefix("json")
    return text


# Sends a body within a budget; returns the body of a 2xx answer or raises Problem.
Post = Callable[[bytes, Budget], bytes]

_MOST_BYTES = 100_000  # of an answer of a few hundred tokens
_REFUSED = 400  # HTTP status of a request in the other dialect


class Endpoint(Opinion):
    """The model `by` on the host `to`, asked with `post` for up to `tokens` tokens."""

    def __init__(self, by: str, to: str, post: Post, health: Health, tokens: int) -> None:
        super().__init__(by, to)
        self._post = post
        self._health = health
        self._tokens = tokens
        self._newer = False

    def judge(self, question: Question, budget: Budget) -> ModelJudgement:
        """Return whether and where it is supported; an unreadable answer is no opinion."""
        if refused := self._health.admit():
            raise self.no_opinion(refused.rstrip("."), "not_asked")
        try:
            with self._health.asking():
                body = self._answer(question, budget)
        except Problem as problem:
            raise self.no_opinion(f"it {failure_of(problem, _ADVICE)}", problem.slug) from None
        judgement = judgement_of(body, len(question.passages))
        if judgement == NO_OPINION:
            self._health.failed()
        else:
            self._health.succeeded()
        return judgement

    def _answer(self, question: Question, budget: Budget) -> bytes:
        """Ask in the older dialect, or in the newer one where that is refused."""
        try:
            return self._post(self._request(question, newer=self._newer), budget)
        except PageStatus as problem:
            if self._newer or problem.params.get("http_status") != _REFUSED:
                raise
        body = self._post(self._request(question, newer=True), budget)
        self._newer = True
        return body

    def _request(self, question: Question, *, newer: bool) -> bytes:
        return request_of(question, self.by, self._tokens, newer=newer)


def switched_on(settings: Settings) -> list[Opinion]:
    """Return the models of `settings`, one outside this server first; raise for a bad one."""
    models: list[Opinion] = []
    if settings.opinion_url:
        if not settings.opinion_url_model:
            raise ValueError("UNABRIDGED_OPINION_URL needs UNABRIDGED_OPINION_URL_MODEL too.")
        health = Health(settings.opinion_per_hour, 24 * settings.opinion_per_hour)
        host = parse(settings.opinion_url).host
        endpoint = Endpoint(
            settings.opinion_url_model, host, _post(settings), health, settings.opinion_tokens
        )
        models.append(endpoint)
    if settings.opinion_model:
        models.append(CrossEncoder(settings.opinion_model))
    return models


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
