"""Decides whose report a text is, weighing each publisher that the page names by a logistic model.

A credit counts for the report by the way in which it is made and its place (`basis.json`,
`python -m tests.bench.verdict.basis_train`). The kind of the text is that of the credits that
count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.model import Article, Basis, BasisKind, Credit, LinearModel, Role
from server.page.block import letters_in
from server.page.view import PageView
from server.text.credits import has, languages_for
from server.text.lexicon import fold
from server.text.publishers import bare_name, is_agency, is_known, names_in
from server.urls import is_story, may_be_story
from server.verdict.mentions import Mention, mentions_of
from server.verdict.shape import reporting_share
from server.verdict.signal import Signal

MOST_CREDITS = 10  # shown; more publishers are a list
SHORT, LONG = 1500, 4000  # letters of a text
RETOLD_FROM = 0.55  # credits that count for less are shown, and leave a page unsure
# Of the first sentences how many speak of a study, and which share of all, where a text rests on
# one: right on 11 to 13 of 16 pages.
_FIRST, _STUDIED, _STUDIED_SHARE = 6, 2, 0.2
_OPENING = 2  # blocks of the body
_OTHERS = 1 / 3  # share of sentences that name others; more say the same
_ITSELF = 2  # sentences that name the page's own publisher; more say the same
_PROSE = frozenset({"report", "speech"})
SIGNED_OFF = frozenset({"line", "via", "bracket"})  # beneath the text, for all of it
_PLACED = SIGNED_OFF | {"wire"}


@dataclass(frozen=True, slots=True)
class CreditedOutlet:
    """A publisher that a page names: its mentions and its features.

    `on_signed`: a person signed the page.
    """

    mentions: tuple[Mention, ...]
    features: frozenset[str]
    on_signed: bool = False

    @property
    def name(self) -> str:
        """Return its name in the page's first spelling."""
        return self.mentions[0].name

    @property
    def is_agency(self) -> bool:
        """Return whether it is a news agency."""
        return is_agency(self.name)

    @property
    def hows(self) -> frozenset[str]:
        """Return the ways in which it is mentioned."""
        return frozenset(one.how for one in self.mentions)


def weighed(
    candidates: Sequence[CreditedOutlet], model: LinearModel, study: str | None = None
) -> tuple[Basis, float]:
    """Return the basis of a text, and how likely the text is somebody else's.

    `study` are its words on one.
    """
    chances = [(model.probability(dict.fromkeys(one.features, 1.0)), one) for one in candidates]
    chances.sort(key=lambda pair: -pair[0])
    counted = [one for chance, one in chances if chance >= model.thresholds["counts"]]
    kind, basis = _kind(counted)
    retold = chances[0][0] if chances else 0.0
    if counted and retold < RETOLD_FROM:
        kind = "unclear"
    elif study and not counted:
        kind = "document"
    shown = [_credit(one, is_basis=one in basis) for _, one in chances[:MOST_CREDITS]]
    shown.sort(key=lambda credit: credit.role != "basis")
    return Basis(kind, shown), retold


def _kind(counted: Sequence[CreditedOutlet]) -> tuple[BasisKind, Sequence[CreditedOutlet]]:
    """Return the kind of a text by the credits that count, likeliest first, and their best."""
    if not counted:
        return "own", ()
    agencies = [one for one in counted if one.is_agency]
    outlets = [one for one in counted if not one.is_agency]
    # What is called to, or named beneath the text, is where it is from, with the sources of that.
    called = [one for one in outlets if "call" in one.hows]
    lines = called or [one for one in outlets if one.hows & SIGNED_OFF]
    if not outlets or (not lines and counted[0].is_agency and counted[0].hows - _PROSE):
        return "agency", agencies
    if lines and not called:
        lines += [one for one in agencies if one.hows & SIGNED_OFF]
    outlets = lines or outlets
    return ("compiles" if len(outlets) > 1 else "retells"), outlets


def _credit(candidate: CreditedOutlet, *, is_basis: bool) -> Credit:
    mentions = candidate.mentions
    best = next((one for one in mentions if one.start is not None), mentions[0])
    url = next((one.link for one in mentions if one.link), None)
    host = next((one.domain for one in mentions if one.domain), None)
    role: Role = "basis" if is_basis else "also"
    return Credit(candidate.name, host, url, role, best.quote, best.start, best.end)


def candidates_of(view: PageView, calls: Sequence[Signal] = ()) -> list[CreditedOutlet]:
    """Return the publishers that a page names beside its own, in the order of their mention.

    `calls` are the page's signals.
    """
    groups: dict[str, list[Mention]] = {}
    for mention in mentions_of(view, calls):
        groups.setdefault(mention.domain or bare_name(mention.name), []).append(mention)
    signed = _is_signed(view)
    return [
        CreditedOutlet(tuple(group), frozenset(_features(group, view)), signed)
        for group in groups.values()
    ]


def study_in(article: Article) -> str | None:
    """Return the first words on research in a text that speaks of it from its beginning on."""
    languages, sentences = languages_for(article.language), article.beginning
    told = [one.text for one in sentences if has("study", one.text, languages)]
    first = [one for one in sentences[:_FIRST] if one.text in told]
    is_of_it = len(first) >= _STUDIED and len(told) >= _STUDIED_SHARE * len(sentences)
    return told[0] if is_of_it else None


def wording_of(view: PageView) -> dict[str, float]:
    """Return what speaks for a report of the page's own, or of another's, 0..1."""
    named = [list(names_in(sentence.text)) for sentence in view.article.beginning]
    others = sum(any(is_known(name) and name not in view.own for name in names) for names in named)
    itself = sum(any(name in view.own for name in names) for names in named)
    opening = (link for block in view.body[:_OPENING] for link in block.links if link.elsewhere)
    return {
        "names:others": min(1.0, others / max(1, len(named)) / _OTHERS),
        "names:itself": min(1.0, itself / _ITSELF),
        "reporting": reporting_share(view),
        "leads:first": any(
            not link.is_home and may_be_story(link.url) and is_story(link.url) for link in opening
        ),
    }


def _features(group: Sequence[Mention], view: PageView) -> Iterator[str]:
    """Yield how and where a publisher is named, and what else shows its part in the text."""
    name, prose = group[0].name, {one.how for one in group} <= _PROSE
    kind = "prose" if prose else "beside"
    for one in group:
        yield f"how:{one.how}"
        if one.how in _PROSE:
            yield f"prose:{one.place}"
        elif one.how in _PLACED:
            yield f"line:{one.place}"
    letters = letters_in(view.article.text)
    if prose and not SHORT <= letters < LONG:
        yield "prose+short" if letters < SHORT else "prose+long"
    credited = {mention.quote for mention in group}
    named = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    beside = (one.text for one in view.article.sentences if one.text not in credited)
    if prose and sum(bool(named.search(text)) for text in beside) > len(group):
        yield "prose+subject"  # what the text is about
    if not any(is_known(one.name) or one.link for one in group):
        yield f"{kind}+unlisted"
        if bare_name(name) in fold(view.article.title or ""):
            yield "in_title"  # whom the story is about


def _is_signed(view: PageView) -> bool:
    """Return whether a person signed the page; some sites put their own name there."""
    languages = languages_for(view.language)
    return any(
        author not in view.own and not is_known(author) and not has("outlet", author, languages)
        for author in view.article.authors
    )
