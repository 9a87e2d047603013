"""The kinds of change and what each of them means: the one table that all others derive from."""

from typing import NamedTuple


class ChangeKindFacts(NamedTuple):
    """One kind of change.

    `differs`: a sentence with it is shown as differing. `counted`: the figures count it. `hard`:
    a value stands against another one, which `concern` puts first. `codes` are its shades, in
    `params["code"]`.
    """

    kind: str
    differs: bool
    counted: bool
    hard: bool
    codes: tuple[str, ...] = ()


# The gravest first: it names the sentence.
CHANGE_KINDS = (
    ChangeKindFacts("negation", True, True, True, ("opposite",)),
    ChangeKindFacts("number", True, True, True),
    ChangeKindFacts("quote", True, True, True, ("speaker",)),
    ChangeKindFacts("name", True, True, False),
    ChangeKindFacts("date", True, True, True),
    ChangeKindFacts("role", True, True, True, ("rank", "exchanged")),
    ChangeKindFacts("scope", True, True, True),
    ChangeKindFacts("hedge", True, True, True),
    ChangeKindFacts("moved", True, True, False),
    ChangeKindFacts("attribution", False, False, False),
    ChangeKindFacts("wording", False, False, False),
)
KIND_GRAVITY = {facts.kind: place for place, facts in enumerate(CHANGE_KINDS)}  # 0: the gravest
COUNTED_KINDS = tuple(facts.kind for facts in CHANGE_KINDS if facts.counted)
HARD_KINDS = frozenset(facts.kind for facts in CHANGE_KINDS if facts.hard)
DIFFERING_KINDS = frozenset(facts.kind for facts in CHANGE_KINDS if facts.differs)
