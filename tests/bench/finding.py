"""How much of a summary is in its source, and how much in the likeliest wrong article.

    python -m tests.bench.finding [--sample N]

Reads ../shared/data/source beside the project: pairs of summary and article, and the pool they
come from. The wrong article is the pool's best by BM25 (SQLite FTS5) with the right one taken
out: the hardest that a link could lead to by mistake. The table drives the thresholds in
server/source/decide.py.
"""

import argparse
import gzip
import json
import random
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

from server.align.align import Text, containment
from server.article.read import read_article
from server.model import PageInput

DATA = Path(__file__).parents[3] / "shared" / "data" / "source"


def rows(name: str) -> list[dict[str, Any]]:
    """The objects of a file of the data."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def text_of(raw: str) -> Text:
    """What the aligner reads of `raw`."""
    article = read_article(PageInput(text=raw, language="en"))
    return Text([sentence.text for sentence in article.sentences], "en", None)


def index(articles: list[dict[str, Any]]) -> sqlite3.Connection:
    """The pool in memory, for BM25."""
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table pool using fts5(id unindexed, text, tokenize='porter')")
    db.executemany(
        "insert into pool values (?, ?)",
        ((a["id"], f"{a['title'] or ''} {a['body']}") for a in articles),
    )
    return db


def best_wrong(db: sqlite3.Connection, summary: str, right: str) -> str:
    """Text of the best article for `summary` that is not `right`."""
    words = sorted(set(re.findall(r"[a-z0-9]{4,}", summary.lower())), key=len)[-24:]
    query = " OR ".join(f'"{word}"' for word in words)
    row = db.execute(
        "select text from pool where pool match ? and id != ? order by rank limit 1",
        (query, right),
    ).fetchone()
    return str(row[0]) if row else ""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=200)
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    articles = {article["id"]: article for article in rows("articles.jsonl.gz")}
    pairs = [pair for pair in rows("pairs.jsonl.gz") if pair["article_id"] in articles]
    pairs = random.Random(7).sample(pairs, min(options.sample, len(pairs)))
    db = index(list(articles.values()))
    right, wrong = [], []
    for pair in pairs:
        summary = text_of(pair["summary"])
        right.append(containment(summary, text_of(articles[pair["article_id"]]["body"])))
        other = best_wrong(db, pair["summary"], pair["article_id"])
        wrong.append(containment(summary, text_of(other)) if other else 0.0)
    print(f"{len(pairs)} pairs; share of the summary's information in …")
    print("threshold  right article kept  best wrong article accepted")
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        kept = sum(value >= threshold for value in right) / len(right)
        taken = sum(value >= threshold for value in wrong) / len(wrong)
        print(f"{threshold:9.2f}  {kept:18.3f}  {taken:27.3f}")


if __name__ == "__main__":
    main()
