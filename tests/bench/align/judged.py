"""Measures alarms and labels on summaries read sentence by sentence, in docs/measurements.md.

    python -m tests.bench.align.judged [learned|held-out|PATH]

Prints the table of what a careful reader would check. `learned` (the default) are the two thirds
of the articles on which rules were made and errors were read; `held-out` is the third that is
looked at once a version; PATH is a file of other pairs judged in the same form, with their `lang`,
or a folder of them. Of those it also prints how many of each finding are right, for each
language and file, with Wilson's intervals. An alarm is a finding `differs`, `partly` or
`not_found`; it is right where the sentence has a fact that its article does not bear out, and any
other finding where it has none.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from server.align import Text, align
from server.model import Alignment, PageSentence
from tests.bench.align.align_data import (
    auc,
    interval,
    interval_of,
    is_held_out,
    judged_at,
    load,
    split,
)

_ALARMS = {"differs", "partly", "not_found"}
_FUNCTION_WORDS = frozenset(
    "the a an of in on at to and or for is are was were be been has have had that this it its as "  # noqa: SIM905
    "by with from not their his her he she they than".split()
)
_FORM = 5  # letters from which another ending of a word counts as the word


class Sentence(NamedTuple):
    """A page sentence as it is shown, and what readers said of it."""

    shown: PageSentence
    text: str
    judged: dict[str, Any]
    source: list[str]

    @property
    def is_alarm(self) -> bool:
        """Return whether it is shown as anything but found."""
        return self.shown.finding in _ALARMS

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Return the facts that are not borne out and matter."""
        return [fact for fact in self.judged["facts"] if fact["harm"] != "trivial"]


def aligned(texts: tuple[list[str], list[str]], language: str = "en") -> Alignment:
    """Align a page and its source in one language."""
    page, source = texts
    return align(Text(page, language), Text(source, language))


def judged(pool: Any, *, held_out: bool) -> None:
    """Print the table on the judged summaries."""
    _table(pool, [r for r in load("judged") if is_held_out(" ".join(r["source"])) == held_out])


def _table(pool: Any, rows: Sequence[dict[str, Any]]) -> None:
    results = _aligned_rows(pool, rows)
    sentences = [s for row, result in zip(rows, results, strict=True) for s in _shown(row, result)]
    alarms = [sentence for sentence in sentences if sentence.is_alarm]
    right = [sentence for sentence in alarms if sentence.judged["facts"]]
    facts = [(sentence, fact) for sentence in sentences for fact in sentence.facts]
    full = [s for s in sentences if s.judged["support"] == "full"]
    calm = [s for s in sentences if s.shown.finding == "found"]
    several = [s for s in sentences if len(s.judged["sources"]) > 1]
    print(f"\n{len(rows)} judged summaries, {len(sentences)} sentences")
    _line("alarm right", len(right), len(alarms))
    for finding in sorted(_ALARMS):
        own = [s for s in alarms if s.shown.finding == finding]
        _line(f"  {finding}", sum(bool(s.judged["facts"]) for s in own), len(own))
    _line("wrong or added facts that raise an alarm", sum(s.is_alarm for s, _ in facts), len(facts))
    serious = [s for s, fact in facts if fact["harm"] == "serious"]
    _line("  serious ones", sum(s.is_alarm for s in serious), len(serious))
    _line('"found" fully supported', sum(s in full for s in calm), len(calm))
    _line("supported called found", sum(s.shown.finding == "found" for s in full), len(full))
    listed = sum(set(s.judged["sources"]) <= set(s.shown.source) for s in several)
    _line("all sources of several listed", listed, len(several))
    words = [is_in_source for s in sentences for is_in_source in _missing_words(s)]
    _line("missing words that the source has", sum(words), len(words))
    first = [
        is_told
        for row, result in zip(rows, results, strict=True)
        for is_told in _first(row, result)
    ]
    _line("first three left out that are told", sum(first), len(first))


def _aligned_rows(pool: Any, rows: Sequence[dict[str, Any]]) -> list[Alignment]:
    texts = [((row["page"], row["source"]), row.get("lang", "en")) for row in rows]
    return pool.starmap(aligned, texts, chunksize=4)  # type: ignore[no-any-return]


def _shown(row: dict[str, Any], result: Alignment) -> Iterator[Sentence]:
    """Yield the sentences that both the reader and the program take for more than a note."""
    for shown in result.sentences:
        judged = row["sentences"][shown.index]
        if judged["support"] != "note" and shown.finding != "note":
            yield Sentence(shown, row["page"][shown.index], judged, row["source"])


def by_finding(pool: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Print how many of each finding are right, in all, and for each language and file."""
    counts: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for row, result in zip(rows, _aligned_rows(pool, rows), strict=True):
        for sentence in _shown(row, result):
            name, is_wrong = sentence.shown.finding, bool(sentence.judged["facts"])
            if name == "found":
                name += f" {sentence.shown.label}"
            for group in ("all", row.get("lang", "en"), f"{row.get('set')} {row.get('kind', '')}"):
                counts[group][name, is_wrong == sentence.is_alarm] += 1
    for group, counted in counts.items():
        print(f"\n{group}: {counted.total()} sentences")
        for name in sorted({name for name, _ in counted}):
            right, total = counted[name, True], counted[name, True] + counted[name, False]
            print(f"  {name:22} {right:4} of {total:4}  {interval_of(right, total)}")


def _missing_words(sentence: Sentence) -> Iterator[bool]:
    """For each word called missing, whether the source has a form of it."""
    source_words = {word for text in sentence.source for word in _words(text)}
    for span in sentence.shown.missing:
        for word in _words(span.text):
            if word not in _FUNCTION_WORDS:
                stem = word[: max(4, len(word) - 3)]
                yield word in source_words or (
                    len(word) >= _FORM and any(other.startswith(stem) for other in source_words)
                )


def _first(row: dict[str, Any], result: Alignment) -> Iterator[bool]:
    """Return for each of the first three left out whether the page has it, even in part."""
    told_sources = {j for sentence in row["sentences"] for j in sentence["sources"]}
    told_sources.update(row.get("already_told", ()))
    if not told_sources:  # this reader did not look for sources
        return iter(())
    entries = sorted(result.left_out, key=lambda entry: entry.rank)[:3]
    return (entry.source in told_sources for entry in entries)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def machine(pool: Any, *, held_out: bool) -> None:
    """Print the precision of red flags and the share of unflagged supported sentences."""
    rows = [r for r in load("ragtruth_summary") if is_held_out(r["source"]) == held_out]
    texts = [(split(row["summary"]), split(row["source"])) for row in rows]
    flags: Counter[tuple[str, bool]] = Counter()
    shown: Counter[tuple[bool, bool]] = Counter()
    concern: list[tuple[float, bool]] = []
    for row, (page, _), result in zip(
        rows, texts, pool.map(aligned, texts, chunksize=8), strict=True
    ):
        for sentence, start, end in _placed(row["summary"], page, result.sentences):
            spans = [span for span in row["spans"] if span["s"] < end and span["e"] > start]
            if sentence.finding == "note":
                continue
            shown[bool(spans), sentence.finding in _ALARMS] += 1
            concern.append((sentence.concern, bool(spans)))
            for change in sentence.changes:
                if change.is_sure:
                    span = change.page
                    right = any(
                        span is None or (s["s"] - start < span.end and span.start < s["e"] - start)
                        for s in spans
                    )
                    flags[change.kind, right] += 1
    print(f"\n{len(rows)} machine summaries (RAGTruth), {sum(shown.values())} sentences")
    total = sum(count for (_, right), count in flags.items() if right)
    _line("red flags right", total, sum(flags.values()))
    for kind in sorted({kind for kind, _ in flags}):
        _line(f"  {kind}", flags[kind, True], flags[kind, True] + flags[kind, False])
    _line(
        "supported and free of accusation",
        shown[False, False],
        sum(shown[False, a] for a in (0, 1)),
    )
    _line("unsupported accused", shown[True, True], sum(shown[True, a] for a in (0, 1)))
    print(f"  AUC of concern {interval(auc, concern)} (learned on two thirds of these too)")


def _placed(
    summary: str, page: Sequence[str], sentences: Sequence[PageSentence]
) -> Iterator[tuple[PageSentence, int, int]]:
    """Return the sentences with their places in the summary."""
    end = 0
    for sentence in sentences:
        start = summary.find(page[sentence.index], end)
        end = start + len(page[sentence.index])
        yield sentence, start, end


def _line(what: str, part: int, whole: int) -> None:
    share = f"{part / whole:.3f}" if whole else "-"
    print(f"  {what:44} {part:5} of {whole:5}  {share}")


def main() -> None:
    """Print both tables, or the first one of other pairs."""
    chosen = sys.argv[1] if sys.argv[1:] else "learned"
    held_out = chosen == "held-out"
    with Pool() as pool:
        if chosen not in {"learned", "held-out"}:
            rows = judged_at(Path(chosen))
            _table(pool, rows)
            by_finding(pool, rows)
            return
        judged(pool, held_out=held_out)
        machine(pool, held_out=held_out)


if __name__ == "__main__":
    main()
