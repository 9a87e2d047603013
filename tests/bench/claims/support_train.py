"""Teaches server/cite/claims/support.json; its grades are in docs/measurements.md.

    python -m tests.bench.claims.support_train [--write] [--third] [--draw FILE]

The claims of two thirds of the articles teach, each judged by weights of other articles; with
--third those of the last third are judged by the weights in use. Each family counts as WORTH says,
and half of it for claims that are borne out. --write stores server/cite/claims/support.json,
--draw a diagram of how often shares came true.
"""

import argparse
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from server.align import Text
from server.cite.claims import CitedClaim, check_claim
from server.cite.claims.support import SIGNS
from tests.bench.align.align_data import ROOT, auc, interval, interval_of
from tests.bench.align.logistic import logistic, table_of, write_models
from tests.bench.claims.claims_data import WORTH, JudgedClaim, claims
from tests.bench.verdict.reliability import bins_of, draw, expected_error

_FOLDS = 5
_RIDGE = 20.0
_DIAGRAM = "How often claims of each confidence were borne out"


class Example(NamedTuple):
    """A judged claim with its signs, and what the server says of it."""

    claim: JudgedClaim
    signs: dict[str, float]
    outcome: str
    share: float
    in_passage: bool | None  # whether the passage has a sentence of the evidence


def example(claim: JudgedClaim) -> Example:
    """Return a claim with its signs and answer."""
    checked = check_claim(
        CitedClaim(Text(claim.sentences, "en"), [claim.given]), Text(claim.source, "en")
    )
    sentence, near = checked.sentences[0], checked.sentences[0].near
    chosen = {index for evidence_set in claim.evidence for index in evidence_set}
    hit = bool(near and chosen.intersection(near.sentences)) if chosen else None
    return Example(claim, sentence.signs, checked.outcome, checked.confidence or 0.0, hit)


def fit(taught: Sequence[Example], names: Sequence[str]) -> tuple[Any, float]:
    """Return weights of the signs `names` and the bias; a sign against its meaning gets none."""
    y = np.array([entry.claim.is_borne_out for entry in taught], float)
    worth = _worth(taught)
    used = list(names)
    while True:
        x = np.array([[entry.signs[name] for name in used] for entry in taught])
        weights, bias = logistic(x, y, worth=worth, ridge=_RIDGE)
        against = weights * np.array([SIGNS[name] for name in used])
        if against.min() >= 0:
            break
        used.pop(int(against.argmin()))
    by_name = dict(zip(used, weights, strict=True))
    return np.array([by_name.get(name, 0.0) for name in names]), bias


def _worth(taught: Sequence[Example]) -> Any:
    keys = [(entry.claim.family, entry.claim.is_borne_out) for entry in taught]
    counted = {key: keys.count(key) for key in set(keys)}
    worth = np.array([WORTH[family] / counted[family, fine] for family, fine in keys])
    return worth * len(taught) / worth.sum()


def _fold(example: Example) -> int:
    return int(hashlib.sha256("".join(example.claim.source)[:300].encode()).hexdigest()[:6], 16) % (
        _FOLDS
    )


def _crossed(taught: Sequence[Example], names: Sequence[str]) -> list[float]:
    """Return the share of each claim by weights that saw no claim of its article."""
    shares = [0.0] * len(taught)
    for fold in range(_FOLDS):
        weights, bias = fit([entry for entry in taught if _fold(entry) != fold], names)
        for index, entry in enumerate(taught):
            if _fold(entry) == fold:
                odds = bias + sum(
                    w * entry.signs[name] for w, name in zip(weights, names, strict=True)
                )
                shares[index] = float(1 / (1 + np.exp(-odds)))
    return shares


def report(entries: Sequence[Example], shares: Sequence[float]) -> None:
    """Print how well shares and outcomes part the claims, by family."""
    for family in WORTH:
        own = [pair for pair in zip(entries, shares, strict=True) if pair[0].claim.family == family]
        if not own:
            continue
        scored = [(1 - share, not entry.claim.is_borne_out) for entry, share in own]
        borne = [pair for pair in own if pair[0].claim.is_borne_out]
        poor = [pair for pair in own if not pair[0].claim.is_borne_out]
        print(f"{family:9} n {len(own):4}  AUC {interval(auc, scored)}"
              f"  by share: good ones accused {interval_of(_below(borne), len(borne))}"
              f"  bad ones caught {interval_of(_below(poor), len(poor))}"
              f"  by outcome: {interval_of(_unmatched(borne), len(borne))}"
              f" {interval_of(_unmatched(poor), len(poor))}")  # fmt: skip
    hits = [
        entry.in_passage
        for entry in entries
        if entry.claim.is_borne_out and entry.in_passage is not None
    ]
    print("passage right, of claims that are borne out:", interval_of(sum(hits), len(hits)))


def _even(entries: Sequence[Example], shares: Sequence[float]) -> list[tuple[float, bool]]:
    """Return shares with whether they came true, as many of either kind of each family."""
    shares_by_answer = defaultdict[tuple[str, bool], list[float]](list)
    for entry, share in zip(entries, shares, strict=True):
        shares_by_answer[entry.claim.family, entry.claim.is_borne_out].append(share)
    return [
        (share, fine)
        for (family, fine), own in shares_by_answer.items()
        for share in own[: len(shares_by_answer[family, not fine])]
    ]


def _below(pairs: Sequence[tuple[Example, float]]) -> int:
    return sum(share < 0.5 for _, share in pairs)


def _unmatched(pairs: Sequence[tuple[Example, float]]) -> int:
    return sum(entry.outcome != "matches" for entry, _ in pairs)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--third", action="store_true")
    parser.add_argument("--draw", type=Path)
    options = parser.parse_args()
    chosen = [claim for claim in claims() if claim.held_out == options.third]
    with Pool() as pool:
        examples = pool.map(example, chosen, chunksize=16)
    entries = [entry for entry in examples if entry.signs]
    names = list(SIGNS)
    shares = [entry.share for entry in entries] if options.third else _crossed(entries, names)
    report(entries, shares)
    even = _even(entries, shares)
    bins = bins_of(even)
    print(f"calibration error {expected_error(bins):.3f} of {len(even)}, half of each family fine")
    for group in bins:
        print(f"  {group.low:.1f}..{group.high:.1f} said {group.said:.2f} came true "
              f"{interval_of(group.right, group.count)} of {group.count}")  # fmt: skip
    if options.draw:
        options.draw.write_text(draw(bins, _DIAGRAM), "utf-8")
    weights, bias = fit(entries, names)
    table = table_of(SIGNS, weights, bias)
    print(table)
    if options.write:
        path = ROOT / "server" / "cite" / "claims" / "support.json"
        write_models(path, "claims.support_train --write", {"support": table}, claims=len(entries))


if __name__ == "__main__":
    main()
