"""The question to a chat model, and the strict reading of its answer.

The page's words go in as JSON data, never as part of the instruction, and only an answer of
exactly the requested form counts. So a page's author can at worst sway the opinion on the sentence
that addresses the model.
"""

import json
from importlib.resources import files
from typing import Any

from server.opinion.protocol import ModelJudgement, Question

_TASK = " ".join(files("server.opinion").joinpath("task.txt").read_text("utf-8").splitlines())
_THOUGHTS_END = "</think>"
NO_OPINION = ModelJudgement(None)


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
