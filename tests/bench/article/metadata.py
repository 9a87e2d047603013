"""Measures how often title, authors and date are right, and the cost, in docs/measurements.md.

    python -m tests.bench.article.metadata [--set fundus] [--wrong]

The pages are in ../shared/data/extraction beside the project; without them this says so.
Intervals are 95 % of 2,000 bootstrap samples of the pages; "minus" rows are paired. Times are CPU
seconds of this process, for everything after the parse, relative to readability-lxml's.
newspaper4k is measured where it is installed. `--wrong` lists what is still wrong, by kind.
"""

import argparse
import contextlib
import copy
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import readability
from htmldate import find_date
from lxml.html import HtmlElement
from readability.readability import Unparseable
from trafilatura.metadata import extract_metadata

from server.article.metadata.metadata import read_metadata
from server.errors import Problem
from server.page.document import Document, fold
from server.page.parse import parse, readable_copy
from tests.bench.article.extraction import DATA, Row, html_of, rows_of
from tests.bench.article.extraction_score import authors_are_right, date_is_right, title_is_right

SETS = ("fundus", "trafeval")
_SAMPLES = 2_000


@dataclass(frozen=True)
class Found:
    """One tool's answer about a page; None for a field that it does not read."""

    title: str | None = None
    author: list[str] | None = None
    date: str | None = None
    others: tuple[str, ...] = ()


CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "title": title_is_right,
    "author": authors_are_right,
    "date": date_is_right,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=SETS, action="append")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The pages are not there: {DATA} is no folder.")
    for name in options.set or SETS:
        _measure(name, list(rows_of(name)), wrong=options.wrong)


def _measure(name: str, rows: list[Row], *, wrong: bool) -> None:
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    seconds: Counter[str] = Counter()
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for tool, read_by_tool in _read(row, seconds):
            for field, check in CHECKS.items():
                value = getattr(read_by_tool, field)
                if row.get(field) and (value is not None or field in _READS[tool]):
                    is_right = check([] if field == "author" and not value else value, row[field])
                    right[tool, field].append(is_right)
                    if tool == "page_side" and not is_right:
                        kinds[f"{field}: {_kind(field, row[field], read_by_tool)}"].append(
                            row["id"]
                        )
    _print(name, right, seconds)
    for kind, pages in sorted(kinds.items()):
        print(f"{name:9} wrong  {kind:45} {len(pages):4}")
        for page in pages if wrong else ():
            print(f"                 {page}")
    print()


def _kind(field: str, expected: Any, metadata: Found) -> str:
    """Classify the error of a value, roughly."""
    value = getattr(metadata, field)
    if not value:
        return "none found"
    if field == "title":
        if any(title_is_right(other_title, expected) for other_title in metadata.others):
            return "another of the page's titles"
        title, expected_title = fold(value), fold(expected)
        return (
            "more or less of the title"
            if title in expected_title or expected_title in title
            else "no such claim"
        )
    if field == "date":
        return "later than asked" if value[:10] > expected[:10] else "earlier than asked"
    expected_names = expected if isinstance(expected, list) else [expected]
    return (
        "some of them"
        if any(name in " ".join(value) for name in expected_names)
        else "somebody else"
    )


def _print(name: str, right: dict[tuple[str, str], list[bool]], seconds: Counter[str]) -> None:
    base = seconds["readability-lxml alone"]
    for tool, fields in _READS.items():
        if not seconds[tool]:
            continue
        shares = [_share(field, right[tool, field]) for field in fields]
        print(f"{name:9} {tool:24} {seconds[tool] / base:5.2f}x  {'  '.join(shares)}")
    for tool in ("trafilatura", "newspaper4k"):
        shares = [
            _gain(field, right["page_side", field], right[tool, field])
            for field in CHECKS
            if right[tool, field]
        ]
        if shares:
            print(f"{name:9} {'page_side minus ' + tool:32} {'  '.join(shares)}")


def _share(field: str, answers: list[bool]) -> str:
    low, high = _interval(answers)
    share = sum(answers) / len(answers)
    return f"{field} {share:.3f} [{low:.3f}, {high:.3f}] of {len(answers)}"


def _gain(field: str, page_side: list[bool], source_side: list[bool]) -> str:
    gain = [
        int(is_ours_right) - int(is_theirs_right)
        for is_ours_right, is_theirs_right in zip(page_side, source_side, strict=True)
    ]
    low, high = _interval(gain)
    return f"{field} {sum(gain) / len(gain):+.3f} [{low:+.3f}, {high:+.3f}]"


def _interval(answers: list[Any]) -> tuple[float, float]:
    chance = random.Random(1)  # the same samples in each run
    means = sorted(
        sum(chance.choices(answers, k=len(answers))) / len(answers) for _ in range(_SAMPLES)
    )
    return means[_SAMPLES // 40], means[-_SAMPLES // 40]


def _read(row: Row, seconds: Counter[str]) -> Iterator[tuple[str, Found]]:
    """Return each tool's metadata of the page of `row`, from separate trees."""
    html = html_of(row)
    url = row["url"] if "://" in row["url"] else None
    try:
        document = parse(html, url)
    except Problem as problem:
        print(f"{row['id']}: {problem.detail}")
        return
    for tool, read in _TOOLS.items():
        page_tree = parse(html, url) if tool == "page_side" else readable_copy(document.root)
        began = time.process_time()
        metadata = read(page_tree, html, url)
        seconds[tool] += time.process_time() - began
        if tool in _READS:
            yield tool, metadata


def _ours(document: Document, html: str, url: str | None) -> Found:
    metadata = read_metadata(document, url)
    conflict = metadata.conflicts.get("title")
    others = tuple(claim.value for claim in conflict.others) if conflict else ()
    return Found(metadata.title, metadata.authors, metadata.published, others)


def _trafilatura(tree: HtmlElement, html: str, url: str | None) -> Found:
    metadata = extract_metadata(tree, url, extensive=False)
    return Found(metadata.title, (metadata.author or "").split("; "), metadata.date)


def _extensive(tree: HtmlElement, html: str, url: str | None) -> Found:
    return Found(date=find_date(copy.deepcopy(tree), url=url, extensive_search=True))


def _short_title(tree: HtmlElement, html: str, url: str | None) -> Found:
    return Found(title=readability.Document(html).short_title())


def _readability(tree: HtmlElement, html: str, url: str | None) -> Found:
    with contextlib.suppress(Unparseable):
        readability.Document(html).summary()
    return Found()


def _newspaper(tree: HtmlElement, html: str, url: str | None) -> Found:
    newspaper = import_module("newspaper")  # where it is installed
    article = newspaper.Article(url or "https://page.example/")
    article.download(input_html=html)
    try:
        article.parse()
    except (newspaper.ArticleException, ValueError, AttributeError, TypeError, ImportError):
        return Found()
    day = article.publish_date.date().isoformat() if article.publish_date else None
    return Found(article.title, article.authors, day)


_TOOLS: dict[str, Callable[[Any, str, str | None], Found]] = {
    "readability-lxml alone": _readability,
    "page_side": _ours,
    "trafilatura": _trafilatura,
    "htmldate, extensive": _extensive,
    "readability short_title": _short_title,
}
_READS: dict[str, tuple[str, ...]] = {
    "page_side": ("title", "author", "date"),
    "trafilatura": ("title", "author", "date"),
    "newspaper4k": ("title", "author", "date"),
    "htmldate, extensive": ("date",),
    "readability short_title": ("title",),
}
if find_spec("newspaper"):
    _TOOLS["newspaper4k"] = _newspaper

if __name__ == "__main__":
    main()
