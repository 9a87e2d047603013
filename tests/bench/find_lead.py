"""Titles and leads in the index only: is the source first once the best five hits are read whole?

    python -m tests.bench.find_lead [--sample N]

The pool of ../shared/data/source with two sentences an article, as feeds give them. The five best
hits for a summary are measured on their whole texts, as if fetched, and ordered by the model.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from server.source.matching.candidate_features import compute_features
from server.source.matching.model import log_odds, rivals
from server.source.query import query_terms
from server.store.index.article_index import SqliteArticles
from server.store.protocols import IndexArticle
from tests.bench.find_data import DATA, articles, rows, text_of
from tests.bench.find_outcomes import share

FETCHED = 5


def lead_index(folder: Path) -> SqliteArticles:
    """Return the pool, each article with its title and about two sentences."""
    index = SqliteArticles(folder / "articles.db")
    leads = [
        IndexArticle(f"https://pool.example/{key}", a["title"] or "", lead=_lead(a["body"]))
        for key, a in articles().items()
    ]
    for start in range(0, len(leads), 5_000):
        index.add_articles(leads[start : start + 5_000])
    return index


def _lead(body: str) -> str:
    return ". ".join(body.replace("\n", " ").split(". ")[:2])[:600]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=300)
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    pairs = [pair for pair in rows("pairs.jsonl.gz") if pair["article_id"] in articles()]
    pairs = random.Random(7).sample(pairs, min(options.sample, len(pairs)))
    first = among = best = 0
    with tempfile.TemporaryDirectory() as folder:
        index = lead_index(Path(folder))
        for pair in pairs:
            page = text_of(pair["summary"])
            told = [*([pair["title"]] if pair["title"] else []), *page.sentences]
            terms = query_terms(pair["title"] or None, list(page.sentences), "en")
            found = index.search_articles(terms, page="\n".join(told))
            hits = [hit.url.rpartition("/")[2] for hit in found][:FETCHED]
            measured = [compute_features(page, text_of(articles()[key]["body"])) for key in hits]
            odds = [
                log_odds(one, others)
                for one, others in zip(measured, rivals(measured), strict=True)
            ]
            ranked = [hits[at] for at in sorted(range(len(hits)), key=lambda at: -odds[at])]
            first += hits[:1] == [pair["article_id"]]
            among += pair["article_id"] in hits
            best += ranked[:1] == [pair["article_id"]]
        index.close()
    print(f"index of titles and leads, {len(articles()):,} articles, {len(pairs)} summaries")
    print(f"  the index's first: {share(first, len(pairs))}")
    print(f"  among its first {FETCHED}: {share(among, len(pairs))}")
    print(f"  first after reading {FETCHED}: {share(best, len(pairs))}")


if __name__ == "__main__":
    main()
