"""Is this page the whole story? The verdict, with the evidence it rests on.

Signs are weighed as independent doubts (noisy or) for "retells a story published elsewhere"
and for "is cut"; explicit words at the body's end count, declarations hardly do. Without a
clear answer the page is `unknown`, with what was seen.
"""

from server.article.document import Reading
from server.model import Article, Evidence, Verdict
from server.verdict.boundary import Boundary, boundary, is_long
from server.verdict.calls import find_calls
from server.verdict.declared import declared, is_far_longer
from server.verdict.ending import shape_of
from server.verdict.gate import LITTLE_PROSE, NO_PROSE, not_an_article
from server.verdict.pointing import read_calls
from server.verdict.signals import SIGNALS, Seen, any_of

__all__ = ["SIGNALS", "judge"]

# First guesses that hold on the labelled development pages (docs/decisions/verdict.md).
IS_SUMMARY = 0.6
IN_DOUBT = 0.5
SHORT_LETTERS = 1200  # about 200 words: the length of a digest


def judge(reading: Reading, status: int | None = None) -> Verdict:
    """What kind of page `reading` comes from; `status` is the HTTP status it came with."""
    if nothing := not_an_article(reading, status):
        return Verdict("not_article", 0.9, [nothing.evidence(0.9)])
    end = boundary(reading)
    calls = find_calls(end.blocks)
    seen = [
        *read_calls(calls),
        *_shape(end, reading.article, {call.quote for call in calls}),
        *_declarations(reading, status),
    ]
    if any(sign.summary for sign in seen) and not is_long(reading.article.text, SHORT_LETTERS):
        seen.append(_short(reading.article, summary=0.3))
    if not is_long(reading.article.text, LITTLE_PROSE):
        little = is_long(reading.article.text, NO_PROSE)
        seen.append(_short(reading.article, cut=0.4 if little else 0.6))
    return _weigh(seen, reading.article)


def _weigh(seen: list[Seen], article: Article) -> Verdict:
    summary = any_of([sign.summary for sign in seen])
    cut = any_of([sign.cut for sign in seen])
    explicit = any(sign.signal == "says_summary" for sign in seen)
    quoted = any(sign.quote and sign.summary for sign in seen)
    # A retelling ends like a text; what breaks off is rather an excerpt of the other one.
    whole = cut < IN_DOUBT and not any(sign.signal == "cut_off_end" for sign in seen)
    if quoted and summary >= IS_SUMMARY and (whole or explicit):
        return Verdict("summary", round(summary, 2), _for_summary(seen))
    if cut >= IN_DOUBT or summary >= IN_DOUBT or not article.sentences:
        doubts = sorted(seen, key=_force, reverse=True)
        return Verdict("unknown", 0.5, [sign.evidence(_force(sign)) for sign in doubts])
    positive = _whole(article).evidence(0.95 * (1 - summary) * (1 - cut))
    against = [sign.evidence(-_force(sign)) for sign in sorted(seen, key=_force, reverse=True)]
    return Verdict("full", positive.weight, [positive, *against])


def _force(sign: Seen) -> float:
    return max(sign.summary, sign.cut)


def _for_summary(seen: list[Seen]) -> list[Evidence]:
    """The evidence on a summary, strongest first; signs of a cut text speak against it."""
    weighed = [
        # That there is a longer text fits a summary too.
        (sign, sign.summary or (sign.cut if sign.signal == "points_to_longer" else -sign.cut))
        for sign in seen
    ]
    weighed.sort(key=lambda pair: -abs(pair[1]))
    return [sign.evidence(weight) for sign, weight in weighed]


def _whole(article: Article) -> Seen:
    count = len(article.sentences)
    sentences = "1 sentence" if count == 1 else f"{count} sentences"
    says = f"{sentences}; nothing after the end points to a longer version."
    return Seen("whole_text", says, params=(("sentences", count),))


def _short(article: Article, *, summary: float = 0.0, cut: float = 0.0) -> Seen:
    says = f"The text is short: {article.words} words."
    return Seen("short_text", says, summary=summary, cut=cut, params=(("words", article.words),))


def _shape(end: Boundary, article: Article, quotes: set[str]) -> list[Seen]:
    """Whether the body, without the notes `quotes` at its end, stops in the middle."""
    if end.end is None:
        return []
    stated = [text for text in end.end.sentences if text not in quotes]
    shape = shape_of(" ".join(stated), article.language)
    if shape == "whole":
        return []
    quote = stated[-1][-160:]
    says, cut = {
        "bracketed_ellipsis": ("The text breaks off with “[…]”.", 0.55),
        "ellipsis": ("The text ends with an ellipsis.", 0.45),
        "mid_sentence": ("The text stops in the middle of a sentence.", 0.4),
    }[shape]
    return [Seen("cut_off_end", says, quote, end.end.element, cut=cut, params=(("shape", shape),))]


def _declarations(reading: Reading, status: int | None) -> list[Seen]:
    """What status and structured data declare; whole pages declare it too, so it is weak."""
    seen = []
    said = declared(reading.document, reading.article)
    if status in (401, 402, 403, 451):
        cut = 0.5 if status in (401, 402) else 0.3
        says = f"The site answered with status {status}."
        seen.append(Seen("http_status", says, cut=cut, params=(("status", status),)))
    if said.words and is_far_longer(said.words, reading.article):
        says = f"The page declares {said.words} words, {reading.article.words} are here."
        counts = (("declared", said.words), ("words", reading.article.words))
        seen.append(Seen("declared_longer", says, said.words_quote, cut=0.3, params=counts))
    if said.paid:
        says = "The page declares that it is not free to read."
        seen.append(Seen("declared_paid", says, cut=0.1))
    return seen
