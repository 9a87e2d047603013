"""Decides each candidate's relation to the page: source, copy, same story, or none.

The text has to confirm any lead. A link of the page makes the source likelier, so that less of the
text must be in common; without one the text alone has to be strict, and dates may forbid it:
nothing comes from an article published later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from server.model import Article, Reason, Relation, chance, iso_time
from server.source.features import Features, alike, log_odds, log_odds_of_event, margin
from server.source.finder import SearchQuery
from server.source.lead import CALL_STRENGTH, CREDIT_STRENGTH, Match, OpenedPage
from server.text.credits.publishers import is_agency
from server.urls import normalise, same_site

# Measured by tests.bench.source.find_train and tests.bench.source.finding (docs/decisions.md).

# Log odds that are added to those of the text.
CALL_ADDS = 5.0  # a "Read Full Article" may lead to a home page or a shop, seldom to another story
HINT_ADDS = 2.0  # a link in passing
CREDIT_ADDS = 3.0  # an article of the publisher that the page names as its source
OLD_ADDS = -2.0  # an article from long before the page, which nothing on it names

# Least chances, 0..1.
SURE = 0.65  # of a source
SAME_EVENT = 0.5  # of the same story

# Shares of the page's information in a candidate, 0..1.
UNRELATED = 0.20  # with less, the text contradicts a link
TRUSTED_LINK = 0.30  # with this much, it confirms one
CREDITED_REPORT = 0.5  # least share in a report that is the source by a credit alone
WHOLE_PAGE = 0.95  # a source of an excerpt has nearly all

# Other shares, 0..1.
MOST_FACTS = 0.6  # of the page's names and numbers: an event's, however much opinion is beside them
MOST_MEANT = 0.5  # of the page's sentences, by meaning, in a foreign source of a call
EXCERPT_RUNS = 0.7  # of the page's runs of words, in the source of an excerpt
SAME_TEXT_RUNS = 0.85  # of each text's runs of words, in the other: one text

# A short text has few words of its own: places, offices and days are in every report from a region.
SHORT_WORDS = 15  # with fewer, it is short
SHORT_CONTAINMENT = 0.88  # least share of its information in what was merely found
# A single sentence is about one thing: most of its information is enough where the text is sure.
LINE_CONTAINMENT = 0.65
LINE_SURE = 0.93
SHORT_RUNS = 0.5  # or of its runs of four words: a place with its name is one, too

# Two reports from one third text have passages in common, but neither has the other's facts.
SIBLING_RUNS = 0.5  # least share of the page's runs of words
SIBLING_CONTAINMENT = 0.85  # an excerpt has more of its information there
SIBLING_FIRM = 0.8  # additions to an excerpt or a retelling have no names or numbers

# Confidences, 0..1.
CONFIRMED = 0.9  # least one of a call that the text confirms: none was wrong
CALLED = 0.5  # of a source for which the page's call alone speaks
COPY = 0.9  # that a text is the page's own again, or another's copy

# Least counts of distinctive terms.
FEWEST_DISTINCTIVE = 3  # of a page that can be decided
FEWEST_FOREIGN = 5  # of a page that can be decided over another language
FEWEST_SHARED = 3  # that a candidate has

# Times between page and candidate.
LATER = timedelta(days=1)  # time zones, and corrected dates
LONG_BEFORE = timedelta(days=45)  # monthly events recur within it


@dataclass(frozen=True, slots=True)
class Trail:
    """What came of following the candidates' own pointers; candidates by their leads' keys."""

    # They copy or retell what they point to: that is the source.
    with_original: frozenset[str] = frozenset()
    # The source was made from them.
    behind_source: frozenset[str] = frozenset()
    # The page calls for it in words: it is compared as its source, whatever it shares.
    called: str | None = None
    # Texts of the index that retell an outlet's report, with its name.
    retold: Mapping[str, str] = field(default_factory=dict)


def judge(
    query: SearchQuery, candidates: Sequence[OpenedPage], trail: Trail | None = None
) -> list[Match]:
    """Relate each candidate to the query's page, in order."""
    trail = trail or Trail()
    matches = [_judge(query.page, opened, candidates, trail) for opened in candidates]
    matches = [_retelling(match, trail) for match in matches]
    matches = _behind_pointers(matches)
    matches = [_digest_or_called(match, trail) for match in matches]
    return _behind_outlets(query, matches) if query.outlets else matches


# What the pages say


def _retelling(match: Match, trail: Trail) -> Match:
    """Set aside a text of the index that credits its report to another outlet."""
    outlet = trail.retold.get(match.opened.lead.key)
    if outlet is None:
        return match
    message = f"it says itself that the report is {outlet}'s."
    return replace(
        match, relation="retelling", reason="names_its_source", message=message, retells=outlet
    )


def _digest_or_called(match: Match, trail: Trail) -> Match:
    opened = match.opened
    if match.is_source and opened.page and opened.page.stories:
        message = "It is a digest of several reports."
        return replace(match, relation="same_story", reason="same_event", message=message)
    if opened.lead.key == trail.called:
        return replace(match, relation="source", reason="called", confidence=CALLED)
    return match


def _behind_pointers(matches: list[Match]) -> list[Match]:
    """Prefer candidates that the page clearly points to over merely found ones."""
    pointed_to = [match for match in matches if _is_pointed_to(match.opened)]
    if not pointed_to or any(match.is_source for match in pointed_to):
        return matches
    # A link to another story is no reason against a sure text.
    may_be_source = any(match.relation != "mismatch" for match in pointed_to)

    def gives_way(match: Match) -> bool:
        if not match.is_source or match.opened.strength > CREDIT_STRENGTH:
            return False
        if match.confidence >= SURE and not may_be_source:
            return False
        return not any(_is_same_page(match.opened, pointed.opened) for pointed in pointed_to)

    message = "it has the page's story, but the page names another address as its original."
    as_same_story = partial(
        replace, relation="same_story", reason="another_is_named", message=message
    )
    return [as_same_story(match) if gives_way(match) else match for match in matches]


def _behind_outlets(query: SearchQuery, matches: list[Match]) -> list[Match]:
    """Prefer the report of the outlet that the page credits: other ones retell it.

    An agency's text is its own at any address, and a credit is less than a surer text.
    """
    is_wire = any(is_agency(outlet.name) for outlet in query.outlets)
    credited = [match for match in matches if query.names(match.opened)]
    if not any(match.is_source for match in credited):
        reports = [match for match in credited if match.reason == "same_event"]
        best = max(reports, key=lambda match: match.opened.containment, default=None)
        if best and best.opened.containment >= CREDITED_REPORT:
            source = replace(best, relation="source", reason="confirmed")
            matches = [source if match is best else match for match in matches]

    credited_keys = {match.opened.lead.key for match in credited}

    def retells(match: Match) -> bool:
        features = match.opened.features
        if match.opened.lead.key in credited_keys or not match.is_source:
            return False
        is_wire_copy = is_wire and features is not None and is_excerpt_of(features)
        return match.confidence < query.credit_confidence and not is_wire_copy

    message = "it has the page's story, but the page says that the report is another's."
    as_retelling = partial(
        replace, relation="retelling", reason="another_is_named", message=message
    )
    return [as_retelling(match) if retells(match) else match for match in matches]


def _is_pointed_to(opened: OpenedPage) -> bool:
    return opened.strength >= CALL_STRENGTH and "by_way_of" not in opened.lead.params


def _is_same_page(opened: OpenedPage, pointed: OpenedPage) -> bool:
    """Whether a candidate is the named one at another address."""
    if same_site(opened.url, pointed.url):
        return True
    if opened.features and is_excerpt_of(opened.features):
        return True
    addresses = {normalise(url) for url in (pointed.lead.url, pointed.url)}
    copies = opened.lead.params.get("copies", ())
    return not addresses.isdisjoint({*opened.declared_originals, *copies})


def is_named_unread(match: Match) -> bool:
    """Whether the page names this source and the server can't read it."""
    opened = match.opened
    is_unread = opened.features is None or opened.access == "paywalled"
    return _is_pointed_to(opened) and match.relation == "unverified" and is_unread


# What the text shows


def _judge(
    page: Article, opened: OpenedPage, candidates: Sequence[OpenedPage], trail: Trail
) -> Match:
    """Relate a candidate to the page by its text, beside the others."""
    features = opened.features
    is_behind = opened.lead.key in trail.behind_source

    def match(
        relation: Relation,
        confidence: float,
        reason: Reason,
        message: str,
        ahead: float | None = None,
    ) -> Match:
        return Match(opened, relation, round(confidence, 2), reason, message, ahead, is_behind)

    if features is None:
        return replace(unread_match(opened), is_behind_source=is_behind)
    if opened.lead.key in trail.with_original:
        share = f"it has {features.containment:.0%} of the page's information"
        return match("copy", COPY, "names_its_source", f"{share} and names its own original.")
    if not page.sentences or not features.words:
        return match("unverified", 0.0, "no_text", "the page has no text to compare with.")
    if too_little := _too_little_to_compare(features):
        return match("unverified", 0.0, *too_little)

    rivals = _rivals(opened, features, candidates, trail)
    ahead = margin(features, rivals)
    if is_same_text(features) and not opened.strength:
        message = "it has the page's whole text and little else."
        return match("copy", COPY, "same_text", message, ahead)

    source_chance = chance(log_odds(features, rivals) + _adds(page, opened))
    event_chance = chance(log_odds_of_event(features))
    relation, reason, message = _relation(page, opened, features, source_chance, event_chance)
    confidence = 0.0
    if relation == "source":
        # A call that the text confirms counts as sure.
        is_call = opened.strength >= CALL_STRENGTH
        confidence = max(source_chance, CONFIRMED) if is_call else source_chance
    elif relation == "same_story":
        confidence = event_chance
    return match(relation, confidence, reason, f"{_share(features)}{message}", ahead)


def unread_match(opened: OpenedPage) -> Match:
    """Relate a candidate whose text is not known."""
    return Match(opened, "unverified", 0.0, "not_read", "its text could not be read.")


def _rivals(
    opened: OpenedPage, features: Features, candidates: Sequence[OpenedPage], trail: Trail
) -> list[Features]:
    """List what the other candidates share with the page, where that makes this one doubtful."""
    rivals = []
    for candidate in candidates:
        if candidate.features is None or candidate.lead.key == opened.lead.key:
            continue
        # A wrong link's bad text must not make another candidate likelier.
        is_wrong_link = candidate.strength and candidate.containment < UNRELATED
        is_set_aside = (
            candidate.lead.key in trail.with_original or candidate.lead.key in trail.retold
        )
        if is_set_aside or is_wrong_link:
            continue
        if not alike(features, candidate.features):
            rivals.append(candidate.features)
    return rivals


def _share(features: Features) -> str:
    if features.foreign and features.meant:
        return f"it has the meaning of {features.meant:.0%} of the page's sentences"
    return f"it has {features.containment:.0%} of the page's information"


def _too_little_to_compare(features: Features) -> tuple[Reason, str] | None:
    """Say why too little of the page is comparable, if it is."""
    if features.foreign and features.meant:
        return None
    if features.foreign and features.comparable < FEWEST_FOREIGN:
        message = (
            "it is in another language, and the page has too few names and numbers to compare."
        )
        return "other_language", message
    if features.comparable < FEWEST_DISTINCTIVE:
        return "too_little", "the page has too little information to compare."
    return None


def _relation(
    page: Article,
    opened: OpenedPage,
    features: Features,
    source_chance: float,
    event_chance: float,
) -> tuple[Relation, Reason, str]:
    """Name the relation, its reason, and how the sentence of the reason ends."""
    if _is_source(page, opened, features, source_chance):
        return "source", "confirmed", "."
    if opened.page and opened.page.cut:
        return "unverified", "cut", "; only its beginning is open."
    if not opened.strength and _is_short_and_other(page, features, source_chance):
        return "unverified", "too_little", ", too little of so short a text."
    if features.foreign and not _shares_enough(features):
        return "unverified", "other_language", ", and it is in another language."
    if event_chance >= SAME_EVENT and _has_enough(features):
        other_coverage = "it may be other coverage of the same event."
        if _is_later(page, opened):
            return "same_story", "later", f", but was published later: {other_coverage}"
        return "same_story", "same_event", f": {other_coverage}"
    # Words in another language are never compared, so that they can't contradict.
    if opened.strength and features.containment < UNRELATED and not features.foreign:
        return "mismatch", "no_match", ": its text does not match."
    return "unverified", "too_little", ", too little to be sure."


def _has_enough(features: Features) -> bool:
    """Whether a candidate has enough of the page, or of its names and numbers.

    Names and numbers don't depend on how much opinion the page adds, which may have none.
    """
    is_enough = features.containment >= UNRELATED or features.facts >= MOST_FACTS
    return is_enough and _shares_enough(features)


def _is_source(page: Article, opened: OpenedPage, features: Features, source_chance: float) -> bool:
    is_call = opened.strength >= CALL_STRENGTH
    if features.foreign and is_call and features.meant >= MOST_MEANT:
        return True
    if features.foreign and not _shares_enough(features):
        return False
    if is_call:
        return features.containment >= TRUSTED_LINK or source_chance >= SURE
    if not opened.strength and (
        _is_sibling(features) or _is_short_and_other(page, features, source_chance)
    ):
        return False
    return source_chance >= SURE and not _is_later(page, opened)


def _is_sibling(features: Features) -> bool:
    """Whether both are made from a third text, like two reports from one wire."""
    if features.runs < SIBLING_RUNS:
        return False
    return features.containment < SIBLING_CONTAINMENT and features.firm < SIBLING_FIRM


def _is_short_and_other(page: Article, features: Features, source_chance: float) -> bool:
    """Whether a short page says something that a candidate in its language lacks."""
    if features.foreign or features.words >= SHORT_WORDS:
        return False
    is_sure = len(page.sentences) == 1 and source_chance >= LINE_SURE
    least = LINE_CONTAINMENT if is_sure else SHORT_CONTAINMENT
    return features.containment < least and features.runs < SHORT_RUNS


def _shares_enough(features: Features) -> bool:
    """Whether a candidate has a few of the page's distinctive terms."""
    return features.containment * features.comparable >= FEWEST_SHARED


def is_excerpt_of(features: Features) -> bool:
    """Whether the candidate has the page word for word."""
    return features.runs >= EXCERPT_RUNS and features.containment >= WHOLE_PAGE


def is_same_text(features: Features) -> bool:
    """Whether the candidate is the page's own text again."""
    return min(features.runs, features.backwards) >= SAME_TEXT_RUNS


def _adds(page: Article, opened: OpenedPage) -> float:
    """Return the log odds that the page's own pointers and the dates add."""
    if opened.strength > CREDIT_STRENGTH:
        return CALL_ADDS if opened.strength >= CALL_STRENGTH else HINT_ADDS
    if opened.strength:
        return CREDIT_ADDS
    age = _age(page, opened)
    return OLD_ADDS if age is not None and age > LONG_BEFORE else 0.0


def _is_later(page: Article, opened: OpenedPage) -> bool:
    age = _age(page, opened)
    return age is not None and age < -LATER


def _age(page: Article, opened: OpenedPage) -> timedelta | None:
    """Return how much older than the page the candidate is, if both have dates."""
    page_time, candidate_time = iso_time(page.published), iso_time(opened.published)
    return page_time - candidate_time if page_time and candidate_time else None
