"""Teaches server/article/metadata/titles.json: which of a page's titles is its article's.

    python -m tests.bench.article.titles_train [--write] [--third]

Learns from the pages of real, trafeval and fundus in ../shared/data beside the project on which
no JSON-LD describes an article. Prints how often the choice is right with its site left out of
learning, on two thirds of the sites; with --third also on the last third, learned on the others.
With --write, the weights of all pages go into server/article/metadata/titles.json.
"""

import argparse
import sys
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from server.article.metadata.metadata import canonical_urls, site_names
from server.article.metadata.statements import Statements
from server.article.metadata.titles import TABLE as TABLE_NAME
from server.article.metadata.titles import candidates, is_declared, read_titles, signs_of
from server.errors import Problem
from server.page.parse import parse
from tests.bench.align.logistic import choice_weights, table_of, write_models
from tests.bench.article.extraction import DATA, Row, html_of, rows_of, site_of, third_of
from tests.bench.article.extraction_score import title_is_right

TABLE = Path(__file__).parents[3] / "server" / "article" / "metadata" / TABLE_NAME
SETS = ("real", "trafeval", "fundus")
_FOLDS, _JUDGED = 6, 2
# Pages that are no articles have titles too, but less is known of which.
_NO_ARTICLE = 0.3


@dataclass
class Example:
    """The candidates of one page: their signs, and which are right."""

    set: str
    fold: int
    third: int
    worth: float
    signs: Any
    right: Any


def main() -> None:
    """Print how often the likeliest title is right; write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--third", action="store_true", help="judge the third that is left out")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The pages are not there: {DATA} is no folder.")
    rows = [(row, learnable) for name in SETS for row in rows_of(name) if (learnable := _read(row))]
    names = sorted(
        {sign for _, (signs, _) in rows for candidate_signs in signs for sign in candidate_signs}
    )
    examples = [_example(row, signs, right, names) for row, (signs, right) in rows]
    learnt = [example for example in examples if example.third != _JUDGED]
    _print("two thirds", learnt, [_fit(learnt, without=fold) for fold in range(_FOLDS)])
    if options.third:
        judged = [example for example in examples if example.third == _JUDGED]
        _print("the third", judged, [_fit(learnt)] * _FOLDS)
    if options.write:
        write_models(TABLE, "article.titles_train", {"title": table_of(names, _fit(examples))})


def _read(row: Row) -> tuple[list[dict[str, float]], list[bool]] | None:
    """Return the candidates' signs and the right ones; None where nothing can be learned."""
    url = row["url"] if "://" in row["url"] else None
    if not row.get("title"):
        return None
    try:
        document = parse(html_of(row), url)
    except Problem:
        return None
    page = Statements(document)
    own = [claim.value for claim in canonical_urls(page, url)[:1]]
    titles = read_titles(page, site_names(page, [*([url] if url else []), *own]), url)
    if is_declared(page.declared) or not (titled := candidates(titles)):
        return None
    return list(signs_of(titles, titled)), [
        title_is_right(candidate.claim.value, row["title"]) for candidate in titled
    ]


def _example(
    row: Row, signs: list[dict[str, float]], right: list[bool], names: list[str]
) -> Example:
    return Example(
        row["set"],
        zlib.crc32(site_of(row).encode()[::-1]) % _FOLDS,
        third_of(row),
        _NO_ARTICLE if row.get("label") == "not_article" else 1.0,
        np.array([[sign.get(name, 0.0) for name in names] for sign in signs]),
        np.array(right),
    )


def _fit(examples: Sequence[Example], *, without: int | None = None) -> Any:
    """Weights by which a right candidate of each page is before its wrong ones."""
    learnt = [e for e in examples if e.fold != without and 0 < e.right.sum() < len(e.right)]
    worth = [example.worth for example in learnt]
    return choice_weights([e.signs for e in learnt], [e.right for e in learnt], worth)


def _print(name: str, examples: list[Example], models: list[Any]) -> None:
    answers_by_set = defaultdict(list)
    for example in examples:
        best = int(np.argmax(example.signs @ models[example.fold]))
        answers_by_set[example.set].append((bool(example.right[best]), bool(example.right.any())))
    for set_name, answers in answers_by_set.items():
        right, known = (sum(column) for column in zip(*answers, strict=True))
        print(
            f"{name:11} {set_name:9} right {right} of {len(answers)}, among the candidates {known}"
        )


if __name__ == "__main__":
    main()
