"""Grades an operator's own model as a second opinion, and measures its cost.

    UNABRIDGED_OPINION_URL=… UNABRIDGED_OPINION_URL_MODEL=… \
        python -m tests.bench.align.opinion [MOST]
    UNABRIDGED_OPINION_MODEL=folder python -m tests.bench.align.opinion [MOST]

Asks the model that the settings switch on about sentences that readers judged, as a comparison
would ask, at most MOST of them (200). Prints how well its answers part unsupported sentences from
supported ones beside `concern`, the answers that can't be read, the characters sent and the time.
The texts are sent to that model: they are real articles.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from server.align import Text, align
from server.config import Settings
from server.errors import OpinionFailed
from server.net.budget import Budget
from server.team.opinion import Opinion, Question, questions_of, switched_on
from tests.bench.align.align_data import auc, balanced, load

_SECONDS = 120.0  # for one answer
_ASKED_OF_A_PAGE = 12
_CHARACTERS_OF_A_TOKEN = 4  # of English, about


class Asked(NamedTuple):
    """A question about a judged sentence."""

    question: Question
    bad: bool
    concern: float


class Summary(NamedTuple):
    """A page and its source by sentences, and which page sentences are unsupported."""

    page: list[str]
    source: list[str]
    bad: list[bool]


class Result(NamedTuple):
    """The result of asking; `scored` has a score for how unsupported, and whether it is."""

    scored: list[tuple[float, bool]]
    concern: list[tuple[float, bool]]
    unreadable: int
    characters: int
    seconds: float


def summaries() -> Iterator[Summary]:
    """Return the judged summaries."""
    for row in load("judged"):
        bad = [sentence["support"] in {"partial", "none"} for sentence in row["sentences"]]
        yield Summary(row["page"], row["source"], bad)


def questions(rows: Iterable[Summary], *, only_doubtful: bool) -> Iterator[Asked]:
    """Return the questions of comparisons of `rows`."""
    for page, source, bad in rows:
        texts = Text(page, "en"), Text(source, "en")
        result = align(*texts)
        asked = questions_of(result, *texts, _ASKED_OF_A_PAGE, only_doubtful=only_doubtful)
        for question in asked:
            sentence = result.sentences[question.index]
            yield Asked(question, bad[question.index], sentence.concern)


def measure(model: Opinion, rows: Iterable[Summary], most: int) -> Result:
    """Ask `model` about at most `most` sentences; a failure ends the round."""
    scored: list[tuple[float, bool]] = []
    concern: list[tuple[float, bool]] = []
    unreadable = characters = 0
    begin = time.perf_counter()
    for number, asked in enumerate(questions(rows, only_doubtful=bool(model.to))):
        if number >= most:
            break
        try:
            judgement = model.judge(asked.question, Budget(_SECONDS))
        except OpinionFailed as problem:
            print(f"  stopped after {number}: {problem.detail}")
            break
        texts = (asked.question.before, asked.question.sentence, *asked.question.passages)
        characters += sum(map(len, texts))
        if judgement.supported is None:
            unreadable += 1
            continue
        scored.append((1 - judgement.supported, asked.bad))
        concern.append((asked.concern, asked.bad))
    return Result(scored, concern, unreadable, characters, time.perf_counter() - begin)


def main() -> None:
    """Print the table for each model of the settings."""
    models = switched_on(Settings.from_env())
    if not models:
        sys.exit("No model is switched on: set UNABRIDGED_OPINION_URL or UNABRIDGED_OPINION_MODEL.")
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for model in models:
        result = measure(model, summaries(), most)
        count = len(result.scored) + result.unreadable
        print(f"\n{model.by}: {count} sentences asked, {result.unreadable} not readable")
        if not result.scored:
            continue
        print(f"  unsupported {sum(bad for _, bad in result.scored)}")
        print(f"  AUC {auc(result.scored):.3f} (concern {auc(result.concern):.3f})")
        own, other = balanced(result.scored, 0.5), balanced(result.concern, 0.5)
        print(f"  BAcc {own:.3f} (concern {other:.3f})")
        tokens = result.characters / _CHARACTERS_OF_A_TOKEN / count
        print(f"  {result.characters / count:.0f} characters a sentence, some {tokens:.0f} tokens")
        print(f"  {result.seconds / count:.2f} s a sentence")


if __name__ == "__main__":
    main()
