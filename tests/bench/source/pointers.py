"""Measures whether the right place is named first on made pages, in docs/measurements.md.

    python -m tests.bench.source.pointers [--half train|test|last|final] [--show]

Recall: of the pages that point to their source, those whose right address comes first. Precision:
of the pages for which an address comes first, those for which it is right. Beside it two baselines:
the first link to another site after the body's end, and canonical or og:url alone. The test half
has its own words, layouts, markers, traps, addresses and eight languages more
(tests/bench/source/pointer_pages.py). Made from parts of the project: needs no data.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from server.article.read import read
from server.model import PageInput
from server.page.document import Reading, fold
from server.page.view import PageView
from server.source.lead import DECLARING
from server.source.pointers import declared_sources, find_pointers
from server.urls.parse import normalise
from server.verdict.judge import judge
from tests.bench.source.pointer_pages import PointerPage, pages
from tests.bench.verdict.verdict_data import share
from tests.intervals import wilson

Finder = Callable[[Reading], str | None]


@dataclass(frozen=True)
class Answer:
    """A finder's answer on a page."""

    page: PointerPage
    url: str | None

    @property
    def right(self) -> bool:
        """Return whether it is what the page points to."""
        return self.url is not None and self.url == self.page.right


def page_side(reading: Reading) -> str | None:
    """Return the best pointer to another site."""
    elsewhere = (
        pointer
        for pointer in find_pointers(PageView(reading))
        if pointer.finder != "same_publisher"
    )
    return next((pointer.url for pointer in elsewhere), None)


def first_link(reading: Reading) -> str | None:
    """Return the first link to another site after the body's end."""
    below = (link for link in PageView(reading).links if link.is_below and link.unit == "link")
    links = (link.link for link in below if link.link and not link.block.is_beside)
    return next((normalise(link.url) for link in links), None)


def declared_only(reading: Reading) -> str | None:
    """Return the canonical address or og:url, if it is on another site."""
    if reading.document is None:
        return None
    view = PageView(reading)
    leads = declared_sources(view)
    return next((lead.url for lead in leads if lead.finder in DECLARING.values()), None)


def is_named(page: PointerPage) -> bool:
    """Return whether the publisher that a page names without an address comes first."""
    view = PageView(read(PageInput(html=page.html, url=page.url)))
    publishers = judge(view).basis.credits
    name = fold(page.name or "")
    return (
        bool(publishers)
        and fold(publishers[0].name) in name
        and len(fold(publishers[0].name)) > len(name) / 2
    )


def answers(tested: list[PointerPage], finder: Finder) -> list[Answer]:
    """Return the answers of `finder` to all pages."""
    return [Answer(p, finder(read(PageInput(html=p.html, url=p.url)))) for p in tested]


def figures(judged: list[Answer]) -> str:
    """Recall and precision with their intervals."""
    pointing = [answer for answer in judged if answer.page.right]
    answered = [answer for answer in judged if answer.url]
    right = sum(answer.right for answer in judged)
    return f"recall {_share(right, len(pointing))}  precision {_share(right, len(answered))}"


def _share(part: int, whole: int) -> str:
    if not whole:
        return "    –          "
    low, high = wilson(part, whole)
    return f"{part / whole:.3f} [{low:.3f}, {high:.3f}] {part}/{whole}"


def table(judged: list[Answer], key: Callable[[Answer], str]) -> None:
    """One line for each value of `key`."""
    for value, members in groupby(sorted(judged, key=key), key=key):
        print(f"  {value:18} {figures(list(members))}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", choices=("train", "test", "last", "final"), default="final")
    parser.add_argument("--show", action="store_true", help="each page that went wrong")
    options = parser.parse_args()
    every = list(pages(options.half))
    tested = [page for page in every if page.marker != "named"]
    naming = [page for page in every if page.marker == "named"]
    print(f"{len(every)} pages of the {options.half} half")
    print(f"{'publisher named alone':22} {share(sum(map(is_named, naming)), len(naming))}")
    for name, finder in (
        ("first link at the end", first_link),
        ("canonical or og:url", declared_only),
    ):
        print(f"{name:22} {figures(answers(tested, finder))}")
    judged = answers(tested, page_side)
    print(f"{'pointers':22} {figures(judged)}")
    table(judged, lambda answer: answer.page.marker.partition(":")[0])
    table(judged, lambda answer: answer.page.language)
    if options.show:
        for answer in judged:
            if answer.url != answer.page.right:
                page = answer.page
                print(page.language, page.marker, page.words, page.right, answer.url)


if __name__ == "__main__":
    main()
