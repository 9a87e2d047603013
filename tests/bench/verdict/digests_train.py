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
        most = max((one.titled for one in self.lists), default=0)
        if right:
            fit = (one for one in self.lists if one.right >= RIGHT and one.titled >= most - 0.1)
        else:
            fit = (one for one in self.lists if one.right < WRONG or one.titled < most - 0.3)
        return [one.features for one in fit]


def _seen(page: "Given") -> Seen | None:
    try:
        view = PageView(read_page(PageInput(html=page.html, url=page.url)))
    except Problem:
        return None
    wanted = page.items if page.kind == "digest" else []
    lists = []
    for one in lists_in(view):
        told = [("".join(line.text for line in item.told), item.name) for item in one.items]
        found, titled = _pairs(wanted, told), _pairs(wanted, [("", name) for _, name in told])
        both = max(1, len(wanted) + len(told))
        lists.append(Graded(one.features, 2 * found / both, 2 * titled / both, len(told), found))
    return Seen(page.of, page.site, page.kind, len(wanted), lists)


def _pairs(wanted: list[dict[str, Any]], told: list[tuple[str, str]]) -> int:
    left, pairs = list(told), 0
    for item in wanted:
        same = next((one for one in left if is_same_item(item, one[1], one[0])), None)
        if same is not None:
            left.remove(same)
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
    for one in entries("digests"):
        html = html_of("digests", one)
        yield Given("digests", one["site"], one["kind"], None, html, one["items"])
    for one in entries("real"):
        if one["label"] != "summary":  # several of these are digests
            yield Given("real", one["site"], one["label"], one.get("url"), html_of("real", one), [])
    for number, (kind, html, items) in enumerate(made_pages(MADE)):
        yield Given("made", f"made/{number}", kind, None, html, items)


def collect() -> list[Seen]:
    """Return what is seen of all pages that have a list at all, and of all digests."""
    return [one for one in each_of(_seen, _pages()) if one and (one.lists or one.of != "real")]


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
    pages: list[Seen], model_of: Callable[[Seen], LinearModel], least: float
) -> dict[str, tuple[int, int]]:
    """Return the bench's counts, each page judged by the model of `model_of`."""
    counts: dict[str, tuple[int, int]] = {}

    def add(name: str, hits: int, of: int) -> None:
        had = counts.get(name, (0, 0))
        counts[name] = (had[0] + hits, had[1] + of)

    for page in pages:
        model = model_of(page)
        best = max(page.lists, key=lambda one: model.log_odds(one.features), default=None)
        found = best if best and model.probability(best.features) >= least else None
        if page.kind != "digest":
            add(f"{page.of}: others split", found is not None, 1)
            continue
        number, pairs = (found.items, found.found) if found else (0, 0)
        add(f"{page.of}: counts within a fifth", abs(number - page.wanted) <= 0.2 * page.wanted, 1)
        add(f"{page.of}: items found", pairs, page.wanted)
        add(f"{page.of}: a right list is there", any(one.right >= RIGHT for one in page.lists), 1)
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
