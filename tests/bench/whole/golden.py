"""Keeps the answers on real pages, and compares two runs, as CONTRIBUTING.md asks.

    python -m tests.bench.whole.golden FILE [--sample N]
    python -m tests.bench.whole.golden --diff OLD NEW [--show N] [--field NAME]

Reads ../shared/data (real, digests, extraction) beside the project, in as many processes as there
are processors. `--sample` takes the N pages with the lowest hash of their name, so that a larger
sample holds every smaller one. `--diff` counts the pages that changed by field, then shows the
first N of each. Fields that begin with `plain_` are the answers on the article's text alone.
Keep FILE outside the project: it holds texts of publishers.
"""

import argparse
import difflib
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from server.conclude import conclude_page
from server.errors import Problem
from server.model import PageInput
from server.pipeline.tasks import JudgedPage, examine
from tests.bench.verdict.verdict_data import DATA, entries, page_of
from tests.bench.whole.parallel import each_of

FOLDERS = (
    "real",
    "digests",
    "extraction/fundus",
    "extraction/trafeval",
    "extraction/waddle",
)


Entry = tuple[str, dict[str, Any]]  # a folder, and a row of its index


def chosen(sample: int | None) -> list[Entry]:
    """Return the entries of all folders, or the `sample` with the lowest hash."""
    all_entries = [(folder, entry) for folder in FOLDERS for entry in entries(folder)]
    all_entries.sort(
        key=lambda folder_and_entry: hashlib.sha256(
            f"{folder_and_entry[0]}/{folder_and_entry[1]['file']}".encode()
        ).hexdigest()
    )
    return all_entries[:sample]


def record(chosen: Entry) -> dict[str, Any]:
    """Return the answers on a page."""
    page = page_of(*chosen)
    url = page.url if page.url and page.url.startswith("http") else None
    try:
        judged_page = examine(PageInput(url=url, html=page.html))
    except Problem as problem:
        return {"page": page.name, "problem": problem.slug}
    article = judged_page.article
    row = {
        "page": page.name,
        "text": article.text,
        "title": article.title,
        "authors": article.authors,
        "date": article.published,
        "publisher": article.publisher,
        "language": article.language,
        "extractor": article.extractor,
        "metadata": sorted(article.metadata),
        "notes": [article.sentences[index].text for index in sorted(judged_page.notes)],
        "items": [
            [item.title, item.start, item.end, [link.url for link in item.links]]
            for item in judged_page.items
        ],
        **_judged(judged_page),
    }
    if article.text.strip():
        plain = examine(PageInput(url=url, text=article.text, title=article.title))
        verdict = conclude_page(plain.article, plain.verdict, is_bare_text=True)
        judged = _judged(replace(plain, verdict=verdict))
        row |= {f"plain_{name}": value for name, value in judged.items()}
    return row


def _judged(judged_page: JudgedPage) -> dict[str, Any]:
    return {
        "label": judged_page.verdict.label,
        "confidence": judged_page.verdict.confidence,
        "evidence": [[reason.signal, reason.quote] for reason in judged_page.verdict.evidence],
        "pointers": [
            [pointer.url, pointer.finder, pointer.quote] for pointer in judged_page.pointers
        ],
        "credits": [
            [credit.name, credit.host, credit.role, credit.quote]
            for credit in judged_page.verdict.basis.credits
        ],
    }


def write(path: Path, sample: int | None) -> None:
    """Write the record of the chosen pages to `path`."""
    with path.open("w", encoding="utf-8") as out:
        for row in each_of(record, chosen(sample)):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def load(path: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of a record by page."""
    with path.open(encoding="utf-8") as lines:
        return {row["page"]: row for row in map(json.loads, lines)}


def compare(old: Path, new: Path, shown: int, only: str | None) -> None:
    """Print how many pages changed by field, then the first `shown` changes of each."""
    before, after = load(old), load(new)
    both = [name for name in after if name in before]
    changed: dict[str, list[str]] = {}
    for name in both:
        old_row, new_row = before[name], after[name]
        for key in dict.fromkeys((*old_row, *new_row)):
            if old_row.get(key) != new_row.get(key) and only in (None, key):
                changed.setdefault(key, []).append(name)
    pages = {name for names in changed.values() for name in names}
    print(f"{len(pages)} of {len(both)} pages changed")
    for key, names in changed.items():
        print(f"  {key:20} {len(names)}")
    for key, names in changed.items():
        for name in names[:shown]:
            print(f"\n== {key} of {name}")
            print("\n".join(_difference(before[name].get(key), after[name].get(key))))


def _difference(old: Any, new: Any) -> Iterator[str]:
    lines = difflib.unified_diff(_lines(old), _lines(new), lineterm="", n=0)
    yield from (line for line in lines if not line.startswith(("---", "+++", "@@")))


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, list):
        return [json.dumps(item, ensure_ascii=False) for item in value]
    return [json.dumps(value)]


def main() -> None:
    """Write a record, or compare two."""
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--diff", action="store_true")
    options.add_argument("--sample", type=int)
    options.add_argument("--show", type=int, default=3)
    options.add_argument("--field")
    arguments = options.parse_args()
    if arguments.diff:
        compare(*arguments.files, arguments.show, arguments.field)
    elif DATA.is_dir():
        write(arguments.files[0], arguments.sample)
    else:
        sys.exit(f"The data is not at {DATA}; nothing was recorded.")


if __name__ == "__main__":
    main()
