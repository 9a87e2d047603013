"""Measures verdict and source together, as a reader gets them, in docs/measurements.md.

    python -m tests.bench.whole.answers [PAGES] [PART]

Reads ../shared/data/source beside the project. Real summaries and articles are put on made pages of
an invented digest (with a link, with a credit, without anything), as bare text, cut, whole and
copied; the articles are served by a fetcher in memory and 6,000 of them are in the index. PAGES
pairs a kind (default 40) of PART (0 and 1 to learn from, 2 to judge; default 0), by a hash of the
article. A source counts as right only if it is the right one.
"""

import gzip
import hashlib
import html
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from server.config import Settings
from server.errors import FetchFailed
from server.model import CompareRequest, Comparison, PageInput
from server.net.fetch import Fetched
from server.pipeline.compare import Done, Engine, compare
from server.store import IndexArticle, SqliteArticles
from server.workers import WorkerPool

DATA = Path(os.environ.get("UNABRIDGED_BENCH_DATA", "../shared/data")) / "source"
CACHE = Path(os.environ.get("UNABRIDGED_BENCH_CACHE", "/tmp/unabridged-bench"))
POOL = 6_000
WHOLE_WORDS = 120  # of an article that counts as one


def hashed(text: str) -> int:
    """Return a stable number for `text`."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def third_of(group: str) -> int:
    """Return the third of an article, or of an event: 2 is the one that is only judged."""
    return hashed(group) // 7 % 3


def read(name: str) -> list[dict[str, Any]]:
    """Return the rows of a data file."""
    with gzip.open(DATA / name, "rt") as lines:
        return [json.loads(line) for line in lines]


def address(article: dict[str, Any]) -> str:
    """Return the address of an article: 40 invented publishers."""
    number = hashed(article["id"])
    return f"https://paper{number % 40}.example/2026/story-{number}-of-the-day.html"


def paragraphs(text: str, sentence_count: int = 3) -> list[str]:
    """`text` in paragraphs of some sentences."""
    if "\n" in text.strip():
        return [line.strip() for line in text.split("\n") if line.strip()]
    sentences = text.replace("? ", "?\0").replace("! ", "!\0").replace(". ", ".\0").split("\0")
    return [
        " ".join(sentences[start : start + sentence_count])
        for start in range(0, len(sentences), sentence_count)
    ]


def page(title: str, text: str, note: str = "") -> str:
    """Return a page with `text` and a `note` after it."""
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs(text))
    return (
        f"<html lang=en><head><title>{html.escape(title)}</title></head><body>"
        "<nav><a href=/>Home</a> <a href=/news>News</a></nav>"
        f"<article><h1>{html.escape(title)}</h1>{body}{note}</article>"
        "<footer>© 2026 <a href=/about>About us</a></footer></body></html>"
    )


class Web:
    """Serves the articles as pages, from memory."""

    def __init__(self, articles: dict[str, dict[str, Any]]) -> None:
        self._at = {address(article): article for article in articles.values()}

    def fetch(self, url: str, **_: Any) -> Fetched:
        """Return the page at `url`; raise FetchFailed for an unknown address."""
        article = self._at.get(url)
        if article is None:
            raise FetchFailed(f"{url} is not there.", url=url)
        return Fetched(url, 200, page(article["title"] or "Untitled", article["body"]))

    def get(self, url: str, *_: Any, **__: Any) -> Any:
        """No feed is there."""
        raise FetchFailed(f"{url} is not there.", url=url)

    def site_maps(self, *_: Any, **__: Any) -> list[str]:
        """No site map is there."""
        return []

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Case:
    """A page with its truth: the labels that are right, and its source's address or None.

    `copies` are addresses of the same text, which are as right.
    """

    kind: str
    given: PageInput
    labels: tuple[str, ...]
    source: str | None
    absent: bool = False


def cases(pair: dict[str, Any], article: dict[str, Any]) -> Iterator[Case]:
    """Yield the pages made of a pair."""
    source_url, title, text = address(article), pair["title"] or article["title"], pair["summary"]
    title = title or "News of the day"
    page_url = f"https://digest.example/{hashed(pair['id'])}/news-of-the-day"
    retold = ("summary",)

    def sent(note: str = "", body: str = text) -> PageInput:
        return PageInput(url=page_url, html=page(title, body, note))

    link = f'<p>This is a summary. <a href="{source_url}">Read the full story</a></p>'
    icon = (
        f'<a class=btn href="{source_url}" aria-label="Read the full story"><i class=icon></i></a>'
    )
    yield Case(
        "retold, text", PageInput(text=text, title=pair["title"] or None), retold, source_url
    )
    yield Case("retold, html", sent(), retold, source_url)
    yield Case("retold, link", sent(link), retold, source_url)
    yield Case("retold, icon link", sent(icon), retold, source_url)
    source_line = f'<p>Source: <a href="{source_url}">The Daily Paper</a></p>'
    yield Case("retold, credit", sent(source_line), retold, source_url)
    yield Case("retold, absent, text", PageInput(text=text), (*retold, "unknown", "full"), None)
    body = article["body"]
    parts = paragraphs(body)
    if len(parts) >= 4 and len(body.split()) >= WHOLE_WORDS:
        start = " ".join(parts[: max(1, len(parts) // 3)])
        own = article["title"] or "News of the day"
        yield Case("cut, text", PageInput(text=start, title=own), ("excerpt",), source_url)
        yield Case("cut, html", replace_html(page_url, own, start), ("excerpt",), source_url)
        yield Case("copied, html", replace_html(page_url, own, body), ("full",), None)
        original = PageInput(url=source_url, html=page(own, body))
        yield Case("whole, its own", original, ("full",), None)
        yield Case("whole, absent", replace_html(page_url, own, body), ("full",), None, absent=True)


def replace_html(url: str, title: str, body: str) -> PageInput:
    """Return a page without a note."""
    return PageInput(url=url, html=page(title, body))


def index_of(articles: dict[str, dict[str, Any]], source_keys: set[str]) -> Path:
    """Return the index of the pool, built once."""
    path = CACHE / "answers.db"
    if path.exists():
        return path
    others = sorted((key for key in articles if key not in source_keys), key=hashed)[:POOL]
    CACHE.mkdir(parents=True, exist_ok=True)
    index = SqliteArticles(path)
    index.add_articles(
        IndexArticle(
            url=address(article),
            title=article["title"] or "",
            text=article["body"],
            lead=article["body"][:200],
        )
        for article in (articles[key] for key in [*source_keys, *others])
    )
    return path


class Without:
    """An index without some addresses."""

    def __init__(self, index: SqliteArticles, urls: frozenset[str]) -> None:
        self._index, self._urls = index, urls

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def search_articles(self, terms: Any, *, exclude: Any = (), **options: Any) -> Any:
        """Return the index's other hits."""
        return self._index.search_articles(terms, exclude={*exclude, *self._urls}, **options)


def answer(engine: Engine, case: Case, index: SqliteArticles, gone: frozenset[str]) -> Comparison:
    """Return a reader's answer; a missing source is in neither index nor web."""
    if case.absent or "absent" in case.kind:
        engine = replace(engine, index=lambda: Without(index, gone))  # type: ignore[arg-type,return-value]
    events = compare(engine, CompareRequest(page=case.given), threading.Event())
    return next(event.comparison for event in events if isinstance(event, Done))


def table(rows: list[tuple[Case, Comparison, bool]], shown: Callable[[str], None] = print) -> None:
    """Shares by kind."""
    kinds = dict.fromkeys(case.kind for case, _, _ in rows)
    shown(f"{'kind':24} {'n':>4} {'label':>6} {'source':>7} {'both':>6} {'wrong':>6} {'part':>5}")
    for kind in kinds:
        rows_of_kind = [row for row in rows if row[0].kind == kind]
        label = sum(c.verdict.label in case.labels for case, c, _ in rows_of_kind)
        source = sum(right for _, _, right in rows_of_kind)
        both = sum(right and c.verdict.label in case.labels for case, c, right in rows_of_kind)
        wrong = sum(
            bool(c.search and c.search.source) and not right for _, c, right in rows_of_kind
        )
        too_full = sum(is_full_above_part(c) for _, c, _ in rows_of_kind)
        shown(
            f"{kind:24} {len(rows_of_kind):4} {label:6} {source:7} {both:6} {wrong:6} {too_full:5}"
        )


def is_full_above_part(comparison: Comparison) -> bool:
    """Return whether the answer is "full" above a source of which it has only a part."""
    figures = comparison.alignment.figures if comparison.alignment else None
    return bool(comparison.verdict.label == "full" and figures and figures.covered_share < 0.85)


def main() -> None:
    """Print the table, and what went wrong."""
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    count, part = (int(argument) for argument in (*sys.argv[1:], *("40", "0")[len(sys.argv) - 1 :]))
    articles = {article["id"]: article for article in read("articles.jsonl.gz")}
    pairs = sorted(read("pairs.jsonl.gz"), key=lambda pair: hashed(pair["id"]))
    source_keys = {pair["article_id"] for pair in pairs}
    index = SqliteArticles(index_of(articles, source_keys))
    chosen = [pair for pair in pairs if hashed(pair["article_id"]) % 3 == part][:count]
    settings = Settings(search_archive=False)
    engine = Engine(settings, WorkerPool(settings), Web(articles), lambda: index)  # type: ignore[arg-type]
    all_cases = [
        (case, pair) for pair in chosen for case in cases(pair, articles[pair["article_id"]])
    ]

    def run(case_and_pair: tuple[Case, dict[str, Any]]) -> tuple[Case, Comparison, bool]:
        case, pair = case_and_pair
        gold = address(articles[pair["article_id"]])
        comparison = answer(engine, case, index, frozenset({gold}))
        return (
            case,
            comparison,
            (comparison.search.source if comparison.search else None) == case.source,
        )

    started = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        rows = list(threads.map(run, all_cases))
    engine.close()
    table(rows)
    print(f"{time.monotonic() - started:.0f} s")
    if out := os.environ.get("UNABRIDGED_BENCH_OUT"):
        Path(out).write_text("".join(json.dumps(as_row(*row)) + "\n" for row in rows))


def as_row(case: Case, comparison: Comparison, right: bool) -> dict[str, Any]:
    """Return a case with its answer, for reading the errors."""
    search, alignment = comparison.search, comparison.alignment
    return {
        "kind": case.kind,
        "right": right,
        "label": comparison.verdict.label,
        "url": case.source,
        "text": case.given.text or case.given.html,
        "signals": [(reason.signal, reason.weight) for reason in comparison.verdict.evidence],
        "outcome": search and search.outcome,
        "candidates": search
        and [
            (
                candidate.url == case.source,
                candidate.relation,
                candidate.why_code,
                candidate.confidence,
                candidate.containment,
            )
            for candidate in search.candidates
        ],
        "figures": alignment and vars_of(alignment.figures),
        "warnings": [warning.detail for warning in comparison.warnings],
    }


def vars_of(figures: Any) -> dict[str, Any]:
    """Return the figures by name."""
    return {name: getattr(figures, name) for name in figures.__slots__}


if __name__ == "__main__":
    main()
