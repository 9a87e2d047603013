"""Checks a claim against the text that it cites, sentence by sentence."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from server.align import (
    NearestPassage,
    SentencePair,
    Text,
    TextFacts,
    TextPair,
    align_claim,
    language_of,
    limit_marks,
    most_mark_bytes,
    passage_of,
    prepare,
    warnings_of,
)
from server.cite.answers import CitationOutcome, Quotation
from server.cite.claims.joined import JoinedWords, joined_words
from server.cite.claims.quoted import check_quotations
from server.cite.claims.subjects import OtherSubject, other_subject
from server.cite.claims.support import fact_kind, misplaced, model, signs_of, unknown
from server.model import Alignment, PageSentence, Warning
from server.text.sentences import split

LEAST_SHARE = 0.5  # from here on, as many judged claims are borne out as are not
# What a passage may lack of a claim in other words, if no name or number is among it;
# docs/measurements.md has what that does to judged claims.
MOST_LACKING = 4  # words
MOST_LACKING_SHARE = 0.4  # of the weight of the claim
# Weight, 0..1, of a word that may turn a claim if it is all that the source lacks: "refused", not
# "began", which a writer puts for another.
TELLING_WEIGHT = 0.66


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """Sentences of a text that cite, with the paragraph and title around them.

    `quoting` is the sentence as it was written, whose quotations are checked; none if empty.
    """

    text: Text
    around: Sequence[str] = ()
    quoting: str = ""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a claim: how far its passage says it, and how sure that is.

    `confidence` is the share, 0..1, of claims like it that people found borne out, where half of
    all are; None where words can't show it. `signs` teach it. `exchanged` is a verb that has
    another subject in the source; `joined` are words that it has in different statements.
    """

    aligned: PageSentence
    near: NearestPassage | None
    outcome: CitationOutcome
    confidence: float | None = None
    signs: dict[str, float] = field(default_factory=dict)
    exchanged: OtherSubject | None = None
    joined: JoinedWords | None = None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim checked against one source, with warnings about it."""

    alignment: Alignment
    sentences: list[CheckedSentence]
    quotations: list[Quotation]
    remarks: list[Warning] = field(default_factory=list)

    @property
    def outcome(self) -> CitationOutcome:
        """Return the outcome of all sentences: `partly` too where some are there, or misquoted."""
        outcomes = {sentence.outcome for sentence in self.sentences} - {"not_compared"}
        if not outcomes:
            return "not_compared"
        is_quoted = all(quotation.verbatim for quotation in self.quotations)
        if len(outcomes) == 1 and (is_quoted or outcomes != {"matches"}):
            return outcomes.pop()
        return "differs" if "differs" in outcomes else "partly"

    @property
    def confidence(self) -> float | None:
        """Return the confidence of the least sure sentence."""
        confidences = [
            sentence.confidence for sentence in self.sentences if sentence.confidence is not None
        ]
        return min(confidences, default=None)

    @property
    def nearest(self) -> NearestPassage | None:
        """Return the passage of the sentence that rests on it most."""
        with_passage = [sentence for sentence in self.sentences if sentence.near]
        if not with_passage:
            return None
        return max(with_passage, key=lambda sentence: sentence.aligned.score).near


def check_claims(claims: Sequence[CitedClaim], source: Text, seconds: float) -> list[CheckedClaim]:
    """Check claims against one source, as many as `seconds` of processor time are enough for.

    What is known of the source is found once for all.
    """
    started = time.process_time()
    prepared = prepare(source, language_of(source))
    checked = list[CheckedClaim]()
    for claim in claims:
        if checked and time.process_time() - started >= seconds:
            break
        checked.append(check_claim(claim, prepared))
    return checked


def check_claim(claim: CitedClaim, source: Text | TextFacts) -> CheckedClaim:
    """Check each sentence of `claim` against a source, and its quotations.

    The headline, names and day of the source count as its words; names and numbers that the
    claim's own paragraph gives are not held against it.
    """
    cited = claim.text.sentences
    sentences = [sentence.text for sentence in split([*cited], claim.text.language)] or [*cited]
    page = replace(claim.text, sentences=sentences)
    texts = TextPair.of(page, source)
    source = texts.source.text
    aligned = align_claim(texts)
    day = (source.published or "")[:10]
    beside = (source.title or "", *source.names, day, *claim.around)
    around = prepare(replace(source, sentences=[*filter(None, beside)]), texts.page.language)
    checked = [_check(texts, sentence, around) for sentence in aligned.sentences]
    marked, limits = limit_marks(aligned.sentences, most_mark_bytes(page, source))
    quotations = check_quotations(claim.quoting, texts) if claim.quoting else []
    warnings = [*warnings_of(page, source), *limits]
    return CheckedClaim(replace(aligned, sentences=marked), checked, quotations, warnings)


def _check(texts: TextPair, aligned: PageSentence, around: TextFacts) -> CheckedSentence:
    near = passage_of(texts, aligned)
    if not texts.same_language or aligned.finding == "note":
        return CheckedSentence(aligned, near, _outcome(aligned, near, is_borne_out=False))
    pair = SentencePair(texts, aligned.index, tuple(aligned.source))
    signs = signs_of(pair, aligned, around)
    share = model().probability(signs)
    exchanged = other_subject(pair) if near else None
    joined = joined_words(pair, near.sentences) if near else None
    is_doubtful = near is None or near.turns or _lacks_telling_words(pair, near, around)
    is_borne_out = share >= LEAST_SHARE and not (is_doubtful or exchanged or joined)
    outcome = _outcome(aligned, near, is_borne_out=is_borne_out)
    return CheckedSentence(aligned, near, outcome, round(share, 2), signs, exchanged, joined)


def _lacks_telling_words(pair: SentencePair, near: NearestPassage, around: TextFacts) -> bool:
    """Whether a passage lacks what carries a sentence, or has a name or number elsewhere."""
    if unknown(around, pair, misplaced(pair)):
        return True
    lacking = unknown(around, pair, near.absent)
    weights = pair.words.weights
    if any(fact_kind(pair.page, index) for index in lacking):
        return True
    if len(lacking) == 1 and lacking[0] in pair.words.absent_words:
        return weights[lacking[0]] >= TELLING_WEIGHT
    lacking_weight = sum(weights[index] for index in lacking)
    return len(lacking) > MOST_LACKING or lacking_weight > MOST_LACKING_SHARE * sum(weights)


def _outcome(
    sentence: PageSentence, near: NearestPassage | None, *, is_borne_out: bool
) -> CitationOutcome:
    """Return how far the passage of a source says a sentence."""
    if sentence.finding == "differs":
        return "differs"
    if sentence.finding == "note" or sentence.label == "translated":
        return "not_compared"
    if sentence.label == "not_found" or not near:
        return "not_there"
    return "matches" if is_borne_out else "partly"
