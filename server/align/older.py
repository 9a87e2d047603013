"""Accounts for comparisons that were saved before answers had one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from server.align.account import account_of_further, inverse, places
from server.align.figures import pace
from server.model import (
    AccountEntry,
    AccountState,
    Alignment,
    Comparison,
    Evidence,
    Figures,
    Verdict,
)
from server.text.sentences import count_words

_NOTE = "note"  # once a reason of what is no statement


def accounted(comparison: Comparison) -> Comparison:
    """Return a comparison with its account, made of what an older one says.

    What page sentences rest on is never left out. Of what was in no list the page has most words:
    it is `in_part`.
    """
    alignment, source = comparison.alignment, comparison.source
    if alignment is None or alignment.account:
        return comparison
    account = _account(alignment)
    kept = set(places(account, "left_out"))
    left_out = sorted(
        (one for one in alignment.left_out if one.source in kept), key=lambda one: one.rank
    )
    further = [
        replace(
            one,
            account=account_of_further(one.source, len(one.sentences), alignment.sentences),
        )
        for one in alignment.further
    ]
    alignment = replace(
        alignment,
        account=account,
        left_out=[replace(one, rank=rank) for rank, one in enumerate(left_out, start=1)],
        further=further,
        figures=_figures(alignment, account, source.language if source else None),
    )
    verdict = _verdict(comparison.verdict, comparison.alignment, alignment)
    return replace(comparison, alignment=alignment, verdict=verdict)


def _account(alignment: Alignment) -> list[AccountEntry]:
    told_by = inverse((one.index, one.source) for one in alignment.sentences)
    states: dict[int, AccountState] = {
        one.source: "aside" if one.why_code == _NOTE else "left_out" for one in alignment.left_out
    }
    states |= dict.fromkeys(alignment.not_compared, "not_compared")
    states |= dict.fromkeys(told_by, "told")
    return [
        AccountEntry(index, states.get(index, "in_part"), told_by.get(index, []))
        for index in range(len(alignment.source))
    ]


def _figures(
    alignment: Alignment, account: Sequence[AccountEntry], language: str | None
) -> Figures:
    words: Counter[AccountState] = Counter()
    for entry in account:
        words[entry.state] += count_words(alignment.source[entry.source], language)
    total = words.total() - words["aside"]
    untold = words["left_out"] + words["not_compared"]
    states = Counter(entry.state for entry in account)
    return replace(
        alignment.figures,
        source_sentences=states.total() - states["aside"],
        used=states["told"] + states["in_part"],
        told=states["told"],
        told_in_part=states["in_part"],
        left_out=states["left_out"],
        not_compared=states["not_compared"],
        covered_share=round(1 - untold / total, 4) if total else 0.0,
        left_out_words=words["left_out"],
        left_out_minutes=round(words["left_out"] / pace(language), 1),
    )


def _verdict(verdict: Verdict, before: Alignment | None, after: Alignment) -> Verdict:
    """Return a verdict whose evidence counts as the account does, where it did of one original."""
    if before is None or after.further:
        return verdict
    old, new = ((one.figures.used, one.figures.source_sentences) for one in (before, after))
    evidence = [_counted(one, old, new) for one in verdict.evidence]
    return replace(verdict, evidence=evidence)


def _counted(one: Evidence, old: tuple[int, int], new: tuple[int, int]) -> Evidence:
    if (one.params.get("used"), one.params.get("total")) != old:
        return one
    said, says = (f"{used} of the original's {total} sentence" for used, total in (old, new))
    params: Mapping[str, int | float | str] = {**one.params, "used": new[0], "total": new[1]}
    return replace(one, says=one.says.replace(said, says), params=dict(params))
