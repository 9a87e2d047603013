"""Decides each candidate's relation to the page: source, copy, same story, or none.

The text has to confirm any lead. A link of the page makes the source likelier, so that less of the
text must be in common; without one the text alone has to be strict, and dates may forbid it:
nothing comes from an article published later.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from server.model import Article, Reason, Relation, chance, iso_time
from server.source.features import Features, alike, log_odds, log_odds_of_event, margin
from server.source.lead import NAMED, UNREAD, Judgement, Lead, SearchQuery
from server.text.publishers import is_agency
from server.urls import normalise, same_site

# Log odds that the page's own pointer adds, by its strength: a "Read Full Article" may lead to a
# home page or a shop, seldom to another story; a link in passing is a hint. An article of the
# publisher that the page names as its source is more, if its text confirms it.
STRONG, STRONG_ADDS, HINT_ADDS, NAMED_ADDS = 0.7, 5.0, 2.0, 3.0
# Least probability of a source, and of the same story.
SURE = 0.65
SAME_EVENT = 0.5  # even odds
# After a link: share of the page's information below which the text contradicts it, and the
# least share that confirms it (docs/decisions.md).
UNRELATED, TRUSTED_LINK = 0.20, 0.30
MOST_FACTS = 0.6  # share of the page's names and numbers, by information
# Confidence of a call that the text confirms: none was wrong (finding.md).
CONFIRMED = 0.9
# Least distinctive terms of a page that can be decided, in one language and in two.
FEWEST_DISTINCTIVE, FEWEST_FOREIGN, FEWEST_SHARED = 3, 5, 3
# Least share of the page's sentences with their meaning in a foreign source of a call.
MOST_MEANT = 0.5


def judge(query: SearchQuery, candidates: Sequence[Lead]) -> list[Judgement]:
    """Return the relation of each candidate to the query's page, in order."""
    judged = [_judge(query.page, seen, candidates) for seen in candidates]
    judged = _behind_pointers(candidates, judged)
    judged = [
        replace(
            one, relation="same_story", code="same_event", says="It is a digest of several reports."
        )
        if one.relation == "source" and seen.opened and seen.opened.stories
        # Confidence of a source that the page's call alone speaks for.
        else replace(one, relation="source", code="called", confidence=0.5)
        if seen.called
        else one
        for seen, one in zip(candidates, judged, strict=True)
    ]
    return _behind_outlets(query, candidates, judged) if query.outlets else judged


def _behind_pointers(candidates: Sequence[Lead], judged: list[Judgement]) -> list[Judgement]:
    """Prefer candidates that the page clearly points to over merely found ones."""
    pairs = list(zip(candidates, judged, strict=True))
    named = [(seen, judgement) for seen, judgement in pairs if _is_pointed_to(seen)]
    if not named or any(judgement.relation == "source" for _, judgement in named):
        return judged
    # A link to another story is no reason against a sure text.
    unread = [seen for seen, judgement in named if judgement.relation != "mismatch"]
    says = "it has the page's story, but the page names another address as its original."
    return [
        replace(judgement, relation="same_story", code="another_is_named", says=says)
        if judgement.relation == "source"
        and seen.strength <= NAMED
        and (unread or judgement.confidence < SURE)
        and not any(_is_same_page(seen, candidate) for candidate, _ in named)
        else judgement
        for seen, judgement in pairs
    ]


def _behind_outlets(
    query: SearchQuery, candidates: Sequence[Lead], judged: Sequence[Judgement]
) -> list[Judgement]:
    """Prefer the report of the outlet that the page credits: other ones retell it.

    An agency's text is its own at any address, and a credit is less than a surer text.
    """
    rows = [(s, one, query.names(s)) for s, one in zip(candidates, judged, strict=True)]
    is_wire = any(is_agency(one.name) for one in query.outlets)
    may_be = [s for s, one, is_named in rows if is_named and one.code == "same_event"]
    is_found = any(is_named and one.relation == "source" for _, one, is_named in rows)
    best = None if is_found else max(may_be, key=lambda seen: seen.contained, default=None)
    says = "it has the page's story, but the page says that the report is another's."
    return [
        replace(one, relation="source", code="confirmed")
        if seen is best and seen.contained >= 0.5  # share of the page
        else replace(one, relation="retelling", code="another_is_named", says=says)
        if not is_named
        and one.relation == "source"
        and one.confidence < query.sure
        and not (is_wire and seen.features and is_excerpt_of(seen.features))
        else one
        for seen, one, is_named in rows
    ]


def _is_pointed_to(seen: Lead) -> bool:
    return seen.strength >= STRONG and "by_way_of" not in seen.params


def _is_same_page(seen: Lead, named: Lead) -> bool:
    """Return whether a candidate is the named one at another address."""
    if same_site(seen.url, named.url):
        return True
    if seen.features and is_excerpt_of(seen.features):
        return True
    addresses = {normalise(url) for url in (named.asked, named.url) if url}
    return not addresses.isdisjoint({*seen.declares, *seen.params.get("copies", ())})


def _judge(page: Article, seen: Lead, candidates: Sequence[Lead]) -> Judgement:
    """Return the relation that the text of a candidate shows, beside those of the others."""
    features = seen.features
    if features is None:
        return UNREAD
    share = _share(features)
    if seen.origin:
        says = f"it has {features.containment:.0%} of the page's information"
        return Judgement("copy", 0.9, "names_its_source", f"{says} and names its own original.")
    if not page.sentences or not features.words:
        return Judgement("unverified", 0.0, "no_text", "the page has no text to compare with.")
    if too_little := _undecided(features):
        return too_little
    # A wrong link's bad text must not make another candidate likelier.
    others = [
        one.features
        for one in candidates
        if one.features
        and not one.origin
        and not (one.strength and one.features.containment < UNRELATED)
        and one.features is not features
        and not alike(features, one.features)
    ]
    ahead = margin(features, others)
    if is_same_text(features) and not seen.strength:
        return Judgement(
            "copy", 0.9, "same_text", "it has the page's whole text and little else.", ahead
        )
    sure = chance(log_odds(features, others) + _adds(page, seen))
    related = chance(log_odds_of_event(features))
    relation, code, says = _relation(page, seen, features, sure, related)
    # A call that the text confirms counts as sure.
    sure = max(sure, CONFIRMED) if seen.strength >= STRONG else sure
    confidence = {"source": sure, "same_story": related}.get(relation, 0.0)
    return Judgement(relation, round(confidence, 2), code, f"{share}{says}", ahead)


def _share(features: Features) -> str:
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
    page: Article, seen: Lead, features: Features, sure: float, related: float
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


def _is_source(page: Article, seen: Lead, features: Features, sure: float) -> bool:
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
    """Return whether both are made from a third text, like two reports from one wire.

    They share passages. A retelling has other words, an excerpt has all of them there, and
    additions to either have no names or numbers (finding.md).
    """
    return features.runs >= 0.5 and features.containment < 0.85 and features.firm < 0.8


def _shares_enough(features: Features) -> bool:
    """Return whether a candidate has a few of the page's distinctive terms."""
    return features.containment * features.comparable >= FEWEST_SHARED


def is_excerpt_of(features: Features) -> bool:
    """Return whether the candidate has the page word for word."""
    # Least shares of its runs of words and of its information in the source of an excerpt.
    return features.runs >= 0.7 and features.containment >= 0.95


def _adds(page: Article, seen: Lead) -> float:
    """Return the log odds that the page's own pointers and the dates add."""
    if seen.strength > NAMED:
        return STRONG_ADDS if seen.strength >= STRONG else HINT_ADDS
    if seen.strength:
        return NAMED_ADDS
    age = _age(page, seen)
    # Monthly events recur within it.
    return -2.0 if age is not None and age > timedelta(days=45) else 0.0


def _later(page: Article, seen: Lead) -> bool:
    age = _age(page, seen)
    return age is not None and age < -timedelta(days=1)  # time zones, and corrected dates


def _age(page: Article, seen: Lead) -> timedelta | None:
    """Return how much older than the page the candidate is, if both have dates."""
    page_time, candidate_time = iso_time(page.published), iso_time(seen.dated)
    return page_time - candidate_time if page_time and candidate_time else None


def is_named_unread(seen: Lead) -> bool:
    """Return whether the page names this source and the server can't read it."""
    unread = seen.features is None or seen.access == "paywalled"
    return _is_pointed_to(seen) and seen.judgement.relation == "unverified" and unread


def is_same_text(features: Features) -> bool:
    """Return whether the candidate is the page's own text again."""
    return min(features.runs, features.backwards) >= 0.85
