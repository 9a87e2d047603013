"""What each candidate is to the page: its source, a copy, the same story elsewhere, or nothing.

The text has to confirm it, whoever led there. A link of the page makes the source likelier, so
that less of the text must be in common; without one the text alone has to be strict, and dates
may forbid it: nothing comes from what was published later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from server.model import Article, Reason, Relation, chance
from server.source.candidate import SeenCandidate
from server.source.finders.protocol import NAMED
from server.source.matching.candidate_features import Features
from server.source.matching.model import log_odds, log_odds_of_event, margin, rivals
from server.urls import normalise, same_site

# Log odds that the page's own word adds, by how strongly it says so: a "Read Full Article" leads
# astray to a home page or a shop, seldom to another story; a link in passing is a hint. An
# article of the publisher that the page names as its source is more, if its text confirms it.
STRONG, STRONG_ADDS, HINT_ADDS, NAMED_ADDS = 0.7, 5.0, 2.0, 3.0
# Probability from which a candidate is called the source, and the same story.
SURE = 0.65
SAME_EVENT = 0.5
# After a link: share of the page's information below which the text contradicts it, and the
# least that confirms it (docs/decisions/finding.md).
UNRELATED, TRUSTED_LINK = 0.20, 0.30
MOST_FACTS = 0.6  # share of the information of the page's names and numbers
# A call that the text confirms: no other candidate was called the source so (finding.md).
CONFIRMED = 0.9
# Distinctive terms of the page without which its text decides nothing, in one language and in two.
FEWEST_TELLING, FEWEST_FOREIGN, FEWEST_SHARED = 3, 5, 3
# Share of the page's sentences that the source of a call says, in another language.
MOST_MEANT = 0.5
# Shares of its runs of words and of its information from which a page is an excerpt.
_VERBATIM, _WHOLLY = 0.7, 0.95
# Shares of runs of words from which, and of information below which, both texts were made from a
# third one: a retelling has other words, an excerpt has all of them there, and what is added to
# either has no names or numbers (finding.md).
_SHARED_RUNS, _LACKING, _FIRM = 0.5, 0.85, 0.8
# Shares from which a candidate is the page's own text once more.
_SAME_TEXT = 0.85
_LATER = timedelta(days=1)  # time zones, and corrected dates
_ANOTHER_TIME = timedelta(days=45)  # what recurs, recurs by then


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a candidate is to the page, how sure that is (0..1), and why: a code and a sentence."""

    relation: Relation
    confidence: float
    code: Reason
    says: str
    margin: float | None = None


def judge(page: Article, candidates: Sequence[SeenCandidate]) -> list[Judgement]:
    """What each of `candidates` is to `page`, in their order."""
    known = [seen for seen in candidates if seen.features and not seen.origin]
    others = rivals([seen.features for seen in known if seen.features])
    # A link that leads to something else makes nothing that was found likelier by being worse.
    astray = {id(seen.features) for seen in known if _leads_astray(seen)}
    rivals_of = {
        id(seen): [other for other in found if id(other) not in astray]
        for seen, found in zip(known, others, strict=True)
    }
    judged = [
        UNREAD
        if seen.features is None
        else _passed_on(seen.features)
        if seen.origin
        else _judge(page, seen, seen.features, rivals_of[id(seen)])
        for seen in candidates
    ]
    return _giving_way(candidates, judged)


def _leads_astray(seen: SeenCandidate) -> bool:
    """Whether a link of the page leads to a text that reports something else."""
    return bool(seen.strength and seen.features and seen.features.containment < UNRELATED)


def _giving_way(candidates: Sequence[SeenCandidate], judged: list[Judgement]) -> list[Judgement]:
    """`judged`, where nothing that was only found is the source instead of what the page names."""
    pairs = list(zip(candidates, judged, strict=True))
    named = [(seen, found) for seen, found in pairs if _is_named(seen)]
    if not named or any(found.relation == "source" for _, found in named):
        return judged
    # A link to another story says nothing against what the text alone makes sure.
    unread = [(seen, found) for seen, found in named if found.relation != "mismatch"]
    return [
        replace(found, relation="same_story", code="another_is_named", says=_ANOTHER_IS_NAMED)
        if found.relation == "source"
        and seen.strength <= NAMED
        and (unread or found.confidence < SURE)
        and not any(_stands_for(seen, one) for one, _ in named)
        else found
        for seen, found in pairs
    ]


def _is_named(seen: SeenCandidate) -> bool:
    """Whether the page itself says clearly that its story is from there."""
    return seen.strength >= STRONG and "by_way_of" not in seen.lead.params


def _stands_for(seen: SeenCandidate, named: SeenCandidate) -> bool:
    """Whether a candidate is what the page names, at another address."""
    if same_site(seen.url, named.url):
        return True
    if seen.features and _is_excerpt_of(seen.features):
        return True
    at = {normalise(url) for url in (named.lead.url, named.url)}
    return not at.isdisjoint({*seen.declares, *seen.lead.params.get("copies", ())})


_ANOTHER_IS_NAMED = "it tells the page's story, but the page names another address as its source."
UNREAD = Judgement("unverified", 0.0, "not_read", "its text could not be read.")


def _passed_on(features: Features) -> Judgement:
    """A candidate that led on to its own source."""
    share = f"it holds {features.containment:.0%} of what the page tells"
    return Judgement("copy", 0.9, "names_its_source", f"{share} and names its own source.")


def _judge(
    page: Article, seen: SeenCandidate, features: Features, others: Sequence[Features]
) -> Judgement:
    if not page.sentences or not features.words:
        return Judgement("unverified", 0.0, "no_text", "the page has no text to compare it with.")
    if too_little := _undecided(features):
        return too_little
    share = _share(features)
    ahead = margin(features, others)
    if is_same_text(features) and not seen.strength:
        return Judgement(
            "copy", 0.9, "same_text", "it has the page's whole text and little else.", ahead
        )
    sure = chance(log_odds(features, others) + _adds(page, seen))
    related = chance(log_odds_of_event(features))
    odds = Odds(sure, related)
    relation, code, says = _relation(page, seen, features, odds)
    confidence = {"source": _sure(seen, sure), "same_story": related}.get(relation, 0.0)
    return Judgement(relation, round(confidence, 2), code, f"{share}{says}", ahead)


def _share(features: Features) -> str:
    """How much of the page a candidate has, in words."""
    if features.foreign and features.meant:
        return f"it says what {features.meant:.0%} of the page's sentences say"
    return f"it holds {features.containment:.0%} of what the page tells"


def _undecided(features: Features) -> Judgement | None:
    """The answer where the page has too little that the candidate could have, too."""
    if features.foreign and features.meant:
        return None
    if features.foreign and features.comparable < FEWEST_FOREIGN:
        says = (
            "it is in another language, and the page has too few names and numbers to compare by."
        )
        return Judgement("unverified", 0.0, "other_language", says)
    if features.comparable < FEWEST_TELLING:
        return Judgement(
            "unverified", 0.0, "too_little", "the page tells too little to compare by."
        )
    return None


class Odds(NamedTuple):
    """Probabilities that a candidate is the source, and that it reports the same event."""

    sure: float
    related: float


def _relation(
    page: Article, seen: SeenCandidate, features: Features, odds: Odds
) -> tuple[Relation, Reason, str]:
    if _is_source(page, seen, features, odds):
        return "source", "confirmed", "."
    if seen.opened and seen.opened.cut:
        return "unverified", "cut", "; only its beginning is open."
    if features.foreign and not _shares_enough(features):
        return "unverified", "other_language", ", and it is in another language."
    if odds.related >= SAME_EVENT and _tells_of_it(features):
        later = ", but was published later" if _later(page, seen) else ""
        code: Reason = "later" if later else "same_event"
        return "same_story", code, f"{later}: it may be other coverage of the same event."
    # Another language's words are never compared, so that nothing is held against it.
    if seen.strength and features.containment < UNRELATED and not features.foreign:
        return "mismatch", "no_match", ": its text does not match."
    return "unverified", "too_little", ", too little to be sure."


def _tells_of_it(features: Features) -> bool:
    """Whether enough of the page is there: of all it says, or of its names and numbers.

    The latter is what opinion of the page's own, however much, leaves alone.
    """
    return features.containment >= UNRELATED or features.facts >= MOST_FACTS


def _is_source(page: Article, seen: SeenCandidate, features: Features, odds: Odds) -> bool:
    if features.foreign and seen.strength >= STRONG and features.meant >= MOST_MEANT:
        return True
    if features.foreign and not _shares_enough(features):
        return False
    if seen.strength >= STRONG:
        return features.containment >= TRUSTED_LINK or odds.sure >= SURE
    if not seen.strength and _is_sibling(features):
        return False
    return odds.sure >= SURE and not _later(page, seen)


def _is_sibling(features: Features) -> bool:
    """Whether page and candidate share passages, as two reports made from one wire do."""
    lacks = features.containment < _LACKING and features.firm < _FIRM
    return features.runs >= _SHARED_RUNS and lacks


def _shares_enough(features: Features) -> bool:
    """Whether a candidate in another language has enough of the page's names and numbers."""
    return features.containment * features.comparable >= FEWEST_SHARED


def _sure(seen: SeenCandidate, sure: float) -> float:
    """How sure a source is; a call that its text confirms speaks for itself."""
    return max(sure, CONFIRMED) if seen.strength >= STRONG else sure


def _is_excerpt_of(features: Features) -> bool:
    """Whether the page is in the candidate word for word."""
    return features.runs >= _VERBATIM and features.containment >= _WHOLLY


def _adds(page: Article, seen: SeenCandidate) -> float:
    """Log odds that the page's own word and the dates add."""
    if seen.strength > NAMED:
        return STRONG_ADDS if seen.strength >= STRONG else HINT_ADDS
    if seen.strength:
        return NAMED_ADDS
    age = _age(page, seen)
    return -2.0 if age is not None and age > _ANOTHER_TIME else 0.0


def _later(page: Article, seen: SeenCandidate) -> bool:
    age = _age(page, seen)
    return age is not None and age < -_LATER


def _age(page: Article, seen: SeenCandidate) -> timedelta | None:
    """How much older than the page the candidate is, where both have dates."""
    page_time, candidate_time = _time(page.published), _time(seen.published)
    return page_time - candidate_time if page_time and candidate_time else None


def _time(published: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def is_named_unread(seen: SeenCandidate, judgement: Judgement) -> bool:
    """Whether the page names a candidate as its source whose text is not open to the server."""
    unread = seen.features is None or seen.access == "paywalled"
    return _is_named(seen) and judgement.relation == "unverified" and unread


def is_same_text(features: Features) -> bool:
    """Whether the candidate is the page's own text once more."""
    return min(features.runs, features.backwards) >= _SAME_TEXT
