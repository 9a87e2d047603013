"""Measures how digests are split into their items, in docs/measurements.md.

    python -m tests.bench.verdict.digests [--keep] [--errors]

Reads ../shared/data/digests from the project's root. Sites are split in three by a hash: two
thirds were learned from, `--keep` judges the last one. A page is right when the number of its
items is within a fifth of the labelled one. An item is found when one of the page's items has its
title or the beginning of its text; each counts once. Shares have their 95 % interval (Wilson).
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from server.model import PageInput
from server.page.document import fold
from server.page.view import PageView
from server.pipeline.tasks import read_page
from server.verdict.digest import DigestItem, find_digest
from tests.bench.verdict.verdict_data import entries, html_of, share, third_of

KEPT = 2  # the third of the sites that is not looked at
_FIFTH = 0.2


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="judge the third that was kept")
    parser.add_argument("--errors", action="store_true", help="list what was not found")
    options = parser.parse_args()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries("digests"):
        if (third_of(entry["site"]) == KEPT) == options.keep:
            _judge(entry, counts, listed=options.errors and not options.keep)
    for name, (hits, count) in counts.items():
        print(f"{name}: {share(hits, count)}")


def _judge(entry: dict[str, Any], counts: dict[str, list[int]], *, listed: bool) -> None:
    digest = find_digest(PageView(read_page(PageInput(html=html_of("digests", entry)))))
    digest_items = digest.items if digest else []
    if entry["kind"] != "digest":
        is_split = bool(digest) and not (digest.lead is not None and entry["items"])
        _count(counts, f"{entry['kind']}, split", int(is_split), 1)
        return
    labelled = entry["items"]
    pairs = list(_pairs(labelled, digest_items))
    is_right = abs(len(digest_items) - len(labelled)) <= _FIFTH * len(labelled)
    _count(counts, "pages with the number of items within a fifth", int(is_right), 1)
    _count(counts, "items found", len(pairs), len(labelled))
    _count(counts, "items that are one", len(pairs), len(digest_items))
    sourced_pairs = [(item, digest_item) for item, digest_item in pairs if item["sources"]]
    _count(
        counts,
        "sources of found items",
        sum(_has_source(*pair) for pair in sourced_pairs),
        len(sourced_pairs),
    )
    placed = sum(digest_item.start is not None for _, digest_item in pairs)
    _count(counts, "found items with a place in the text", placed, len(pairs))
    if listed:
        print(f"{entry['file']}: {len(digest_items)} for {len(labelled)} items, {len(pairs)} found")


def _count(counts: dict[str, list[int]], name: str, hits: int, count: int) -> None:
    counts[name][0] += hits
    counts[name][1] += count


def _pairs(
    labelled: list[dict[str, Any]], digest_items: list[DigestItem]
) -> Iterator[tuple[dict[str, Any], DigestItem]]:
    """Pair each labelled item with the one found for it."""
    unpaired = list(digest_items)
    for item in labelled:
        for digest_item in unpaired:
            if is_same_item(item, digest_item.title, digest_item.text):
                unpaired.remove(digest_item)
                yield item, digest_item
                break


def is_same_item(item: dict[str, Any], name: str, text: str) -> bool:
    """Return whether a story with this title and text is the labelled `item`."""
    title, first, shown = fold(item["title"]), fold(item["first"]), fold(name)
    has_title = bool(title and shown) and (title in shown or shown in title)
    return has_title or bool(first and first in fold(name + text))


def _has_source(item: dict[str, Any], digest_item: DigestItem) -> bool:
    addresses = {urlsplit(link.url)[1:4] for link in digest_item.links}
    return any(urlsplit(source.strip())[1:4] in addresses for source in item["sources"])


if __name__ == "__main__":
    main()
