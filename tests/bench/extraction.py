"""How well, and at what cost, articles are extracted: a table for three sets of real pages.

    python -m tests.bench.extraction [--sample N] [--set fundus]

The pages are in ../shared/data/extraction beside the project; without them this says so.
Times are CPU seconds of this process; "ours" is the whole reading of a page with metadata,
language, sentences and places.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import readability
import trafilatura

from server.article.candidates import by_readability, by_trafilatura
from server.article.parse import parse
from server.article.read import read, warm
from server.errors import Problem
from server.model import Article, PageInput
from tests.bench.scoring.extraction import (
    Score,
    Summary,
    authors_are_right,
    date_is_right,
    mean_over_pages,
    over_all_segments,
    score_segments,
    score_text,
    title_is_right,
)

DATA = Path(__file__).parents[3] / "shared" / "data" / "extraction"
SETS = ("fundus", "trafeval", "waddle")

Row = dict[str, Any]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="about so many pages of each set")
    parser.add_argument("--set", choices=SETS, action="append")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The pages are not there: {DATA} is no folder.")
    warm()
    for name in options.set or SETS:
        rows = list(rows_of(name))
        step = max(1, len(rows) // options.sample) if options.sample else 1
        _measure(name, rows[::step])


def _measure(name: str, rows: list[Row]) -> None:
    scores: dict[str, list[Score]] = defaultdict(list)
    seconds: Counter[str] = Counter()
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for row in rows:
        html = html_of(row)
        for extractor, extract in _EXTRACTORS.items():
            began = time.process_time()
            text, article = extract(row, html)
            seconds[extractor] += time.process_time() - began
            scores[extractor].append(score_of(row, text))
            if article:
                _check_metadata(row, article, right, asked)
        for extractor, run in _COSTS.items():
            began = time.process_time()
            run(html)
            seconds[extractor] += time.process_time() - began
    _print(name, scores, seconds)
    facts = [f"{field} {right[field] / asked[field]:.3f}" for field in asked]
    print(f"{name:9} right: {', '.join(facts) or 'not known'}\n", flush=True)


def _print(name: str, scores: dict[str, list[Score]], seconds: Counter[str]) -> None:
    base = seconds["readability-lxml as it comes"]
    for extractor, of_pages in scores.items():
        summary = summary_of(name, of_pages)
        print(
            f"{name:9} {extractor:30} P {summary.precision:.4f}  R {summary.recall:.4f}  "
            f"F1 {summary.f1:.4f}  wrecked {summary.wrecked:3}  pages {len(of_pages):4}  "
            f"CPU {seconds[extractor]:6.2f} s  {seconds[extractor] / base:.2f}x"
        )
    for extractor in _COSTS:
        print(f"{name:9} {extractor:30} CPU {seconds[extractor]:6.2f} s")


def summary_of(name: str, scores: list[Score]) -> Summary:
    """Scores of pages of the set `name`, the way it is scored."""
    return (over_all_segments if name == "trafeval" else mean_over_pages)(scores)


def score_of(row: Row, text: str) -> Score:
    if "with" in row:
        return score_segments(text, row["with"], row["without"])
    return score_text(text, row["text"])


def _check_metadata(row: Row, article: Article, right: Counter[str], asked: Counter[str]) -> None:
    checks: dict[str, Callable[[Any], bool]] = {
        "title": lambda value: title_is_right(article.title, value),
        "author": lambda value: authors_are_right(article.authors, value),
        "date": lambda value: date_is_right(article.published, value),
    }
    for field, check in checks.items():
        if row.get(field):
            asked[field] += 1
            right[field] += check(row[field])


def _ours(row: Row, html: str) -> tuple[str, Article | None]:
    url = row["url"] if "://" in row["url"] else None
    try:
        article = read(PageInput(html=html, url=url)).article
    except Problem as problem:
        print(f"{row['id']}: {problem.detail}")
        return "", None
    return article.text, article


def _alone(extractor: Callable[..., Any]) -> Callable[[Row, str], tuple[str, None]]:
    def extract(row: Row, html: str) -> tuple[str, None]:
        try:
            return "\n\n".join(extractor(parse(html, None).root).paragraphs), None
        except Problem:
            return "", None

    return extract


def rows_of(name: str) -> Iterator[Row]:
    """The pages of a set, each with what is asked about it."""
    with (DATA / name / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line) | {"set": name}


def html_of(row: Row) -> str:
    """The page of `row`, decoded."""
    path = DATA / row["set"] / row["file"]
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


_EXTRACTORS: dict[str, Callable[[Row, str], tuple[str, Article | None]]] = {
    "ours": _ours,
    "readability-lxml": _alone(by_readability),
    "trafilatura": _alone(by_trafilatura),
}
_COSTS: dict[str, Callable[[str], Any]] = {
    "readability-lxml as it comes": lambda html: readability.Document(html).summary(),
    "trafilatura as it comes": lambda html: trafilatura.extract(html, favor_precision=True),
}

if __name__ == "__main__":
    main()
