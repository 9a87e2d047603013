"""Sentences of summaries, judged against their source; by family of data sets."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.align.align_data import is_held_out, load, split


class Summary(NamedTuple):
    """A summary's sentences, which of them are unsupported, and where it is from."""

    family: str
    name: str
    twin: str  # what it is compared with: the two versions of a pair share it
    page: list[str]
    source: list[str]
    bad: list[bool]


def summaries() -> Iterator[Summary]:
    """Return all summaries; a family shares a source of texts or a way of altering."""
    yield from _read()
    yield from _ragtruth()
    yield from _wice()
    yield from _judged()
    yield from _edited()
    yield from _bump()
    yield from _fib()


def _read() -> Iterator[Summary]:
    """Summaries that were read sentence by sentence against their articles."""
    for row in load("judged"):
        if not is_held_out(" ".join(row["source"])):
            bad = [s["support"] in {"partial", "none"} for s in row["sentences"]]
            yield Summary("ragtruth", "judged", row["id"], row["page"], row["source"], bad)


def _ragtruth() -> Iterator[Summary]:
    for row in load("ragtruth_summary"):
        if is_held_out(row["source"]):
            continue
        page, end, bad = split(row["summary"]), 0, []
        for sentence in page:
            start = row["summary"].find(sentence, end)
            end = start + len(sentence)
            bad.append(any(s["s"] < end and s["e"] > start for s in row["spans"]))
        yield Summary("ragtruth", "ragtruth", row["id"], page, split(row["source"]), bad)


def _wice() -> Iterator[Summary]:
    for row in load("wice_claim_dev"):
        bad = [row["label"] != "supported"]
        claim = row["summary_sentences"][:1]
        yield Summary("wice", "wice", row["id"], claim, row["source_sentences"], bad)


def _judged() -> Iterator[Summary]:
    for family, name in (
        ("qags_cnndm", "qags_cnndm"),
        ("xsum", "qags_xsum"),
        ("xsum", "defacto_train"),
        ("xsum", "defacto_val"),
    ):
        for row in load(name):
            bad = [not fine for fine in row["support"]]
            page = row["summary_sentences"]
            yield Summary(family, name[:10], row["id"], page, split(row["source"]), bad)


def _edited() -> Iterator[Summary]:
    for name in ("summedits_ectsum", "summedits_scitldr"):
        for row in load(name):
            original = set(split(row["original_summary"]))
            page = split(row["summary"])
            fine = bool(row["support"])
            bad = [not fine and sentence not in original for sentence in page]
            if fine or any(bad):
                yield Summary("summedits", name, row["id"], page, split(row["source"]), bad)


def _versions(family: str, name: str, twin: str, texts: tuple[list[str], list[str]],
              source: list[str]) -> Iterator[Summary]:  # fmt: skip
    faithful, altered = texts
    yield Summary(family, name, twin, faithful, source, [False] * len(faithful))
    bad = [sentence not in faithful for sentence in altered]
    yield Summary(family, name, twin, altered, source, bad)


def _bump() -> Iterator[Summary]:
    for row in load("bump_task2"):
        texts = split(row["faithful"]), split(row["altered"])
        yield from _versions("bump", "bump", row["id"], texts, split(row["source"]))


def _fib() -> Iterator[Summary]:
    def sentences(text: str) -> list[str]:
        return [s for line in text.replace("</t>", "").split("<t>") for s in split(line)]

    for row in load("fib_factcc"):
        texts = sentences(row["faithful"]), sentences(row["altered"])
        name = "fib_" + row["dataset"][11:]
        yield from _versions("fib", name, row["id"], texts, split(row["source"]))
