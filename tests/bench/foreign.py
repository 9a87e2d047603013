"""Whether a page in another language finds its source among all articles, and what that costs.

    python -m tests.bench.foreign FOLDER [--articles N]

Needs the extra `languages`. FOLDER holds retellings of articles of ../shared/data/source, one a
file: `harbour-12.ja.txt` retells the article `harbour-12`, its first line is the headline. The
index of N articles (default: all) with their vectors is made once, in the folder of
UNABRIDGED_BENCH_CACHE: some 30 ms of processor time an article.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from server.article.read import read_article
from server.find import meaning_of
from server.ingest.encode_articles import encode_waiting
from server.language import vectors
from server.model import PageInput
from server.source import SearchQuery, query_terms
from server.source.finders.index import FOREIGN, LOOKED_AT, Index
from server.store import ArticleIndex, IndexArticle, SqliteArticles
from tests.bench.find_data import DATA, articles
from tests.bench.find_outcomes import share

CACHE = Path(os.environ.get("UNABRIDGED_BENCH_CACHE", tempfile.gettempdir()))
_AT_ONCE = 2_000
# What a way of looking finds: addresses, best first.
Way = Callable[[SearchQuery], Sequence[str]]


class Retelling(NamedTuple):
    """A foreign page and the address of its source."""

    language: str
    query: SearchQuery
    source: str


def address(key: str) -> str:
    """Where the index has an article of the pool."""
    return f"https://pool.example/{key}"


def retellings(folder: Path) -> list[Retelling]:
    """Return the pages of `folder` whose article is in the pool."""
    found = []
    for path in sorted(folder.glob("*.*.txt")):
        key, language = path.name.removesuffix(".txt").rsplit(".", 1)
        title, _, text = path.read_text("utf-8").strip().partition("\n")
        page = read_article(PageInput(text=text, title=title, language=language))
        told = [sentence.text for sentence in page.sentences]
        query = SearchQuery(
            page=page,
            terms=query_terms(title, told, language),
            pointers=[],
            credits=[],
            text="\n".join([title, *told]),
        )
        if key in articles():
            found.append(Retelling(language, query, address(key)))
    return found


def filled(count: int | None) -> SqliteArticles:
    """Return the index of the first `count` articles, with their vectors."""
    index = SqliteArticles(CACHE / f"unabridged-meanings-{count or 'all'}.db")
    some = list(articles().items())[:count]
    for start in range(index.count_articles(), len(some), _AT_ONCE):
        index.add_articles(
            IndexArticle(address(key), one["title"] or "", one["body"], language="en")
            for key, one in some[start : start + _AT_ONCE]
        )
    while made := encode_waiting(index, _AT_ONCE):
        print(f"{made} encoded", file=sys.stderr, flush=True)
    return index


def ways(index: ArticleIndex) -> dict[str, Way]:
    """Return the compared ways: names and numbers, meaning, and the server's fusion."""

    def finder(query: SearchQuery) -> list[str]:
        leads = Index(lambda: index, meaning_of).find(query)
        return [lead.url for lead in leads if "similarity" in lead.params]

    def by_meaning(query: SearchQuery) -> list[str]:
        vector = meaning_of(query)
        assert vector is not None  # the extra is installed
        near = index.nearest_articles(  # type: ignore[attr-defined]  # SQLite's has them
            vector, query.page.language or "", since=None, until=None, limit=LOOKED_AT, exclude=()
        )
        return [hit.url for hit in near]

    def by_names(query: SearchQuery) -> list[str]:
        hits = index.search_articles(query.terms, limit=LOOKED_AT, page=query.text)
        return [hit.url for hit in hits]

    return {"names and numbers": by_names, "meaning": by_meaning, "both, as the server": finder}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int)
    options = parser.parse_args()
    pages = retellings(options.folder) if DATA.is_dir() else []
    if not pages or not vectors.is_installed():
        sys.exit(f"{__doc__}\nNo extra, data or retellings; nothing was measured.")
    index = filled(options.articles)
    vectors.encode(["The encoder is loaded."])
    before = _peak()
    print(f"{index.count_articles():,} articles, {len(pages)} pages")
    for name, way in ways(index).items():
        _report(name, way, pages)
    print(f"memory at the peak of the searches: {_peak() - before} MB beyond {before} MB")


def _report(name: str, way: Way, pages: Sequence[Retelling]) -> None:
    places: defaultdict[str, list[int]] = defaultdict(list)
    spent = []
    for page in pages:
        started = time.process_time()
        found = list(way(page.query))
        spent.append(time.process_time() - started)
        at = found.index(page.source) if page.source in found else LOOKED_AT
        places[page.language].append(at)
        places["all"].append(at)
    middle = sorted(spent)[len(spent) // 2]
    print(f"\n{name}: {1000 * middle:.0f} ms of processor time at the median")
    for language, of in places.items():
        first = share(sum(at == 0 for at in of), len(of))
        five = share(sum(at < FOREIGN for at in of), len(of))
        print(f"  {language:4} first {first:32} among {FOREIGN} {five}")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
