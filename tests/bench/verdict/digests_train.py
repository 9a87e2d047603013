"""Teaches server/verdict/digest.json: is a list of records the stories of a digest?

    python -m tests.bench.verdict.digests_train [--out]

Learns on ../shared/data/digests, on real articles and pages without one (../shared/data/real),
and on pages made for it (`made_digests`), which count less. `--out` grades with every site of the
digests left out once, and writes nothing; the bound of the chance is chosen so, too.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from server.errors import Problem
from server.model import LinearModel, PageInput
from server.page.view import PageView
from server.pipeline.tasks import read_page
from server.verdict.digest import lists_in
from tests.bench.align.logistic import logistic, table_of, write_models
from tests.bench.verdict.digests import is_same_item
from tests.bench.verdict.made_digests import made_pages
from tests.bench.verdict.verdict_data import entries, html_of, share
from tests.bench.whole.parallel import each_of

TARGET = Path(__file__).resolve().parents[3] / "server" / "verdict" / "digest.json"
MADE = 600
RIDGE = 8.0
RIGHT, WRONG = 0.85, 0.7  # F1 of a list's items, from which it is the page's, below which it is not
WORTH = {"digests": 1.0, "real": 0.25, "made": 0.03}


class Graded(NamedTuple):
    """A list of a page: its features, and how right its items are (F1), also by titles alone."""

    features: dict[str, float]
    right: float
    titled: float
    items: int
    found: int


@dataclass(frozen=True)
class Seen:
    """The lists of a page of the set `of`, and how many items it has."""

    of: str
    site: str
    kind: str
    wanted: int
    lists: list[Graded]

    def listed(self, *, right: bool) -> list[dict[str, float]]:
        """Return the features of the lists that are the page's, or of those that are not.

        What has the texts without their titles is neither, or wrong where another has them.
        """
        best_titled = max((graded_list.titled for graded_list in self.lists), default=0)
        if right:
            fit = (
                graded_list
                for graded_list in self.lists
                if graded_list.right >= RIGHT and graded_list.titled >= best_titled - 0.1
            )
        else:
            fit = (
                graded_list
                for graded_list in self.lists
                if graded_list.right < WRONG or graded_list.titled < best_titled - 0.3
            )
        return [graded_list.features for graded_list in fit]


def _seen(page: "Given") -> Seen | None:
    try:
        view = PageView(read_page(PageInput(html=page.html, url=page.url)))
    except Problem:
        return None
    labelled_items = page.items if page.kind == "digest" else []
    lists = []
    for record_list in lists_in(view):
        item_texts = [
            ("".join(line.text for line in item.told), item.name) for item in record_list.items
        ]
        paired, titled = (
            _pairs(labelled_items, item_texts),
            _pairs(labelled_items, [("", name) for _, name in item_texts]),
        )
        both = max(1, len(labelled_items) + len(item_texts))
        lists.append(
            Graded(
                record_list.features, 2 * paired / both, 2 * titled / both, len(item_texts), paired
            )
        )
    return Seen(page.of, page.site, page.kind, len(labelled_items), lists)


def _pairs(labelled_items: list[dict[str, Any]], item_texts: list[tuple[str, str]]) -> int:
    unpaired, pairs = list(item_texts), 0
    for item in labelled_items:
        same = next(
            (candidate for candidate in unpaired if is_same_item(item, candidate[1], candidate[0])),
            None,
        )
        if same is not None:
            unpaired.remove(same)
            pairs += 1
    return pairs


class Given(NamedTuple):
    """A page of the set `of` with its label and its items."""

    of: str
    site: str
    kind: str
    url: str | None
    html: str
    items: list[dict[str, Any]]


def _pages() -> Iterator[Given]:
    for entry in entries("digests"):
        html = html_of("digests", entry)
        yield Given("digests", entry["site"], entry["kind"], None, html, entry["items"])
    for entry in entries("real"):
        if entry["label"] != "summary":  # several of these are digests
            yield Given(
                "real", entry["site"], entry["label"], entry.get("url"), html_of("real", entry), []
            )
    for number, (kind, html, items) in enumerate(made_pages(MADE)):
        yield Given("made", f"made/{number}", kind, None, html, items)


def collect() -> list[Seen]:
    """Return what is seen of all pages that have a list at all, and of all digests."""
    return [
        page_seen
        for page_seen in each_of(_seen, _pages())
        if page_seen and (page_seen.lists or page_seen.of != "real")
    ]


def fit(pages: Iterable[Seen]) -> LinearModel:
    """Return the model that `pages` teach; the lists of a page count as much as one together."""
    rows, right, worth = [], [], []
    for page in pages:
        for good in (True, False):
            listed = page.listed(right=good)
            rows += listed
            right += [good] * len(listed)
            worth += [WORTH[page.of] / max(1, len(listed))] * len(listed)
    names = sorted(rows[0])
    x = np.array([[float(row[name]) for name in names] for row in rows])
    weights, bias = logistic(x, np.array(right, float), worth=np.array(worth), ridge=RIDGE)
    return LinearModel(bias, dict(zip(names, map(float, weights), strict=True)))


def graded(
    pages: list[Seen], model_of: Callable[[Seen], LinearModel], limit: float
) -> dict[str, tuple[int, int]]:
    """Return the bench's counts, each page judged by the model of `model_of`."""
    counts: dict[str, tuple[int, int]] = {}

    def add(name: str, hits: int, total: int) -> None:
        counted = counts.get(name, (0, 0))
        counts[name] = (counted[0] + hits, counted[1] + total)

    for page in pages:
        model = model_of(page)
        best = max(
            page.lists, key=lambda graded_list: model.log_odds(graded_list.features), default=None
        )
        chosen = best if best and model.probability(best.features) >= limit else None
        if page.kind != "digest":
            add(f"{page.of}: others split", chosen is not None, 1)
            continue
        number, pairs = (chosen.items, chosen.found) if chosen else (0, 0)
        add(f"{page.of}: counts within a fifth", abs(number - page.wanted) <= 0.2 * page.wanted, 1)
        add(f"{page.of}: items found", pairs, page.wanted)
        add(
            f"{page.of}: a right list is there",
            any(graded_list.right >= RIGHT for graded_list in page.lists),
            1,
        )
    return counts


def main() -> None:
    """Learn, or grade with sites left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", action="store_true", help="grade with every site left out once")
    options = parser.parse_args()
    pages = collect()
    if not options.out:
        model = fit(pages)
        table = table_of(model.weights, model.weights.values(), model.bias)
        write_models(TARGET, "verdict.digests_train", {"digest": table}, pages=len(pages))
        return
    sites = {page.site for page in pages if page.of == "digests"}
    models = {site: fit(page for page in pages if page.site != site) for site in sorted(sites)}
    own = [page for page in pages if page.of == "digests"]
    for least in (0.3, 0.5, 0.7):
        for name, (hits, count) in graded(own, lambda page: models[page.site], least).items():
            print(f"{least}: {name}: {share(hits, count)}")


if __name__ == "__main__":
    main()
