"""Grades the server's answer for each trial, in three classes.

`decide.judge` itself, with models that have seen no page of the trial's article or event. The true
class is `source` where the source is in the pool, `same_story` where other coverage of its event
is (by the words of the source itself), else `not_found`; a source counts as right only if it is the
right one.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from server.model import LinearModel, Outcome
from server.source import features as model
from server.source.answer import rank, search_answer
from server.source.decide import SURE, judge
from server.source.finder import SearchQuery
from server.source.lead import Lead, OpenedPage
from tests.bench.source.find_data import PADDED
from tests.bench.source.find_train import (
    PARTS,
    Row,
    is_copied,
    part_of,
    tasks,
    tells_event,
)
from tests.bench.source.find_trials import Rival, Trial

CLASSES: tuple[Outcome, ...] = ("source", "same_story", "not_found")
_CALL, _HINT = 0.9, 0.4  # strengths of a page's own links
_NOW = datetime(2026, 4, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """An answer beside the truth; `right`: the source named is the source.

    `place` is that of the source among the candidates shown, from 0; None where it is not shown.
    """

    trial: Trial
    variant: str
    truth: Outcome
    said: Outcome
    right: bool
    place: int | None

    @property
    def kind(self) -> str:
        """Return the kind of page."""
        return self.trial.kind


# What else is known of a candidate: how strongly the page names it, when it was published.
Known = Callable[[Trial, Rival], tuple[float, str | None]]


Models = dict[str, LinearModel]


def outcomes(
    trials: list[Trial], fitted: dict[int, Models], link_of: Known | None = None
) -> list[Answer]:
    """Return the answers to every trial in every state of the pool."""
    graded: list[Answer] = []
    for part, models in fitted.items():
        with judged_by(models):
            for trial in trials:
                if part_of(trial.group) == part:
                    graded += answers(trial, link_of)
    return graded


@contextmanager
def judged_by(models: Models) -> Iterator[None]:
    """Use `models` instead of the server's for a block."""
    carried = model.linear_models
    model.linear_models = lambda *_: models  # type: ignore[assignment]  # for this block
    try:
        yield
    finally:
        model.linear_models = carried


def models_by_part(candidates: list[Row]) -> dict[int, Models]:
    """For each part the models that have not seen it."""
    return {
        part: models_of([candidate for candidate in candidates if candidate.part != part])
        for part in range(PARTS)
    }


def models_of(candidates: list[Row]) -> Models:
    """Return the models of these candidates."""
    return {name: LinearModel(**task.fit().as_table()) for name, task in tasks(candidates).items()}


def answers(trial: Trial, link_of: Known | None = None) -> Iterator[Answer]:
    """Return the answers in every state of the pool."""
    for variant, rivals in trial.variants.items():
        links = [link_of(trial, rival) if link_of else (0.0, None) for rival in rivals]
        leads = [_seen(rival, *link) for rival, link in zip(rivals, links, strict=True)]
        matches = judge(SearchQuery(trial.page), leads)
        judged = sorted(
            zip(matches, rivals, strict=True), key=lambda judged_rival: rank(judged_rival[0])
        )
        search = search_answer([match for match, _ in judged], [])
        best = judged[0][1] if judged else None
        if best and search.outcome == "source" and is_copied(best):
            continue  # other coverage word for word: neither right nor wrong
        gold = {match.opened.url for match, rival in judged if rival.gold}
        shown = [
            place for place, candidate in enumerate(search.candidates) if candidate.url in gold
        ]
        yield Answer(
            trial,
            variant,
            _truth(rivals),
            search.outcome,
            bool(best and best.gold),
            shown[0] if shown else None,
        )


def _truth(rivals: list[Rival]) -> Outcome:
    if any(rival.gold for rival in rivals):
        return "source"
    return "same_story" if any(map(tells_event, rivals)) else "not_found"


def _seen(rival: Rival, strength: float, published: str | None) -> OpenedPage:
    url = f"https://pool.example/{rival.id}"
    finder = "page_link_cta" if strength else "index"
    lead = Lead(url, finder, "Found.", strength=strength, published=published)
    return OpenedPage(lead, url, (lead.found_by,), features=rival.features)


def share(part: int, whole: int) -> str:
    """Return a share with its counts and Wilson interval."""
    if not whole:
        return "none"
    p, z = part / whole, 1.96
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole**2)) / (1 + z * z / whole)
    return f"{p:.3f} ({part}/{whole}) [{max(0, centre - half):.3f}, {min(1, centre + half):.3f}]"


def report(name: str, answers: list[Answer]) -> None:
    """Print the confusion of the three classes and their F1."""
    table = Counter((answer.truth, answer.said) for answer in answers)
    print(f"\n{name}: answered (columns) where the truth is (rows)")
    print(f"  {'':12}" + "".join(f"{said:>12}" for said in CLASSES))
    for truth in CLASSES:
        print(f"  {truth:12}" + "".join(f"{table[truth, said]:12}" for said in CLASSES))
    scores = [_f1(outcome, answers) for outcome in CLASSES]
    f1_by_class = ", ".join(
        f"{outcome} {score:.3f}" for outcome, score in zip(CLASSES, scores, strict=True)
    )
    low, high = _interval(answers)
    print(f"  F1: {f1_by_class}; mean {sum(scores) / 3:.3f} [{low:.3f}, {high:.3f}]")


def _f1(outcome: Outcome, answers: list[Answer]) -> float:
    right = sum(a.truth == a.said == outcome and (outcome != "source" or a.right) for a in answers)
    said, true = sum(a.said == outcome for a in answers), sum(a.truth == outcome for a in answers)
    return 2 * right / (said + true) if said + true else 0.0


def _interval(answers: list[Answer]) -> tuple[float, float]:
    """95 % of the mean F1 over resampled answers."""
    some = random.Random(9)
    means = sorted(
        sum(_f1(outcome, drawn) for outcome in CLASSES) / 3
        for drawn in (some.choices(answers, k=len(answers)) for _ in range(200))
    )
    return means[5], means[-6]


def outcome_tables(trials: list[Trial], candidates: list[Row], summaries: set[str]) -> None:
    """Print the server's decisions, by words alone and with links and dates."""
    fitted = models_by_part(candidates)
    said = outcomes(trials, fitted)
    print(f"\nthe server's own rules (p >= {SURE}), by words alone")
    for kinds, name in ((summaries, "summaries"), ({"excerpt"}, "excerpts")):
        chosen = [answer for answer in said if answer.kind in kinds]
        right = sum(answer.said == "source" and answer.right for answer in chosen)
        shown = sum(answer.said == "source" for answer in chosen)
        gone = [answer for answer in chosen if answer.variant == "removed"]
        print(f"  {name}: recall {share(right, len(chosen) - len(gone))}")
        wrong = sum(answer.said == "source" for answer in gone)
        print(f"  {name}, source removed: accepted {share(wrong, len(gone))}")
        print(f"  {name}: wrong among those shown {share(shown - right, shown)}")
    _events("by words alone", said)
    for kind in PADDED:
        _padded(kind, [answer for answer in said if answer.kind == kind])
    judged_alone = [
        answer for answer in said if answer.kind != "excerpt" and "padded" not in answer.kind
    ]
    report("summaries and pages of events", judged_alone)
    hinted = outcomes(trials, fitted, lambda trial, rival: (_HINT if rival.gold else 0.0, None))
    called = outcomes(trials, fitted, lambda trial, rival: (_CALL if rival.gold else 0.0, None))
    for name, graded in (("in passing", hinted), ("by a call", called)):
        present = [
            answer for answer in graded if answer.kind in summaries and answer.variant == "present"
        ]
        right = sum(answer.said == "source" and answer.right for answer in present)
        wrong = sum(answer.said == "source" and not answer.right for answer in present)
        print(f"  source linked {name}: recall {share(right, len(present))}; wrong {wrong}")
    some = random.Random(10)

    def dated(_: Trial, __: Rival) -> tuple[float, str]:
        return 0.0, (_NOW + timedelta(hours=some.uniform(-72, 72))).isoformat()

    on = _NOW.isoformat()
    trials = [replace(trial, page=replace(trial.page, published=on)) for trial in trials]
    _events("with dates, within three days of each other", outcomes(trials, fitted, dated))


def _padded(kind: str, answers: list[Answer]) -> None:
    """Summaries among opinion of their own, with their source there and gone."""
    present = [answer for answer in answers if answer.variant == "present"]
    removed = [answer for answer in answers if answer.variant == "removed"]
    right = sum(answer.said == "source" and answer.right for answer in present)
    print(f"  {kind}: recall {share(right, len(present))}")
    wrong = sum(answer.said == "source" for answer in removed)
    print(f"  {kind}, source removed: accepted {share(wrong, len(removed))}")


def _events(name: str, answers: list[Answer]) -> None:
    for kind in ("event lead", "event whole", *(f"event lead {kind}" for kind in PADDED)):
        event = [answer for answer in answers if answer.kind == kind and answer.variant == "event"]
        wrong = sum(answer.said == "source" for answer in event)
        print(f"  {kind}, {name}: other coverage called source {share(wrong, len(event))}")
