"""Measures how well articles are extracted, and the cost, in docs/measurements.md.

    python -m tests.bench.article.extraction [--sample N] [--set fundus]

The pages are in ../shared/data/extraction beside the project; without them this says so.
Times are CPU seconds of this process; "page_side" is the whole reading of a page with metadata,
language, sentences and places. The trees in blocks.json were learned from fundus, trafeval and
real: what is shown for "page_side" there flatters, and docs/measurements.md has the figures
with sites left out. newspaper4k and resiliparse are in the dependency group `bench`; a row is left
out where one is not installed. "h1 put in front" is for references that hold the headline.
"""

import argparse
import gzip
import importlib
import json
import random
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import readability
import trafilatura
from lxml.etree import ParserError
from readability.readability import Unparseable
from tld import get_fld

from server.article.read import read, warm
from server.errors import Problem
from server.language.detect import detect
from server.model import Article, PageInput
from server.page.parse import parse
from tests.bench.article.extraction_score import (
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

DATA = Path(__file__).parents[4] / "shared" / "data" / "extraction"
SETS = ("fundus", "trafeval", "waddle", "real")

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
    for extractor, module in _OPTIONAL.items():
        if not _installed(module):
            del _EXTRACTORS[extractor]
    for name in options.set or SETS:
        rows = list(rows_of(name))
        stride = max(1, len(rows) // options.sample) if options.sample else 1
        _measure(name, rows[::stride])


def _measure(name: str, rows: list[Row]) -> None:
    scores: dict[str, list[Score]] = defaultdict(list)
    seconds: Counter[str] = Counter()
    right: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    for row in rows:
        html = html_of(row)
        for extractor, extract in _EXTRACTORS.items():
            began = time.process_time()
            text, article = extract(row, html)
            seconds[extractor] += time.process_time() - began
            if has_gold(row):
                scores[extractor].append(score_of(row, text))
            if article:
                _check_metadata(row, article, right, checked)
        for extractor, run in _COSTS.items():
            began = time.process_time()
            run(html)
            seconds[extractor] += time.process_time() - began
    _print(name, scores, seconds)
    if name == "waddle":
        _print_languages(name, rows, scores)
    facts = [f"{field} {right[field] / checked[field]:.3f}" for field in checked]
    print(f"{name:9} right: {', '.join(facts) or 'not known'}\n", flush=True)


def _print(name: str, scores: dict[str, list[Score]], seconds: Counter[str]) -> None:
    base = seconds["readability-lxml as it comes"]
    for extractor, of_pages in scores.items():
        summary = summary_of(name, of_pages)
        low, high = interval(name, of_pages)
        print(
            f"{name:9} {extractor:30} P {summary.precision:.4f}  R {summary.recall:.4f}  "
            f"F1 {summary.f1:.4f} ({low:.3f}-{high:.3f})  wrecked {summary.wrecked:3}  "
            f"pages {len(of_pages):4}  "
            f"CPU {seconds[extractor]:6.2f} s  {seconds[extractor] / base:.2f}x"
        )
    for extractor in _COSTS:
        print(f"{name:9} {extractor:30} CPU {seconds[extractor]:6.2f} s")


def _print_languages(name: str, rows: list[Row], scores: dict[str, list[Score]]) -> None:
    tongues = [detect(row["text"][:1_500]) for row in rows]
    for tongue, count in Counter(tongues).most_common(5):
        figures = []
        for extractor, of_pages in scores.items():
            chosen = [s for s, t in zip(of_pages, tongues, strict=True) if t == tongue]
            figures.append(f"{extractor} {summary_of(name, chosen).f1:.3f}")
        print(f"{name:9} {tongue} ({count}): {', '.join(figures)}")


def interval(name: str, scores: list[Score]) -> tuple[float, float]:
    """Return the middle 95 % of F1 over 400 samples of the pages with replacement."""
    rng = random.Random(1)
    drawn = sorted(summary_of(name, rng.choices(scores, k=len(scores))).f1 for _ in range(400))
    return drawn[10], drawn[-11]


def summary_of(name: str, scores: list[Score]) -> Summary:
    """Scores of pages of the set `name`, the way it is scored."""
    return (over_all_segments if name == "trafeval" else mean_over_pages)(scores)


def score_of(row: Row, text: str) -> Score:
    if "with" in row:
        return score_segments(text, row["with"], row["without"])
    return score_text(text, row["text"])


def _check_metadata(row: Row, article: Article, right: Counter[str], checked: Counter[str]) -> None:
    checks: dict[str, Callable[[Any], bool]] = {
        "title": lambda value: title_is_right(article.title, value),
        "author": lambda value: authors_are_right(article.authors, value),
        "date": lambda value: date_is_right(article.published, value),
    }
    for field, check in checks.items():
        if row.get(field):
            checked[field] += 1
            right[field] += check(row[field])


def _ours(row: Row, html: str) -> tuple[str, Article | None]:
    url = row["url"] if "://" in row["url"] else None
    try:
        article = read(PageInput(html=html, url=url)).article
    except Problem as problem:
        print(f"{row['id']}: {problem.detail}")
        return "", None
    return article.text, article


def _with_headline(row: Row, html: str) -> tuple[str, None]:
    text, article = _ours(row, html)
    return f"{article.title}\n\n{text}" if article and article.title else text, None


def _newspaper(row: Row, html: str) -> tuple[str, None]:
    newspaper = importlib.import_module("newspaper")
    try:
        page = newspaper.Article(row["url"], fetch_images=False)
        page.download(input_html=html)
        page.parse()
    except Exception:  # noqa: BLE001 - whatever it trips over, it has no text for this page
        return "", None
    return page.text or "", None


def _resiliparse(row: Row, html: str) -> tuple[str, None]:
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return extract(html, main_content=True, alt_texts=False, comments=False), None


def _readability_text(row: Row, html: str) -> tuple[str, None]:
    try:
        summary = readability.Document(html).summary()
        return "\n\n".join(parse(summary, None).root.itertext()), None
    except (Unparseable, Problem, ParserError, ValueError):
        return "", None


def _trafilatura_text(*, precise: bool) -> Callable[[Row, str], tuple[str, None]]:
    def extract(row: Row, html: str) -> tuple[str, None]:
        text = trafilatura.extract(html, favor_precision=precise, include_comments=False)
        return text or "", None

    return extract


def _installed(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        print(f"{module} is not installed, so it has no row (uv sync --group bench).")
        return False
    return True


def rows_of(name: str) -> Iterator[Row]:
    """Yield the pages of a set, each with its question."""
    with (_folder(name) / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line) | {"set": name}
            if name != "real":
                yield row
            elif expected := row.get("expected"):
                text = expected.get("text") if row.get("gold_body_usable") else None
                names = {"title": expected.get("title"), "author": expected.get("authors")}
                yield row | names | {"text": text, "date": expected.get("date")}


def site_of(row: Row) -> str:
    """Return the site of `row`, whose pages are held out together."""
    if row["set"] == "real":
        return str(row["site"])
    address = row["url"].split("::")[-1]
    url = address if "://" in address else f"http://{address}"
    return str(get_fld(url, fail_silently=True) or address)


def third_of(row: Row) -> int:
    """Return the third of the sites that `row` is in: 0, 1 or 2."""
    return zlib.crc32(site_of(row).encode()) % 3


def has_gold(row: Row) -> bool:
    """Return whether the article's text of `row` is known, or segments of it."""
    return bool(row.get("text") or row.get("with"))


def _folder(name: str) -> Path:
    return DATA.parent / name if name == "real" else DATA / name


def html_of(row: Row) -> str:
    """Return the page of `row`, decoded."""
    path = _folder(row["set"]) / row["file"]
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


_EXTRACTORS: dict[str, Callable[[Row, str], tuple[str, Article | None]]] = {
    "page_side": _ours,
    "page_side, h1 put in front": _with_headline,
    "readability-lxml": _readability_text,
    "trafilatura": _trafilatura_text(precise=False),
    "trafilatura, precise": _trafilatura_text(precise=True),
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
}
_OPTIONAL = {"newspaper4k": "newspaper", "resiliparse": "resiliparse.extract.html2text"}
_COSTS: dict[str, Callable[[str], Any]] = {
    "readability-lxml as it comes": lambda html: readability.Document(html).summary(),
    "trafilatura as it comes": lambda html: trafilatura.extract(html, favor_precision=True),
}

if __name__ == "__main__":
    main()
