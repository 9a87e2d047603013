"""Each sentence beside its originals, in the look of a terminal."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from server.language.messages import words
from server.model import FINDING_HEADINGS
from server.present.comparison import Json, Pair, listed, originals, page_at, pieces

Look = Callable[[str], str]
_WORDS = words("en")
_GROUPS = {kind: FINDING_HEADINGS[kind] for kind in ("differs", "partly")}
_SURE = 0.1  # from the middle; else a second opinion is undecided, as in the panel
_GAP = 60  # characters kept on each side of a cut


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a report: a line in characters, and whether it has colour."""

    width: int = 88
    colour: bool = False

    def bold(self, text: str) -> str:
        """Return `text` bold, where colour is on."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def mark(self, text: str) -> str:
        """Return `text` marked as differing."""
        return f"\x1b[1;4;31m{text}\x1b[0m" if self.colour else f"[{text}]"

    def share(self, text: str) -> str:
        """Return `text` marked as common to both."""
        return f"\x1b[4m{text}\x1b[0m" if self.colour else f"_{text}_"

    def gap(self, text: str) -> str:
        """Return `text` marked as left out."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour else f"{{{text}}}"

    def wrap(self, text: str, lead: str = "", hang: str | None = None) -> str:
        """Wrap `text`, the first line after `lead`, the others after `hang`."""
        follow = " " * len(lead) if hang is None else hang
        return textwrap.fill(
            " ".join(text.split()),
            self.width,
            initial_indent=lead,
            subsequent_indent=follow,
            break_long_words=False,
            break_on_hyphens=False,
        )


def pairs(alignment: Json, style: Style, articles: Sequence[Json]) -> list[str]:
    """Return each sentence of the page beside its originals, the worst first."""
    named = originals({"sources": articles})
    return [
        "\n".join(_pair(alignment, shown, style, articles[shown.number], named))
        for shown in listed(alignment)
    ]


def _pair(
    alignment: Json, shown: Pair, style: Style, article: Json, named: Sequence[Json]
) -> Iterator[str]:
    pair, text = shown.pair, alignment["page"][shown.pair["index"]]
    yield style.bold(style.wrap(_heading(shown, named), "  "))
    yield from (style.wrap(reason, "    - ", "      ") for reason in reasons(pair))
    if [shown.texts[number] for number in pair["source"]] == [text]:
        yield style.wrap(text + on_page(article, pair["source"][0]), "    both      ")
        return
    shared = pair.get("shared") or {"page": [], "source": []}
    changed = [change["page"] for change in pair["changes"] if change["page"]]
    marks = [(span, style.mark) for span in changed or pair["missing"]]
    marks += [(span, style.share) for span in shared["page"]]
    yield style.wrap("".join(_marked(text, marks)), "    page      ")
    marks = [(one["source"], style.mark) for one in pair["changes"] if one["source"]]
    marks += [(span, style.share) for span in shared["source"]]
    for at in pair["source"]:
        own = [(span, look) for span, look in marks if span["sentence"] == at]
        original = "".join(_shortened(_marked(shown.texts[at], own)))
        yield style.wrap(original + on_page(article, at), "    original  ")
    if opinion := pair.get("opinion"):
        yield style.wrap(_opinion(shown.texts, opinion), "    opinion   ")


def _heading(shown: Pair, named: Sequence[Json]) -> str:
    """Head a sentence by its finding, in another original by where and how it is worded there."""
    key = str(shown.pair["heading"])
    if not shown.number:
        is_nowhere = named and key == "label_not_found"
        return _WORDS.text("in_none" if is_nowhere else _GROUPS.get(shown.kind, key))
    heading = _WORDS.text(key, named[shown.number]["where"])
    label = _WORDS.text(f"label_{shown.pair['label']}")
    return heading if shown.kind != "found" else f"{heading}, {label[:1].lower()}{label[1:]}"


def on_page(article: Json, number: int) -> str:
    """Say which page of a document sentence `number` is on."""
    if not article.get("pages"):
        return ""
    page = page_at(article, article["sentences"][number]["start"])
    return f" ({_WORDS.text('page_number', page)})" if page else ""


def left_out(alignment: Json, entry: Json, style: Style) -> str:
    """Return a source sentence that is left out, or with its left-out pieces marked."""
    marks = [(span, style.gap) for span in entry.get("rest", ())]
    return "".join(_marked(alignment["source"][entry["source"]], marks))


def _shortened(pieces: Sequence[str]) -> Iterator[str]:
    """Shorten long pieces between the marked ones."""
    for index, piece in enumerate(pieces):
        begin = 0 if index == 0 else _GAP
        end = 0 if index == len(pieces) - 1 else _GAP
        if len(pieces) == 1:
            begin = 4 * _GAP
        if len(piece) <= 4 * _GAP:
            yield piece
        else:
            head = piece[:begin].rpartition(" ")[0]
            tail = piece[len(piece) - end :].partition(" ")[2]
            yield " … ".join((head, tail)) if head or tail else piece


def reasons(pair: Json) -> Iterator[str]:
    """Yield the differences and missing words of a sentence."""
    for change in pair["changes"]:
        if change["kind"] != "wording":
            yield "".join(_shortened([change["says"]]))
    if pair["finding"] == "partly" and pair["missing"]:
        words = "; ".join(f"“{span['text']}”" for span in pair["missing"])
        yield f"Nowhere in the original: {words}."


def _opinion(texts: Sequence[str], opinion: Json) -> str:
    """Describe a second opinion, with its passage if it named only one."""
    if opinion["supported"] is None:
        return f"{opinion['by']}: no answer that can be read."
    lean = opinion["supported"] - 0.5
    says = "unsure" if abs(lean) < _SURE else "yes" if lean > 0 else "no"
    named = [f" “{texts[place]}”" for place in opinion["source"]]
    return f"{opinion['by']}: {_WORDS.text(f'opinion_{says}')}{named[0] if len(named) == 1 else ''}"


def _marked(text: str, marks: Iterable[tuple[Json, Look]]) -> list[str]:
    """Return `text` in pieces, every second one a marked span."""
    return [look(words) if look else words for words, look in pieces(text, marks)]
