"""Ask models for second opinions.

One is any server with OpenAI's chat completions: a self-hosted model, or a service. It is asked
about doubtful sentences only, one at a time, and paused when it fails or asks for it
(server/net/quota.py). The other is a cross-encoder in this process.
"""

import json
import logging
import os
import re
import threading
from collections.abc import Callable
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from server.config import Settings
from server.errors import PageStatus, Problem
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.quota import Health, failure_of
from server.team.opinion.ask import ModelJudgement, Opinion, Question
from server.urls import parse

_TASK = " ".join(files("server.team.opinion").joinpath("task.txt").read_text("utf-8").splitlines())
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
    older = {"max_tokens": tokens, "temperature": 0}
    body = {
        "model": model,
        "messages": [
            {"role": "system", "content": _TASK},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ],
        "stream": False,
        **({"max_completion_tokens": tokens} if newer else older),
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
    if number is None and supported is False:
        return ModelJudgement(0.0)
    is_place = type(number) is int and 1 <= number <= passages
    if not isinstance(supported, bool) or not is_place:
        return NO_OPINION
    return ModelJudgement(float(supported), (number - 1,))


def _content(answer: Any) -> str:
    """Return the first choice's text without thoughts or a code fence."""
    text = str(answer["choices"][0]["message"]["content"])
    text = text.rpartition("</think>")[2].strip()
    if text.startswith("```") and text.endswith("```"):
        text = text[3:-3].removeprefix("json")
    return text


# Sends a body within a budget; returns the body of a 2xx answer or raises Problem.
Post = Callable[[bytes, Budget], bytes]


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
            request = request_of(question, self.by, self._tokens, newer=self._newer)
            return self._post(request, budget)
        except PageStatus as problem:
            # HTTP status of a request in the other dialect.
            if self._newer or problem.params.get("http_status") != 400:
                raise
        body = self._post(request_of(question, self.by, self._tokens, newer=True), budget)
        self._newer = True
        return body


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
        most = 100_000  # bytes of an answer of a few hundred tokens
        return fetcher.post(url, headers, body, most, budget).body

    return post


log = logging.getLogger(__name__)

_SETTING = "UNABRIDGED_OPINION_MODEL"  # shown to callers instead of the operator's folder
_FILES = ("model.onnx", "tokenizer.json")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_SUPPORTS = re.compile(r"(?:entail\w*|support\w*|consistent|faithful|factual|yes|true)", re.I)


class CrossEncoder(Opinion):
    """The model in `folder`; it stays on this machine and needs no permission.

    Premise and hypothesis are read together, as in natural language inference (Bowman et al., EMNLP
    2015) and its use for checking summaries (Laban et al., SummaC, TACL 2022). The folder holds
    `model.onnx`, `tokenizer.json` and, as Hugging Face writes it, `config.json` with the order of
    the labels. Its runtime comes with the extra `deeper` and is loaded with the first question.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.name, "")
        self._folder = folder
        self._loading = threading.Lock()

    def judge(self, question: Question, budget: Budget) -> ModelJudgement:  # noqa: ARG002 - a run can't be cut short
        """Return the probability that all passages together entail the sentence."""
        with self._loading:
            session, tokenizer = self._loaded
        pair = tokenizer.encode(" ".join(question.passages), question.sentence)
        inputs = dict(zip(_INPUTS, (pair.ids, pair.attention_mask, pair.type_ids), strict=True))
        feed = {
            entry.name: np.array(
                [inputs[entry.name]], np.int32 if entry.type == "tensor(int32)" else np.int64
            )
            for entry in session.get_inputs()
        }
        try:
            scores = np.atleast_1d(np.asarray(session.run(None, feed)[0], float))
        except Exception as error:  # noqa: BLE001 - the runtime's errors share no other ancestor
            log.warning("%s can't be run: %s", self._folder, _brief(error))
            raise self.no_opinion("it can't be run", "broken_model") from None
        if scores.size != scores.shape[-1]:
            raise self.no_opinion("it scores each word, not the pair of texts", "broken_model")
        support = self._support(scores.reshape(-1))
        return ModelJudgement(round(support, 4), tuple(range(len(question.passages))))

    def check(self) -> None:
        """Load the model; raise OpinionFailed with `why` where that is impossible."""
        with self._loading:
            _ = self._loaded

    def _support(self, scores: "np.ndarray[Any, np.dtype[np.float64]]") -> float:
        if not np.isfinite(scores).all():
            raise self.no_opinion("it answers with no numbers", "broken_model")
        if scores.size == 1:
            return float(1 / (1 + np.exp(-np.clip(scores[0], -500, 500))))
        shares = np.exp(scores - scores.max())
        return float(shares[self._place(scores.size)] / shares.sum())

    def _place(self, labels: int) -> int:
        """Return the index of the label "supported": from the config, else the second of two."""
        named = self._config.get("id2label")
        for place, name in named.items() if isinstance(named, dict) else ():
            if _SUPPORTS.fullmatch(str(name)) and str(place).isdigit() and int(place) < labels:
                return int(place)
        if labels == 2 and not isinstance(named, dict):
            return 1
        raise self.no_opinion(
            f"none of its {labels} labels is called entailment or supported; name them in "
            "id2label of config.json",
            "unknown_labels",
        )

    @cached_property
    def _config(self) -> dict[str, Any]:
        try:
            config = json.loads((self._folder / "config.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("config.json can't be read: %s", _brief(error))
            raise self.no_opinion(
                f"config.json in the folder of {_SETTING} can't be read", "no_model"
            ) from None
        return config if isinstance(config, dict) else {}

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        for name in _FILES:
            if not (self._folder / name).is_file():
                raise self.no_opinion(f"there is no {name} in the folder of {_SETTING}", "no_model")
        try:
            import onnxruntime  # noqa: PLC0415 - large, and only needed for a model
            import tokenizers  # noqa: PLC0415
        except ImportError:
            raise self.no_opinion("the extra `deeper` is not installed", "not_installed") from None
        # Most encoders were trained on this many tokens; a config may allow fewer.
        positions, tokens = self._config.get("max_position_embeddings"), 512
        if isinstance(positions, int) and positions > 8:
            tokens = min(tokens, positions - 2)  # RoBERTa reserves two
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, (os.cpu_count() or 1) // 2)
        try:
            session = onnxruntime.InferenceSession(
                str(self._folder / _FILES[0]), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = tokenizers.Tokenizer.from_file(str(self._folder / _FILES[1]))
            tokenizer.no_padding()
            tokenizer.enable_truncation(tokens, strategy="longest_first")
        except Exception as error:  # noqa: BLE001 - both libraries raise bare Exceptions
            log.warning("%s can't be loaded: %s", self._folder, _brief(error))
            raise self.no_opinion(
                f"it can't be loaded; check the folder of {_SETTING}", "broken_model"
            ) from None
        if others := [entry.name for entry in session.get_inputs() if entry.name not in _INPUTS]:
            wants = f"it wants “{others[0]}”, and a pair of texts has only {', '.join(_INPUTS)}"
            raise self.no_opinion(wants, "broken_model")
        return session, tokenizer


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
