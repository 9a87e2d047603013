"""The answer in a line: its heading, or the comparison by what is sure of it; and its picture."""

import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from server.align import ends_as_sentence
from server.language.messages import Words, words
from server.model import (
    KIND_GRAVITY,
    Alignment,
    Article,
    Change,
    Elsewhere,
    Gist,
    GistClause,
    Message,
    Origin,
    PageSentence,
    Verdict,
)
from server.show.states import Json, source_kinds
from server.text.tokens import plain_words
from server.urls import host_of

_LONGEST = 40  # letters of words that are named; longer ones are counted


def gist_of(
    verdict: Verdict,
    alignment: Alignment | None,
    origin: Origin | None = None,
    sources: Sequence[Article] = (),
) -> Gist | None:
    """Return the sentence on a comparison, with several `sources`; None without an alignment.

    Nothing is said by a text that is not the `origin`'s.
    """
    is_other = origin is not None and not origin.read
    clauses = list(_clauses(verdict, alignment, sources)) if alignment and not is_other else []
    if not clauses:
        return None
    return Gist(says=_worded(clauses, words("en")), clauses=clauses)


def in_a_line(comparison: Mapping[str, Any], language: Words) -> str:
    """Word an answer of the API in a line: its gist, its stories, or its verdict."""
    search = comparison.get("search")
    if search and search["items"] and search.get("lead") is None:
        return language.count("stories", len(search["items"]))
    if gist := comparison.get("gist"):
        return _worded([GistClause(**clause) for clause in gist["clauses"]], language)
    return language.say(comparison["verdict"]["heading"])


def _worded(clauses: list[GistClause], language: Words) -> str:
    given = (Message(f"gist_{one.code}", [*one.params.values()]) for one in clauses)
    first, *others = map(language.say, given)
    joined = language.text("gist_and", first, others[0]) if others else first
    return language.text("gist_end", joined[:1].upper() + joined[1:])


def _clauses(
    verdict: Verdict, alignment: Alignment, sources: Sequence[Article]
) -> Iterator[GistClause]:
    """Yield the worst of the page's sentences, then what it leaves out."""
    compared = [each for each in alignment.sentences if each.finding != "note" or each.is_unknown]
    if not any(each.source or each.elsewhere for each in alignment.sentences):
        return
    if compared and all(each.label == "verbatim" for each in compared):
        yield _copied(alignment)
        return
    given = {one.source for one in alignment.further if one.found_by is None}
    elsewhere = (entry for sentence in alignment.sentences for entry in sentence.elsewhere)
    # Sentences rest on a further original that was given: "the original" would be one of several.
    is_mixed = any(entry.source in given for entry in elsewhere)
    if worst := _worst(compared, alignment, sources) or (None if is_mixed else _relation(verdict)):
        yield worst
    left_out = [entry for entry in alignment.left_out if entry.span is None]
    if left_out and not (is_mixed or alignment.not_compared):
        first = min(left_out, key=lambda entry: entry.rank)
        counts = {"left_out": len(left_out), "total": alignment.figures.source_sentences}
        yield GistClause("left_out", counts, source=first.source)


def _copied(alignment: Alignment) -> GistClause:
    """Word the answer on a page that copies every sentence of it from the original."""
    states = [entry.state for entry in alignment.account if entry.state != "aside"]
    used, total = alignment.figures.used, len(states)
    if states.count("told") == total:
        return GistClause("copy", {})
    is_first = "left_out" not in states[:used] and used < total
    if is_first and used == 1:
        return GistClause("opening", {"total": total})
    return GistClause("first" if is_first else "same", {"used": used, "total": total})


def _worst(
    compared: list[PageSentence], alignment: Alignment, sources: Sequence[Article]
) -> GistClause | None:
    """Word the most alarming sentence that differs, or count those that do.

    What differs from a text found besides the original does not count: it may be another report.
    """
    found = {one.source for one in alignment.further if one.found_by}
    accused = [
        each
        for each in compared
        # A sentence found in part may have a value that no original has.
        if (
            each.finding == "differs"
            or (each.finding == "partly" and any(x.is_sure for x in each.changes if not x.source))
        )
        and not any(one.source in found for one in each.elsewhere)
    ]
    differing = [each for each in accused if each.finding == "differs"]
    whole = [each for each in accused if ends_as_sentence(alignment.page[each.index])]
    if not accused:
        return None
    worst = max(whole or accused, key=lambda each: (each in differing, each.concern))
    shown = worst.elsewhere[0] if worst.elsewhere else worst
    sure = [change for change in shown.changes if change.is_sure]
    gravest = min(sure, key=lambda change: KIND_GRAVITY[change.kind], default=None)
    named = _named(gravest, worst.index, shown, alignment) if gravest and whole else None
    if named and alignment.further and _is_in_any(str(named.params["page"]), alignment):
        named = None  # another original may have these very words
    given = [one for one in alignment.further if one.source not in found]
    if not named and differing:
        named = GistClause("differs", {"count": len(differing)}, worst.index)
    if not given or not named:
        return named
    number = worst.elsewhere[0].source if worst.elsewhere else 0
    return _of_several(named, number, sources)


def _of_several(clause: GistClause, number: int, sources: Sequence[Article]) -> GistClause:
    """Return a clause on an original of several, with publisher, site or letter for its words."""
    if clause.code not in ("says", "words"):  # clauses with the words of an original
        return replace(clause, code=f"{clause.code}_any")
    source = sources[number] if number < len(sources) else None
    host = (host_of(source.url or "") or "").removeprefix("www.") if source else None
    named = (source and source.publisher) or host
    name = named if named and len(named) <= _LONGEST else "ABCDE"[number]
    return replace(clause, code=f"{clause.code}_by", params={**clause.params, "name": name})


def _is_in_any(words_: str, alignment: Alignment) -> bool:
    """Return whether an original has these whole words in a row: "24", which 2014 has not."""
    texts = chain(alignment.source, *(one.sentences for one in alignment.further))
    return any(_row(words_) in _row(text) for text in texts)


def _row(text: str) -> str:
    return f" {' '.join(plain_words(text))} "


def _named(
    change: Change, sentence: int, shown: PageSentence | Elsewhere, alignment: Alignment
) -> GistClause | None:
    """Word a change by the words of both sides; None where they are long, or not sure enough.

    Both sides of numbers and of "not" are right often enough, in near copies. Elsewhere a
    number or name is only said to be the page's own, if no original has its words.
    """
    sides = {"page": change.page, "source": change.source}
    said = {side: span.text.strip() for side, span in sides.items() if span}
    if "page" not in said or not all(0 < len(text) <= _LONGEST for text in said.values()):
        return None
    is_plain = change.kind in ("number", "date", "name")  # others are quoted
    # In first sentences names were right in 2 of 12 cases, quotations in 2 of 8, dates in 3 of 6.
    never_both = change.kind in ("name", "quote", "date")
    sources = shown.source if isinstance(shown, PageSentence) else shown.sentences
    is_best = change.source is not None and change.source.sentence in sources[:1]
    if change.source and (never_both or not is_best or shown.shared is not None):
        # A day may be another word for the original's.
        if change.kind not in ("number", "name") or _is_in_any(said["page"], alignment):
            return None
        said = {"page": said["page"]}
    if change.kind == "number" and _is_in_any(said["page"], alignment):
        return None  # of something else
    page, *others = (text.casefold() for text in said.values())
    if not others:
        return GistClause("only", said, sentence) if is_plain else None
    is_not = change.kind == "negation" and not change.params.get("code")
    if page in others or (is_not and others[0] not in page):  # "not used" for "used"
        return None
    return GistClause("says" if is_plain else "words", said, sentence)


def _relation(verdict: Verdict) -> GistClause | None:
    """Word whose report a page retells. "Nothing differs" would be wrong too often."""
    if verdict.answer != "retells":
        return None
    names = [credit.name for credit in verdict.basis.credits if credit.role == "basis"]
    if verdict.basis.kind != "compiles" and 0 < len(names[0] if names else "") <= _LONGEST:
        return GistClause("retells", {"name": names[0]})
    return GistClause("retells_it", {})


# Pixels, as networks show the picture of a link.
_WIDTH, _HEIGHT, _EDGE, _BAND, _GAP = 1200, 630, 60, 12, 8
_HATCH, _STROKE = 9, 6
# Colours of extension/tokens.css by what is drawn, in the order of the palette.
PICTURED = {
    "ground": "ffffff",
    "brand": "0b6b4b",
    "not_compared": "8a939e",
    "told": "5b94d1",
    "in_part": "9ab9da",
    "differs": "b3261e",
    "left_out": "b4bcc6",
}


def picture_of(comparison: Json, *, mirrored: bool = False) -> bytes:
    """Draw the original's sentences in lines, each by its state, as a PNG.

    It has no words: those are beside it wherever a link is shown, and would need fonts of all
    scripts. `mirrored` lines run from right to left. Sentences of a page
    without an original are empty boxes.
    """
    alignment, page = comparison["alignment"], comparison["page"]
    kinds = source_kinds(alignment) if alignment else ["not_compared"] * len(page["sentences"])
    rows = [bytearray(_WIDTH) for _ in range(_HEIGHT)]
    _fill(rows, (0, 0, _WIDTH, _BAND), "brand")
    across, down = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    # A bar five times as wide as high looks like a line of a page.
    columns = max(1, round(math.sqrt(len(kinds) * across / (down * 5))))
    width, height = across / columns, down / max(1, math.ceil(len(kinds) / columns))
    for at, kind in enumerate(kinds):
        row, column = divmod(at, columns)
        column = columns - 1 - column if mirrored else column
        left, top = round(_EDGE + column * width), round(_EDGE + row * height)
        gap = min(_GAP, int(height / 3))
        box = left, top, round(left + width) - gap, round(top + height) - gap
        _fill(rows, box, kind)
        if kind == "not_compared":  # an empty box
            _fill(rows, (left + 2, top + 2, box[2] - 2, box[3] - 2), "ground")
    return _png(rows)


def _fill(rows: list[bytearray], box: tuple[int, int, int, int], kind: str) -> None:
    """Fill a box from its left and top to its right and bottom; hatch what is left out."""
    (left, top, right, bottom), colour = box, [*PICTURED].index(kind)
    stroke = _STROKE if kind == "left_out" else _HATCH
    line = bytes(colour * (x % _HATCH < stroke) for x in range(_WIDTH + _HATCH))
    for y in range(top, bottom):
        shift = y % _HATCH
        rows[y][left:right] = line[left + shift : right + shift]


def _png(rows: list[bytearray]) -> bytes:
    """Encode rows of colours' numbers as a PNG (ISO 15948)."""
    chunks = {
        b"IHDR": struct.pack(">2I5B", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0),  # by palette
        b"PLTE": bytes.fromhex("".join(PICTURED.values())),
        b"IDAT": zlib.compress(b"".join(b"\0" + row for row in rows), 9),
        b"IEND": b"",
    }
    framed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)
