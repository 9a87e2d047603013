"""Measures CPU of comparing two given pages beside readability-lxml's, in docs/measurements.md.

    python -m tests.bench.whole.cost [--pages N] [--forget]

Reads ../shared/data/extraction/fundus beside the project. Both run in this process, settled as a
worker is, page by page in turn, so that the machine's noise falls on both; CPU time of the process,
best of three. With `--forget` our side starts each time with the words and names of earlier pages
forgotten, as a worker does.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from statistics import median

from readability import Document

from server.model import PageInput
from server.model.memory import remembering
from server.pipeline.tasks import article_of, check_texts, examine, text_of, warm
from server.workers.worker import settle

Memory = Callable[[], AbstractContextManager[None]]
DATA = Path(__file__).parents[4] / "shared" / "data" / "extraction" / "fundus"


def pages(count: int) -> list[PageInput]:
    """Return the first `count` pages of the data."""
    with (DATA / "index.jsonl").open(encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines][:count]
    return [
        PageInput(
            url=entry["url"],
            html=gzip.decompress((DATA / entry["file"]).read_bytes()).decode("utf-8", "replace"),
        )
        for entry in entries
    ]


def compare_both(page: PageInput, source: PageInput) -> None:
    """Do the CPU work of a comparison with a given source, which is read but not judged."""
    examined = examine(page)
    check_texts(text_of(examined.article, examined.notes), text_of(article_of(source)))


def readability_both(page: PageInput, source: PageInput) -> None:
    """Run only readability-lxml on the two."""
    for page_input in (page, source):
        Document(page_input.html).summary()


def cpu(work: Callable[[], None], within: Memory = nullcontext) -> float:
    """CPU seconds of `work`, the best of three, each `within` a memory."""
    spent = []
    for _ in range(3):
        started = time.process_time()
        with within():
            work()
        spent.append(time.process_time() - started)
    return min(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--forget", action="store_true")
    options = parser.parse_args()
    within = remembering if options.forget else nullcontext
    if not DATA.exists():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    warm()
    settle()
    chosen = pages(options.pages)
    page_side, source_side = [], []
    with remembering():
        for page, source in zip(chosen[::2], chosen[1::2], strict=False):
            page_side.append(cpu(lambda p=page, s=source: compare_both(p, s), within))
            source_side.append(cpu(lambda p=page, s=source: readability_both(p, s)))
    ratios = [
        our_seconds / their_seconds
        for our_seconds, their_seconds in zip(page_side, source_side, strict=True)
    ]
    print(f"{len(ratios)} comparisons of two pages, CPU relative to readability-lxml alone")
    print(
        f"all together {sum(page_side) / sum(source_side):.2f}x, median {median(ratios):.2f}x, "
        f"worst {max(ratios):.2f}x"
    )


if __name__ == "__main__":
    main()
