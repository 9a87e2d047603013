"""Alignment data for the benchmarks and how it is scored; see ../shared/data/README.md."""

import gzip
import hashlib
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencex

from tests.intervals import wilson

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
DATA = ROOT.parent / "shared" / "data" / "align"

Pairs = set[tuple[int, int]]


def load(name: str) -> list[dict[str, Any]]:
    """Return the entries of a data set; exit with a hint where the data is missing."""
    path = DATA / f"{name}.jsonl.gz"
    if not path.exists():
        sys.exit(f"{path} is absent: this benchmark needs the development data.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def judged_at(path: Path) -> list[dict[str, Any]]:
    """Return judged pairs of a file, or of all files of a folder, each with its file as `set`."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        sys.exit(f"{path} has no .jsonl files.")
    return [
        {**json.loads(line), "set": file.stem}
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def is_held_out(source: str) -> bool:
    """Return whether an article is in the held-out third."""
    return int(hashlib.sha256(source[:300].encode()).hexdigest()[:8], 16) % 3 == 0


def split(text: str, language: str = "en") -> list[str]:
    """Sentences of running text."""
    parts = (sentencex.segment(language, line) for line in text.split("\n"))
    return [s.strip() for line in parts for s in line if s.strip()]


def f1(tp: float, predicted: float, gold: float) -> float:
    """F1 of counts."""
    return 2 * tp / (predicted + gold) if predicted + gold else 0.0


def best_set_f1(chosen: Iterable[int], gold_sets: Iterable[Iterable[int]]) -> float:
    """F1 of a chosen set of sentences, best over the gold sets."""
    chosen = set(chosen)
    return max((f1(len(chosen & set(g)), len(chosen), len(set(g))) for g in gold_sets), default=0.0)


def groups(pairs: Pairs) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return connected groups of aligned sentences."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for page, source in pairs:
        parent[root(("p", page))] = root(("s", source))
    joined: defaultdict[tuple[str, int], tuple[set[int], set[int]]]
    joined = defaultdict(lambda: (set(), set()))
    for node in list(parent):
        joined[root(node)][node[0] == "s"].add(node[1])
    return {(tuple(sorted(p)), tuple(sorted(s))) for p, s in joined.values()}


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """Area under the ROC curve of (score, bad); ties count half."""
    values, bad = np.array([s for s, _ in scored]), np.array([b for _, b in scored])
    if bad.all() or not bad.any():
        return math.nan
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[bad].mean() - (bad.sum() + 1) / 2) / (~bad).sum())


def balanced(scored: Sequence[tuple[float, bool]], threshold: float = 0.0) -> float:
    """Mean of the shares of bad ones at `threshold` or above and of good ones below it."""
    above = np.array([s >= threshold for s, _ in scored])
    bad = np.array([b for _, b in scored])
    if bad.all() or not bad.any():
        return math.nan
    return float(above[bad].mean() + (~above[~bad]).mean()) / 2


def interval(measure: Callable[[Any], float], entries: Sequence[Any], times: int = 200) -> str:
    """Return a measure with the bootstrap's 95 % interval over its entries, as text."""
    chance = np.random.default_rng(7)
    drawn = [
        measure([entries[i] for i in chance.integers(0, len(entries), len(entries))])
        for _ in range(times)
    ]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return f"{measure(entries):.3f} [{low:.2f}-{high:.2f}]"


def interval_of(right: int, total: int) -> str:
    """Return a share with Wilson's 95 % interval, as text."""
    if not total:
        return "-"
    low, high = wilson(right, total)
    return f"{right / total:.2f} [{low:.2f}-{high:.2f}]"


# --- systems to compare with ------------------------------------------------------------


def _terms(sentence: str) -> list[str]:
    return re.findall(r"\w+", sentence.lower())


def _grams(sentence: str) -> list[str]:
    """Return groups of three to five characters, across spaces."""
    text = f" {' '.join(_terms(sentence))} "
    return [text[i : i + n] for n in (3, 4, 5) for i in range(len(text) - n + 1)]


def _cosine(counts: list[Counter[str]], pages: int) -> Any:
    df = Counter(t for c in counts for t in c)
    idf = {t: math.log((1 + len(counts)) / (1 + n)) + 1 for t, n in df.items()}
    place = {t: i for i, t in enumerate(df)}
    matrix = np.zeros((len(counts), len(place)), dtype=np.float32)
    for row, count in zip(matrix, counts, strict=True):
        for term, n in count.items():
            row[place[term]] = n * idf[term]
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return matrix[:pages] @ matrix[pages:].T


def tfidf(page: list[str], source: list[str]) -> Any:
    """Cosine of TF-IDF over words."""
    return _cosine([Counter(_terms(s)) for s in (*page, *source)], len(page))


def char_tfidf(page: list[str], source: list[str]) -> Any:
    """Cosine of TF-IDF over groups of three to five characters."""
    return _cosine([Counter(_grams(s)) for s in (*page, *source)], len(page))


def bm25(page: list[str], source: list[str], k1: float = 1.5, b: float = 0.75) -> Any:
    """Okapi BM25 of page sentences as queries over source sentences."""
    docs = [Counter(_terms(s)) for s in source]
    lengths = np.array([sum(d.values()) for d in docs], dtype=np.float32)
    df = Counter(t for d in docs for t in d)
    norm = k1 * (1 - b + b * lengths / max(1e-9, lengths.mean()))
    out = np.zeros((len(page), len(source)), dtype=np.float32)
    for i, sentence in enumerate(page):
        for term in set(_terms(sentence)) & df.keys():
            tf = np.array([d[term] for d in docs], dtype=np.float32)
            idf = math.log(1 + (len(docs) - df[term] + 0.5) / (df[term] + 0.5))
            out[i] += idf * tf * (k1 + 1) / (tf + norm)
    return out


def token_set(page: list[str], source: list[str]) -> Any:
    """Return rapidfuzz's token_set_ratio, 0..1."""
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 - only this function needs it

    return (
        process.cdist(page, source, scorer=fuzz.token_set_ratio, processor=utils.default_process)
        / 100
    )


BASELINES = {
    "rapidfuzz token_set": token_set,
    "TF-IDF": tfidf,
    "char TF-IDF": char_tfidf,
    "BM25": bm25,
}
