"""Teaches server/article/extract/blocks.json: which blocks of a page are its article.

    python -m tests.bench.article.extraction_train [--write] [--jobs 2]

Learns from fundus and trafeval of ../shared/data/extraction and from ../shared/data/real beside
the project, as they are and in other dresses (extraction_pages.py); waddle is only measured on.
With --write, the table goes into server/article/extract/blocks.json. Needs the
dependency group `bench` (LightGBM fits the trees).
"""

import argparse
import json
import random
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from lxml.html import HtmlElement

from server.article.extract.choose import by_readability, by_trafilatura
from server.article.extract.classify import TABLE as TABLE_NAME
from server.article.extract.classify import THRESHOLD, page_blocks
from server.article.extract.columns import Bools, Floats
from server.errors import Problem
from server.page.block import Block, blocks_of
from server.page.document import TextMap, fold
from server.page.parse import parse, readable_copy
from tests.bench.article.extraction import (
    DATA,
    Row,
    has_gold,
    html_of,
    rows_of,
    score_of,
    summary_of,
    third_of,
)
from tests.bench.article.extraction_pages import Dresser, age

TABLE = Path(__file__).parents[3] / "server" / "article" / "extract" / TABLE_NAME
LEARNT = {"fundus": 4, "trafeval": 2, "real": 2}  # dresses of a page, the first its own
FOLDS = 3

# Blocks this far from all that an extractor took are many and easy.
_FAR = 15
_KEPT_OF_FAR = 0.3  # of the blocks that are far from what an extractor took
# Columns of `extractor_features`: blocks since the last taken one, and until the next.
_SINCE, _UNTIL = 5, 7
# Pages that are no articles are few, and those that go wrong.
_NO_ARTICLE = 3
_SETTINGS = {
    "objective": "binary",
    "num_leaves": 20,
    "max_depth": 7,
    "learning_rate": 0.08,
    "min_data_in_leaf": 60,
    "min_sum_hessian_in_leaf": 0,
    "lambda_l2": 10,
    "feature_fraction_bynode": 0.3,
    "max_bin": 127,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbosity": -1,
}


@dataclass
class Example:
    """One dress of one page: labels (NaN: not known), and the features of a block.

    `features` are those seen from both extractors, from trafilatura alone, and from none.
    """

    set: str
    page: str
    fold: int | None
    labels: Floats
    lengths: Floats
    texts: list[str]
    features: list[Floats]
    far: Bools
    is_article: bool
    is_own: bool


def main() -> None:
    """Fit, print the cross-validated scores, and write the table if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The pages are not there: {DATA} is no folder.")
    with ProcessPoolExecutor(options.jobs) as pool:
        examples = list(_examples(pool))
        learnt = [example for example in examples if example.fold is not None]
        models = dict(
            zip(
                [None, *range(FOLDS)],
                pool.map(partial(fit, learnt), [None, *range(FOLDS)]),
                strict=True,
            )
        )
    for name in (*LEARNT, "waddle"):
        _report(name, [e for e in examples if e.set == name and e.is_own], models)
    if options.write:
        text = json.dumps(table_of(models[None]), separators=(",", ":"))
        TABLE.write_text(text.replace("],[[", "],\n[[") + "\n", "utf-8")


def fit(examples: list[Example], without: int | None) -> lightgbm.Booster:
    """Fit the model to all `examples` except those of one fold."""
    chosen = [example for example in examples if example.fold != without]
    rng = np.random.default_rng(1)
    parts = [rows_of_page for example in chosen for rows_of_page in _weighed(example, rng)]
    rows, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    data_set = lightgbm.Dataset(rows, labels, weight=weights / weights.mean())
    return lightgbm.train(_SETTINGS, data_set, num_boost_round=200)


def _weighed(example: Example, rng: np.random.Generator) -> Iterator[tuple[Any, Any, Any]]:
    """Rows, labels, weights: pages count alike, long blocks more; few of the far ones stay."""
    is_labelled = ~np.isnan(example.labels)
    weights = np.minimum(example.lengths, 600) + 3
    if example.set != "trafeval":
        weights = weights / weights.sum()
    else:  # some segments only
        weights = weights / max(weights[is_labelled].sum(), 1) * min(1, is_labelled.sum() / 10)
    weights *= 1 if example.is_article else _NO_ARTICLE
    for rows in example.features:
        if not example.is_own and rng.random() < 0.3:
            continue
        far = example.far & (example.labels == 0)
        keep = is_labelled & (~far | (rng.random(len(is_labelled)) < _KEPT_OF_FAR))
        scaled = np.where(far, weights / _KEPT_OF_FAR, weights) * (1 if example.is_own else 0.5)
        yield rows[keep], example.labels[keep], scaled[keep]


def table_of(model: lightgbm.Booster) -> dict[str, Any]:
    """Return the fitted trees for server/article/extract/classify.py."""
    trees = [_nodes(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]
    made_by = "python -m tests.bench.article.extraction_train"
    return {"made_by": made_by, "depth": _SETTINGS["max_depth"], "trees": trees}


def _nodes(root: dict[str, Any]) -> list[list[float]]:
    """Return the tree below `root`, level by level, as lists of numbers."""
    order, nodes = [root], []
    for node in order:
        if "leaf_value" in node:
            nodes.append([round(node["leaf_value"], 4)])
            continue
        low = len(order)
        order += [node["left_child"], node["right_child"]]
        nodes.append([node["split_feature"], float(f"{node['threshold']:.5g}"), low])
    return nodes


def _report(name: str, examples: list[Example], models: dict[int | None, Any]) -> None:
    rows = {row["id"]: row for row in rows_of(name)}
    for view, label in enumerate(("both", "trafilatura")):
        scores = []
        for example in examples:
            chances = models[example.fold].predict(example.features[view])
            taken = [t for t, c in zip(example.texts, chances, strict=True) if c >= THRESHOLD]
            scores.append(score_of(rows[example.page], "\n\n".join(taken)))
        summary = summary_of(name, scores)
        print(
            f"{name:9} {label:17} P {summary.precision:.4f}  R {summary.recall:.4f}  "
            f"F1 {summary.f1:.4f}  wrecked {summary.wrecked}  pages {len(scores)}",
            flush=True,
        )


def _examples(pool: ProcessPoolExecutor) -> Iterator[Example]:
    tasks = [
        (name, row, dress)
        for name in (*LEARNT, "waddle")
        for row in filter(has_gold, rows_of(name))
        for dress in range(LEARNT.get(name, 1))
    ]
    for example in pool.map(_example, tasks, chunksize=8):
        if example is not None:
            yield example


def _example(task: tuple[str, Row, int]) -> Example | None:
    name, row, dress = task
    try:
        document = parse(html_of(row), None)
    except Problem:
        return None
    added: set[HtmlElement] = set()
    if dress:
        rng = random.Random(zlib.crc32(row["id"].encode()) + dress)
        if rng.random() < 0.6:
            age(document.root, rng)
        blocks = blocks_of(TextMap(document.root))
        body = [b.element for b, y in zip(blocks, _labels(row, blocks), strict=True) if y == 1]
        if not body:
            return None
        added = Dresser(*_material(), rng).dress(document.root, body)
    page = page_blocks(document)
    if page is None:
        return None
    tree = readable_copy(document.root)
    extracted = [
        page.extractor_features(by_trafilatura(tree)),
        page.extractor_features(by_readability(tree)),
    ]
    features = [page.features(*extracted), page.features(extracted[0])]
    if not dress:  # and as if the extractor had taken nothing
        features.append(page.features(page.extractor_features([])))
    far = np.minimum(extracted[0][:, _SINCE], extracted[0][:, _UNTIL]) > _FAR
    labels = np.where([b.element in added for b in page.blocks], 0.0, _labels(row, page.blocks))
    return Example(
        name,
        row["id"],
        third_of(row) if name in LEARNT else None,
        labels.astype(np.float32),
        page.lengths,
        [block.text for block in page.blocks],
        features,
        far,
        row.get("label") != "not_article",
        not dress,
    )


def _material() -> tuple[list[str], list[str]]:
    """Sentences and titles of all pages, to make comments and teasers of."""
    if not _MATERIAL:
        fundus, trafeval = list(rows_of("fundus")), list(rows_of("trafeval"))
        pieces = [s for row in fundus for s in row["text"].replace("\n", ". ").split(". ")]
        pieces += [segment for row in trafeval for segment in row["with"]]
        sentences = [f"{s.strip(' .')}." for s in pieces if 25 < len(s) < 300]
        titles = [row["title"] for row in (*fundus, *trafeval) if row.get("title")]
        _MATERIAL.append((sentences, titles))
    return _MATERIAL[0]


_MATERIAL: list[tuple[list[str], list[str]]] = []


def _labels(row: Row, blocks: list[Block]) -> Floats:
    """1 for what the reference has, 0 for what not, NaN where it does not say."""
    if "text" in row:
        reference = fold(row["text"])
        lines = {fold(line) for line in row["text"].split("\n")}
        return np.array([_is_in(fold(block.text), reference, lines) for block in blocks])
    return np.array([_by_segments(row, block) for block in blocks])


def _is_in(text: str, reference: str, lines: set[str]) -> bool:
    if len(text) < 25:
        return text in lines
    pieces = [text[start : start + 12] for start in range(0, len(text) - 11, 6)]
    return sum(piece in reference for piece in pieces) >= 0.6 * len(pieces)


def _by_segments(row: Row, block: Block) -> float:
    for segment in filter(None, row["with"]):
        if " ".join(segment.split()) in block.text:
            return 1.0
        if block.length >= 25 and fold(block.text) in fold(segment):
            return 1.0
    without = (" ".join(segment.split()) for segment in filter(None, row["without"]))
    return 0.0 if any(segment in block.text for segment in without) else float("nan")


if __name__ == "__main__":
    main()
