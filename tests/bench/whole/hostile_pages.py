"""Every hostile page at full size through the worker pool: a result or a problem, and when.

    python -m tests.bench.whole.hostile_pages

With the limits that workers have in the product; the times hold on a machine that does nothing
else.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from server.article.read import read_article
from server.config import Settings
from server.errors import Problem
from server.model import PageInput
from server.workers.pool import WorkerPool
from tests.unit.article.hostile import hostile_pages


def main() -> None:
    """Print one line a page; fail where a page brings anything but an article or a problem."""
    pool = WorkerPool(Settings(workers=2))
    pool.run(read_article, PageInput(text="Warm now."), timeout=60)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        pages = hostile_pages(1)
        for line in threads.map(lambda name: _line(pool, name, pages[name]), pages):
            print(line, flush=True)
    print(f"{time.monotonic() - began:.1f} s in all")
    pool.close()


def _line(pool: WorkerPool, name: str, html: str) -> str:
    began = time.monotonic()
    outcome = _outcome(pool, html)
    return f"{outcome:35} {time.monotonic() - began:6.2f} s  {name}"


def _outcome(pool: WorkerPool, html: str) -> str:
    try:
        article = pool.run(read_article, PageInput(html=html, url="https://hostile.example/"))
    except Problem as problem:
        return f"{type(problem).__name__} ({problem.params.get('reason', '')})"
    return f"{article.words} words by {article.extractor}"


if __name__ == "__main__":
    main()
