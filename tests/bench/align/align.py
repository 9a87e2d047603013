"""Measures alignment and flags beside rapidfuzz, TF-IDF and BM25, in docs/measurements.md.

    python -m tests.bench.align.align [wice deplain superpal ragtruth time]

Intervals are the bootstrap's at 95 %. How well `concern` finds what is unsupported by weights
that have not seen the data: tests/bench/align/concern_train.py.
Numbers to reach and where they come from: docs/decisions.md. What each rule
finds and costs: tests/bench/align/rules.py.
"""

import sys
import time
from collections import Counter, defaultdict
from typing import Any

import numpy as np

from server.align import Text, align
from server.align.assign import MOST_SOURCES
from server.model import Alignment
from tests.bench.align.align_data import (
    BASELINES,
    Pairs,
    auc,
    best_set_f1,
    f1,
    groups,
    interval,
    load,
    split,
    token_set,
)


def aligned(page: list[str], source: list[str], language: str = "en") -> Alignment:
    """Return the aligner's answer."""
    return align(Text(page, language), Text(source, language))


def pairs_of(result: Alignment) -> Pairs:
    """Its aligned pairs (page, source)."""
    return {(s.index, j) for s in result.sentences for j in s.source}


# --- alignment ---------------------------------------------------------------------------


def wice() -> None:
    """Evidence sentences of claims."""
    rows = [r for r in load("wice_claim_dev") if any(r["gold_sets"])]
    scores: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        gold, claim, source = (
            row["gold_sets"],
            row["summary_sentences"][:1],
            row["source_sentences"],
        )
        chosen = aligned(claim, source).sentences[0].source
        choices = {"this": chosen}
        for name, similarity in BASELINES.items():
            line = similarity(claim, source)[0]
            top = [int(j) for j in np.argsort(-line, kind="stable")[:5]]
            choices[name] = [j for j in top if line[j] > 0 and line[j] >= 0.7 * line[top[0]]]
        for name, choice in choices.items():
            hit = bool(choice) and any(choice[0] in g for g in gold)
            scores[name].append((best_set_f1(choice, [g for g in gold if g]), hit))
    print("\nWiCE dev: evidence of", len(rows), "claims")
    for name, entries in scores.items():
        sets, first = [e[0] for e in entries], [e[1] for e in entries]
        print(f"  {name:22} F1 {interval(_mean, sets)}  hit@1 {interval(_mean, first)}")


def _mean(values: list[float]) -> float:
    return float(np.mean(values))


def _pair_scores(predicted: list[Pairs], gold: list[Pairs]) -> tuple[float, float]:
    tp = sum(len(p & g) for p, g in zip(predicted, gold, strict=True))
    pair = f1(tp, sum(map(len, predicted)), sum(map(len, gold)))
    page_side, source_side = [groups(p) for p in predicted], [groups(g) for g in gold]
    exact = sum(len(a & b) for a, b in zip(page_side, source_side, strict=True))
    return pair, f1(exact, sum(map(len, page_side)), sum(map(len, source_side)))


def _with_intervals(predicted: list[Pairs], gold: list[Pairs]) -> str:
    texts = list(zip(predicted, gold, strict=True))

    def score(which: int) -> str:
        return interval(lambda e: _pair_scores([p for p, _ in e], [g for _, g in e])[which], texts)

    return f"pair F1 {score(0)}  exact groups {score(1)}"


def _most_pairs(gold: Pairs) -> int:
    """Return how many gold pairs can be found with `MOST_SOURCES` for a sentence."""
    return sum(min(MOST_SOURCES, n) for n in Counter(i for i, _ in gold).values())


def _best_threshold(
    matrices: list[Any], gold: list[Pairs], *, only_best: bool
) -> tuple[float, float]:
    """Return pair and group F1 at the best threshold for these data."""
    best = (0.0, 0.0)
    top = max(float(m.max()) for m in matrices if m.size)
    for threshold in np.linspace(0.05, 0.95, 19) * top:
        predicted: list[Pairs] = []
        for matrix in matrices:
            keep = matrix >= threshold
            if only_best:
                keep &= matrix == matrix.max(axis=1, keepdims=True)
            predicted.append({(int(i), int(j)) for i, j in zip(*np.nonzero(keep), strict=True)})
        best = max(best, _pair_scores(predicted, gold))
    return best


def deplain() -> None:
    """Simplified German texts."""
    rows = load("deplain_web")
    gold = [{(p, s) for ss, ps, _ in r["alignments"] for s in ss for p in ps} for r in rows]
    texts = [(r["summary_sentences"], r["source_sentences"]) for r in rows]
    predicted = [pairs_of(aligned(page, source, "de")) for page, source in texts]
    print("\nDEplain-web: pairs of", len(rows), "documents (baselines: best threshold in sample)")
    print(f"  {'this':22} {_with_intervals(predicted, gold)}")
    for name, similarity in BASELINES.items():
        scores = _best_threshold([similarity(p, s) for p, s in texts], gold, only_best=True)
        print("  {:22} pair F1 {:.3f}  exact groups {:.3f}".format(name, *scores))


def superpal() -> None:
    """News summaries' propositions."""
    topics: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in load("superpal_mn_dev"):
        topics[row["topic"]].append(row)
    gold, texts = [], []
    for rows in topics.values():
        page = list(dict.fromkeys(r["summary_sentence"] for r in rows))
        source = list(dict.fromkeys(r["source_sentence"] for r in rows))
        texts.append((page, source))
        gold.append({(page.index(r["summary_sentence"]), source.index(r["source_sentence"]))
                     for r in rows})  # fmt: skip
    print("\nSuperPAL news dev: pairs of", len(texts), "topics (baselines: best threshold)")
    predicted = [pairs_of(aligned(page, source)) for page, source in texts]
    print(f"  {'this':22} {_with_intervals(predicted, gold)}")
    possible, actual = sum(map(_most_pairs, gold)), sum(map(len, gold))
    print(
        f"  {f'at most, with {MOST_SOURCES} each':22} pair F1 {f1(possible, possible, actual):.3f}"
    )
    for name, similarity in BASELINES.items():
        score = _best_threshold([similarity(p, s) for p, s in texts], gold, only_best=False)[0]
        print(f"  {name:22} pair F1 {score:.3f}")


# --- labels and flags ----------------------------------------------------------------------


def ragtruth() -> None:
    """Summaries by language models: how often what a label or flag marks is unsupported."""
    labels: Counter[tuple[str, bool]] = Counter()
    flags: Counter[tuple[str, bool]] = Counter()
    concern: list[tuple[float, bool]] = []
    sources = load("ragtruth_summary")
    for row in sources:
        summary = row["summary"]
        page = split(summary)
        result = aligned(page, split(row["source"]))
        start = 0
        for sentence in result.sentences:
            start = summary.find(page[sentence.index], start)
            end = start + len(page[sentence.index])
            bad = any(s["s"] < end and s["e"] > start for s in row["spans"])
            start = end
            labels[sentence.label, bad] += 1
            kinds = {c.kind for c in sentence.changes}
            flags.update((kind, bad) for kind in kinds)
            if kinds & {"number", "date"}:
                flags["number or date", bad] += 1
            if sentence.label != "boilerplate":
                concern.append((sentence.concern, bad))
    total, bad = len(concern), sum(b for _, b in concern)
    print(
        f"\nRAGTruth: {total} sentences, {bad} unsupported; AUC of concern "
        f"{interval(auc, concern)} (weights learned on these too)"
    )
    for title, counted in (("label", labels), ("flag", flags)):
        for name in sorted({name for name, _ in counted}):
            right, wrong = counted[name, True], counted[name, False]
            share = right / (right + wrong)
            print(f"  {title} {name:15} n {right + wrong:5}  unsupported {share:.3f}"
                  f"  recall {right / bad:.3f}")  # fmt: skip
    others = Counter(
        sentence.label
        for row, other_row in zip(sources, sources[len(sources) // 2 :] + sources, strict=False)
        if row["source"] != other_row["source"]
        for sentence in aligned(split(row["summary"]), split(other_row["source"])).sentences
    )
    print("  against another article:", dict(others))


# --- time ----------------------------------------------------------------------------------


def speed() -> None:
    """Ten sentences against forty, CPU, warm, relative to rapidfuzz token_set."""
    rows = [(split(r["summary"]), split(r["source"])) for r in load("ragtruth_summary")]
    pool_page = [s for page, _ in rows for s in page]
    pool_source = [s for _, source in rows[:120] for s in source]
    sets = [(pool_page[k * 10 : k * 10 + 10], pool_source[k * 40 : k * 40 + 40]) for k in range(20)]
    aligned(*sets[0])

    def cpu(work: Any) -> float:
        started = time.process_time()
        for page, source in sets:
            work(page, source)
        return (time.process_time() - started) / len(sets)

    base = min(cpu(token_set) for _ in range(5))
    page_side = min(cpu(aligned) for _ in range(5))
    print(f"\n10 x 40 sentences: {page_side * 1000:.1f} ms, token_set cdist {base * 1000:.2f} ms: "
          f"{page_side / base:.1f}x")  # fmt: skip


def main() -> None:
    """Run the measures named on the command line, or all."""
    measures = {f.__name__: f for f in (wice, deplain, superpal, ragtruth)} | {"time": speed}
    for name in sys.argv[1:] or measures:
        measures[name]()


if __name__ == "__main__":
    main()
