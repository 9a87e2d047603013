"""The kinds of change and their properties: the table that all others derive from."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from server.model.rows import read_rows


class ChangeKindFacts(NamedTuple):
    """One kind of change.

    `differs`: a sentence with it is shown and counted as differing. `hard`: one value replaces
    another, which `concern` puts first. `one` and `many` are its English names.
    Each of `modules` in server/align/changes has a `find_changes` that looks for it; wording is
    what is left. `codes` are its shades, in `params["code"]`; `doubts` those ("" for none) that
    were right in less than two of three cases or seen in fewer than eight
    (tests/bench/align/rules.py): a sentence with one is shown as partly in the original. `named`
    shades have a heading of their own, and are graver than the kind.
    """

    kind: str
    one: str
    many: str
    differs: bool
    hard: bool
    modules: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


# The gravest first: it names the sentence, and is looked for first. A "not" that differs within a
# quotation makes that differ, so quotations come before all else.
CHANGE_KINDS = tuple(read_rows("server.model", "change_kinds.json", ChangeKindFacts))
KINDS = tuple(facts.kind for facts in CHANGE_KINDS)
KIND_TITLES = {facts.kind: (facts.one, facts.many) for facts in CHANGE_KINDS}
KIND_GRAVITY = {facts.kind: place for place, facts in enumerate(CHANGE_KINDS)}  # 0: the gravest
COUNTED_KINDS = tuple(facts.kind for facts in CHANGE_KINDS if facts.differs)
HARD_KINDS = frozenset(facts.kind for facts in CHANGE_KINDS if facts.hard)
DIFFERING_KINDS = frozenset(COUNTED_KINDS)
DOUBTS = frozenset((facts.kind, code) for facts in CHANGE_KINDS for code in facts.doubts)
SHADES = tuple(shade for facts in CHANGE_KINDS for shade in facts.named)


def change_name(kind: str, params: Mapping[str, Any]) -> str:
    """Return the name of a change in headings: its named shade, else its kind."""
    return params["code"] if params.get("code") in SHADES else kind
