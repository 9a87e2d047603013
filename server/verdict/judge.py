"""Is this page the whole story? The verdict, with the evidence it rests on.

A gate for pages that are no article; then every sign of a text that is cut, part of another or
retold, weighed together by a small model (weigh.py). Without a clear answer, or without words of
the page to show for it, the page is `unknown`, with what was seen.
"""

from server.model import Article, Evidence, Label, Verdict
from server.page.document import Reading
from server.page.link_blocks import is_long
from server.verdict.classifier import PARTS, REFERENCE, Table, choose, table
from server.verdict.features import features_of, signs_of
from server.verdict.gate.gate import NO_PROSE, SHORT_PROSE, not_an_article
from server.verdict.signals.signal import SIGNALS, Signal
from server.verdict.signals.truncation import stops_at_a_word


def is_shut(verdict: Verdict) -> bool:
    """Whether a page shows only its beginning to those without a subscription or account."""
    if verdict.label == "paywalled":
        return True
    return verdict.label == "unknown" and any(
        evidence.signal in ("cut_for_subscribers", "http_status") and evidence.weight >= 0.5
        for evidence in verdict.evidence
    )


__all__ = ["SIGNALS", "judge"]

# Tests that a text of a few sentences fails, cut or not.
PERHAPS_CUT = frozenset({"media_page", "list_of_links"})
TEASER_LETTERS = 600  # of a text so short an ellipsis at its end is no figure of speech
SURE = 0.75  # how likely it must be that what looks like no article is a cut one
# Signs that whole pages show too, so that they only count beside another.
_TOO_LITTLE = frozenset(
    {
        "links_to_original:alone", "links_to_original:alone_far", "locked_part:around",
        "cut_off_end:unlike", "cut_off_end:mid_sentence", "cut_off_end:ellipsis",
        "cut_for_subscribers:told", "says_excerpt:told", "says_summary:told",
        "points_to_longer:full_told", "in_other_edition:told",
    }
)  # fmt: skip
# What makes one of them count, though whole pages show it too.
_BESIDE = frozenset({"http_status", "offers_access", "declared_paid", "declared_longer"})
# What a page calls itself outweighs whatever it links to.
_OWN_WORDS: dict[Label, str] = {"summary": "says_summary", "excerpt": "says_excerpt"}


def judge(reading: Reading, status: int | None = None, weights: Table | None = None) -> Verdict:
    """What kind of page `reading` comes from; `status` is the HTTP status it came with.

    `weights` are the project's unless others are to be measured.
    """
    known = weights or table()
    nothing = not_an_article(reading, status)
    if nothing and nothing.signal not in PERHAPS_CUT:
        return Verdict("not_article", 0.95, [nothing.evidence(0.95)])
    seen = signs_of(reading, status)
    chances = known.chances(features_of(seen, reading.article))
    label, chance = choose(chances)
    if label != REFERENCE and not _shown(seen, known, reading.article):
        # Declarations and a length are no reason to doubt what nothing on the page says.
        label, chance = REFERENCE, max(chances[REFERENCE], 0.5)
    if label == REFERENCE and any(map(_breaks_off, seen)):
        # Writers leave sentences open too, but seldom: neither is likely enough to be said.
        label, chance = "unknown", min(0.5, chance)
    if not _can_be_told(reading.article, status, label):
        label, chance = "unknown", min(0.5, chance)
    # What is left of a cut text may be too short for a story.
    if nothing and (label in (REFERENCE, "unknown") or chance < SURE):
        return Verdict("not_article", 0.9, [nothing.evidence(0.9)])
    evidence = _evidence(seen, label, chances, reading.article, known)
    return Verdict(label, round(chance, 2), evidence)


def _can_be_told(article: Article, status: int | None, label: Label) -> bool:
    """Whether there is a text to judge; one that comes with a refusal is not called whole."""
    refused = status in (401, 402) or (
        status in (403, 451) and not is_long(article.text, SHORT_PROSE)
    )
    return is_long(article.text, NO_PROSE) and not (refused and label == REFERENCE)


def _breaks_off(sign: Signal) -> bool:
    """Whether the text's end is one that a cut leaves: an ellipsis, or a word as any other."""
    if sign.signal != "cut_off_end" or not sign.quote:
        return False
    return sign.kind == "ellipsis" or stops_at_a_word(sign.quote)


def _shown(seen: list[Signal], known: Table, article: Article) -> bool:
    """Whether words of the page say that it is not whole; a mere link or stop does not alone."""
    quoted = [sign for sign in seen if sign.quote and sign.signal != "declared_longer"]
    speaking = [
        sign for sign in quoted if max(known.weight(sign.feature, part) for part in PARTS) > 0.2
    ]
    beside = any(sign.signal in _BESIDE for sign in seen if sign not in speaking)
    enough = {"cut_off_end:ellipsis"} if not is_long(article.text, TEASER_LETTERS) else set()
    return len(speaking) + beside > 1 or any(
        sign.feature not in _TOO_LITTLE - enough for sign in speaking
    )


def _evidence(
    seen: list[Signal], label: Label, chances: dict[Label, float], article: Article, known: Table
) -> list[Evidence]:
    """The signs, those that speak for the label first; doubts are weighed for the likeliest."""
    doubted = max(PARTS, key=lambda name: chances[name])
    weighed = [
        (sign, known.weight(sign.feature, doubted if label == "unknown" else label))
        for sign in seen
    ]
    heaviest = max((weight for _, weight in weighed), default=0.0)
    weighed = [
        (sign, heaviest if _calls_itself(sign, label) else weight) for sign, weight in weighed
    ]
    # What the page says of itself leads, then what weighs most.
    weighed.sort(
        key=lambda pair: (
            not _calls_itself(pair[0], label),
            -pair[1] if label != REFERENCE else pair[1],
        )
    )
    shown = [sign.evidence(weight) for sign, weight in weighed]
    if label == REFERENCE:
        return [_whole(article).evidence(chances[REFERENCE]), *shown]
    return shown


def _calls_itself(sign: Signal, label: Label) -> bool:
    """Whether the page says in words what it is found to be."""
    return sign.signal == _OWN_WORDS.get(label) and not sign.kind.startswith("hint_")


def _whole(article: Article) -> Signal:
    count = len(article.sentences)
    sentences = "1 sentence" if count == 1 else f"{count} sentences"
    says = f"{sentences}; nothing after the end points to a longer version."
    return Signal("whole_text", says, params=(("sentences", count),))
