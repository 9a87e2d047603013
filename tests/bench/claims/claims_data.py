"""Claims with the text that they cite, which people judged; by family of data sets."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tests.bench.align.align_data import DATA, is_held_out, load, split

# How much each family counts in what is learned: most what is nearest to real citations.
WORTH = {"wice": 4.0, "expertqa": 2.0, "judged": 1.5, "ragtruth": 1.0, "defacto": 1.0, "qags": 0.5}


class JudgedClaim(NamedTuple):
    """A claim, its paragraph so far, and the sentences of its source.

    `group` is what claims of one article, question or summary share; `evidence` are sets of
    sentences that bear it out, as far as somebody chose them.
    """

    family: str
    group: str
    sentences: list[str]
    given: str
    source: list[str]
    is_borne_out: bool
    held_out: bool
    evidence: list[list[int]]


def claims() -> Iterator[JudgedClaim]:
    """Yield all judged claims."""
    for row in load("wice_claim_dev"):
        source = row["source_sentences"]
        fine, is_reserved = row["label"] == "supported", is_held_out(" ".join(source))
        evidence = [gold_set for gold_set in row["gold_sets"] if gold_set]
        claim, context = row["summary_sentences"][:1], row["context"]
        yield JudgedClaim("wice", row["id"], claim, context, source, fine, is_reserved, evidence)
    path = DATA.parent / "claims" / "expertqa.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            source = [
                sentence
                for evidence_text in row["evidence"]
                for sentence in split(evidence_text["text"])
            ]
            is_reserved = int(hashlib.sha256(row["group"].encode()).hexdigest()[:8], 16) % 3 == 0
            fine = row["support"] == "Complete"
            if source:
                claim = [row["claim"]]
                yield JudgedClaim(
                    "expertqa", row["group"], claim, "", source, fine, is_reserved, []
                )
    yield from _summaries()


def _summaries() -> Iterator[JudgedClaim]:
    for row in load("judged"):
        said = [sentence["support"] for sentence in row["sentences"]]
        fine = [support == "full" for support in said]
        kept = [support != "note" for support in said]
        yield from _each("judged", row["id"], row["page"], row["source"], fine, kept)
    for row in load("ragtruth_summary"):
        page, end, fine = split(row["summary"]), 0, []
        for sentence in page:
            start = row["summary"].find(sentence, end)
            end = start + len(sentence)
            fine.append(not any(s["s"] < end and s["e"] > start for s in row["spans"]))
        yield from _each("ragtruth", row["id"], page, split(row["source"]), fine)
    for name in ("defacto_train", "qags_cnndm", "qags_xsum"):
        for row in load(name):
            page, fine = row["summary_sentences"], [bool(support) for support in row["support"]]
            family = name.partition("_")[0]
            yield from _each(family, row["id"], page, split(row["source"]), fine)


def _each(
    family: str,
    group: str,
    page: list[str],
    source: list[str],
    fine: list[bool],
    is_claim: list[bool] | None = None,
) -> Iterator[JudgedClaim]:
    is_reserved = is_held_out(" ".join(source))
    for index, sentence in enumerate(page):
        if is_claim is None or is_claim[index]:
            context = " ".join(page[:index])
            yield JudgedClaim(
                family, group, [sentence], context, source, fine[index], is_reserved, []
            )


def joined(judged_claims: list[JudgedClaim]) -> Iterator[JudgedClaim]:
    """Yield two claims in a row of one summary as one of two sentences: borne out if both are."""
    for claim, next_claim in pairwise(judged_claims):
        if (claim.family, claim.group, claim.source) == (
            next_claim.family,
            next_claim.group,
            next_claim.source,
        ):
            fine = claim.is_borne_out and next_claim.is_borne_out
            yield claim._replace(
                sentences=[*claim.sentences, *next_claim.sentences],
                given=claim.given,
                is_borne_out=fine,
            )
