"""A question and its answer in the form of OpenAI's chat completions.

Ollama, llama.cpp and vLLM speak it.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

_TASK = " ".join(files("server.team.opinion").joinpath("task.txt").read_text("utf-8").splitlines())


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
    """Whether passages support a sentence, or None for no opinion.

    `passage` is the number, from 0, of the decisive one.
    """

    supported: bool | None
    passage: int | None = None


NO_OPINION = ModelJudgement(None)


def request_of(question: Question, model: str, tokens: int) -> bytes:
    """Return the body of a request to /chat/completions for up to `tokens` tokens."""
    passages = [{"number": n, "text": text} for n, text in enumerate(question.passages, 1)]
    data: dict[str, Any] = {"sentence": question.sentence, "passages": passages}
    if question.before:
        data = {"before": question.before, **data}
    body = {
        "model": model,
        "messages": [
            {"role": "system", "content": _TASK},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ],
        "stream": False,
        "max_tokens": tokens,
        "temperature": 0,
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
        return ModelJudgement(False)
    is_place = type(number) is int and 1 <= number <= passages
    if not isinstance(supported, bool) or not is_place:
        return NO_OPINION
    return ModelJudgement(supported, number - 1)


def _content(answer: Any) -> str:
    """Return the first choice's text without thoughts or a code fence."""
    text = str(answer["choices"][0]["message"]["content"])
    text = text.rpartition("</think>")[2].strip()
    if text.startswith("```") and text.endswith("```"):
        text = text[3:-3].removeprefix("json")
    return text
