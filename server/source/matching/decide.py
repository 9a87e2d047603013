"""Decides each candidate's relation to the page: source, copy, same story, or none.

The text has to confirm any lead. A link of the page makes the source likelier, so that less of the
text must be in common; without one the text alone has to be strict, and dates may forbid it:
nothing comes from an article published later.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from server.model import Article, Reason, Relation, chance
from server.source.finders.protocol import NAMED
from server.source.lead import UNREAD, Judgement, SeenCandidate
from server.source.matching.candidate_features import Features
from server.source.matching.model import alike, log_odds, log_odds_of_event, margin
from server.urls import normalise, same_site

# Log odds that the page's own pointer adds, by its strength: a "Read Full Article" may lead to a
# home page or a shop, seldom to another story; a link in passing is a hint. An article of the
# publisher that the page names as its source is more, if its text confirms it.
STRONG, STRONG_ADDS, HINT_ADDS, NAMED_ADDS = 0.7, 5.0, 2.0, 3.0
# Least probability of a source, and of the same story.
SURE = 0.65
SAME_EVENT = 0.5  # even odds
# After a link: share of the page's information below which the text contradicts it, and the
# least share that confirms it (docs/decisions/finding.md).
UNRELATED, TRUSTED_LINK = 0.20, 0.30
MOST_FACTS = 0.6  # share of the page's names and numbers, by information
# Confidence of a call that the text confirms: none was wrong (finding.md).
CONFIRMED = 0.9
# Least distinctive terms of a page that can be decided, in one language and in two.
FEWEST_DISTINCTIVE, FEWEST_FOREIGN, FEWEST_SHARED = 3, 5, 3
# Least share of the page's sentences with their meaning in a foreign source of a call.
MOST_MEANT = 0.5
# Least shares of its runs of words and of its information in the source of an excerpt.
_VERBATIM, _WHOLLY = 0.7, 0.95
# Least share of runs of words, and most of information, of two texts made from a third one: a
# retelling has other words, an excerpt has all of them there, and additions to either have no
# names or numbers (finding.md).
_SHARED_RUNS, _LACKING, _FIRM = 0.5, 0.85, 0.8
# Least shares of a candidate that is the page's own text again.
_SAME_TEXT = 0.85
_LATER = timedelta(days=1)  # time zones, and corrected dates
_ANOTHER_TIME = timedelta(days=45)  # monthly events recur within it


def judge(page: Article, candidates: Sequence[SeenCandidate]) -> list[Judgement]:
    """Return the relation of each candidate to `page`, in order."""
    judged = [
        UNREAD
        if seen.features is None
        else _passed_on(seen.features)
        if seen.origin
        else _judge(page, seen, seen.features, _rivals(seen.features, candidates))
        for seen in candidates
    ]
    return _giving_way(candidates, judged)


def _rivals(one: Features, candidates: Sequence[SeenCandidate]) -> list[Features]:
    """Return other texts; a wrong link's bad one must not make another candidate likelier."""
    return [
        seen.features
        for seen in candidates
        if seen.features
        and not seen.origin
        and not (seen.strength and seen.features.containment < UNRELATED)
        and seen.features is not one
        and not alike(one, seen.features)
    ]


def _giving_way(candidates: Sequence[SeenCandidate], judged: list[Judgement]) -> list[Judgement]:
    """Prefer candidates that the page names over merely found ones."""
    pairs = list(zip(candidates, judged, strict=True))
    named = [(seen, judgement) for seen, judgement in pairs if _is_named(seen)]
    if not named or any(judgement.relation == "source" for _, judgement in named):
        return judged
    # A link to another story is no reason against a sure text.
    unread = [(seen, judgement) for seen, judgement in named if judgement.relation != "mismatch"]
    return [
        replace(judgement, relation="same_story", code="another_is_named", says=_ANOTHER_IS_NAMED)
        if judgement.relation == "source"
        and seen.strength <= NAMED
        and (unread or judgement.confidence < SURE)
        and not any(_is_same_page(seen, candidate) for candidate, _ in named)
        else judgement
        for seen, judgement in pairs
    ]


def _is_named(seen: SeenCandidate) -> bool:
    """Return whether the page itself clearly names this source."""
    return seen.strength >= STRONG and "by_way_of" not in seen.lead.params


def _is_same_page(seen: SeenCandidate, named: SeenCandidate) -> bool:
    """Return whether a candidate is the named one at another address."""
    if same_site(seen.url, named.url):
        return True
    if seen.features and is_excerpt_of(seen.features):
        return True
    addresses = {normalise(url) for url in (named.lead.url, named.url)}
    return not addresses.isdisjoint({*seen.declares, *seen.lead.params.get("copies", ())})


_ANOTHER_IS_NAMED = "it has the page's story, but the page names another address as its original."


def _passed_on(features: Features) -> Judgement:
    """Return the judgement on a candidate that leads to its own source."""
    share = f"it has {features.containment:.0%} of the page's information"
    return Judgement("copy", 0.9, "names_its_source", f"{share} and names its own original.")


def _judge(
    page: Article, seen: SeenCandidate, features: Features, others: Sequence[Features]
) -> Judgement:
    if not page.sentences or not features.words:
        return Judgement("unverified", 0.0, "no_text", "the page has no text to compare with.")
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
    relation, code, says = _relation(page, seen, features, sure, related)
    confidence = {"source": _sure(seen, sure), "same_story": related}.get(relation, 0.0)
    return Judgement(relation, round(confidence, 2), code, f"{share}{says}", ahead)


def _share(features: Features) -> str:
    """Describe how much of the page a candidate has."""
    if features.foreign and features.meant:
        return f"it has the meaning of {features.meant:.0%} of the page's sentences"
    return f"it has {features.containment:.0%} of the page's information"


def _undecided(features: Features) -> Judgement | None:
    """Return a judgement where too little of the page is comparable."""
    if features.foreign and features.meant:
        return None
    if features.foreign and features.comparable < FEWEST_FOREIGN:
        says = "it is in another language, and the page has too few names and numbers to compare."
        return Judgement("unverified", 0.0, "other_language", says)
    if features.comparable < FEWEST_DISTINCTIVE:
        return Judgement(
            "unverified", 0.0, "too_little", "the page has too little information to compare."
        )
    return None


def _relation(
    page: Article, seen: SeenCandidate, features: Features, sure: float, related: float
) -> tuple[Relation, Reason, str]:
    """Return the relation, given the chances of the source and of the same event."""
    if _is_source(page, seen, features, sure):
        return "source", "confirmed", "."
    if seen.opened and seen.opened.cut:
        return "unverified", "cut", "; only its beginning is open."
    if features.foreign and not _shares_enough(features):
        return "unverified", "other_language", ", and it is in another language."
    if related >= SAME_EVENT and _has_enough(features):
        later = ", but was published later" if _later(page, seen) else ""
        code: Reason = "later" if later else "same_event"
        return "same_story", code, f"{later}: it may be other coverage of the same event."
    # Words in another language are never compared, so that they can't contradict.
    if seen.strength and features.containment < UNRELATED and not features.foreign:
        return "mismatch", "no_match", ": its text does not match."
    return "unverified", "too_little", ", too little to be sure."


def _has_enough(features: Features) -> bool:
    """Return whether a candidate has enough of the page, or of its names and numbers.

    Names and numbers don't depend on how much opinion the page adds, which may have none.
    """
    is_enough = features.containment >= UNRELATED or features.facts >= MOST_FACTS
    return is_enough and _shares_enough(features)


def _is_source(page: Article, seen: SeenCandidate, features: Features, sure: float) -> bool:
    if features.foreign and seen.strength >= STRONG and features.meant >= MOST_MEANT:
        return True
    if features.foreign and not _shares_enough(features):
        return False
    if seen.strength >= STRONG:
        return features.containment >= TRUSTED_LINK or sure >= SURE
    if not seen.strength and _is_sibling(features):
        return False
    return sure >= SURE and not _later(page, seen)


def _is_sibling(features: Features) -> bool:
    """Return whether both share passages, like two reports from one wire."""
    lacks = features.containment < _LACKING and features.firm < _FIRM
    return features.runs >= _SHARED_RUNS and lacks


def _shares_enough(features: Features) -> bool:
    """Return whether a candidate has a few of the page's distinctive terms."""
    return features.containment * features.comparable >= FEWEST_SHARED


def _sure(seen: SeenCandidate, sure: float) -> float:
    """Return the confidence of a source; a call confirmed by its text counts as sure."""
    return max(sure, CONFIRMED) if seen.strength >= STRONG else sure


def is_excerpt_of(features: Features) -> bool:
    """Return whether the candidate has the page word for word."""
    return features.runs >= _VERBATIM and features.containment >= _WHOLLY


def _adds(page: Article, seen: SeenCandidate) -> float:
    """Return the log odds that the page's own pointers and the dates add."""
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
    """Return how much older than the page the candidate is, if both have dates."""
    page_time, candidate_time = _time(page.published), _time(seen.published)
    return page_time - candidate_time if page_time and candidate_time else None


def _time(published: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def is_named_unread(seen: SeenCandidate) -> bool:
    """Return whether the page names this source and the server can't read it."""
    unread = seen.features is None or seen.access == "paywalled"
    return _is_named(seen) and seen.judgement.relation == "unverified" and unread


def is_same_text(features: Features) -> bool:
    """Return whether the candidate is the page's own text again."""
    return min(features.runs, features.backwards) >= _SAME_TEXT
