"""Accounts for comparisons that were saved before answers had one."""

from collections import Counter
from dataclasses import replace

from server.align.account import account_of_further, inverse
from server.align.figures import counts_of
from server.model import AccountEntry, AccountState, Alignment, Comparison, Evidence

_NOTE = "note"  # once a reason of what is no statement


def accounted(comparison: Comparison) -> Comparison:
    """Return a comparison with its account, made of what an older one says.

    What page sentences rest on is never left out. Of what was in no list the page has most words:
    it is `in_part`. Shares, words and minutes stay as they were.
    """
    before = comparison.alignment
    if before is None or before.account:
        return comparison
    account = _account(before)
    left_out = sorted(before.left_out, key=lambda one: one.rank)
    kept = [one for one in left_out if account[one.source].state == "left_out"]
    after = replace(
        before,
        account=account,
        left_out=[replace(one, rank=rank) for rank, one in enumerate(kept, start=1)],
        figures=replace(before.figures, **counts_of(Counter(one.state for one in account))),
        further=[
            replace(
                one, account=account_of_further(one.source, len(one.sentences), before.sentences)
            )
            for one in before.further
        ],
    )
    evidence = [_counted(one, before, after) for one in comparison.verdict.evidence]
    verdict = replace(comparison.verdict, evidence=evidence)
    return replace(comparison, alignment=after, verdict=verdict)


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


def _counted(one: Evidence, before: Alignment, after: Alignment) -> Evidence:
    """Return evidence that counts as the account does, where it counted the first original."""
    old, new = ((each.figures.used, each.figures.source_sentences) for each in (before, after))
    if (one.params.get("used"), one.params.get("total")) != old:
        return one
    said, says = (f"{used} of the original's {total} sentence" for used, total in (old, new))
    params = {**one.params, "used": new[0], "total": new[1]}
    return replace(one, says=one.says.replace(said, says), params=params)
