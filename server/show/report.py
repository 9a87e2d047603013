"""Each sentence beside its originals, in the look of a terminal."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from jinja2 import Environment, PackageLoader, select_autoescape

from server.language.messages import words
from server.model import KIND_TITLES, SERVICES, counted
from server.show.answer import coverage_sentence, places, reasons
from server.show.gist import in_a_line
from server.show.printable import printable, printable_values
from server.show.sentences import Pair, about_of, omissions, originals, page_at, pieces, worst_first
from server.show.states import NOT_COMPARED, PAGE_SENTENCES, SOURCE_SENTENCES, Json, counts

Look = Callable[[str], str]
_WORDS = words("en")
_GAP = 60  # characters kept on each side of a cut


@dataclass(frozen=True, slots=True)
class Style:
    """Set a report's width in characters, and whether it has colour."""

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
    lettered = originals({"sources": articles})
    return [
        "\n".join(_pair(alignment, pair, style, articles[pair.number], lettered))
        for pair in worst_first(alignment)
    ]


def _pair(
    alignment: Json, pair: Pair, style: Style, article: Json, lettered: Sequence[Json]
) -> Iterator[str]:
    sentence, text = pair.sentence, alignment["page"][pair.sentence["index"]]
    yield style.bold(style.wrap(_heading(pair, lettered), "  "))
    for difference in differences(sentence):
        yield style.wrap(difference, "    - ", "      ")
    if [pair.texts[index] for index in sentence["source"]] == [text]:
        yield style.wrap(text + on_page(article, sentence["source"][0]), "    both      ")
        return

    shared = sentence.get("shared") or {"page": [], "source": []}
    changed = [change["page"] for change in sentence["changes"] if change["page"]]
    page_marks = [(span, style.mark) for span in changed or sentence["missing"]]
    page_marks += [(span, style.share) for span in shared["page"]]
    yield style.wrap("".join(_mark(text, page_marks)), "    page      ")

    source_marks = [
        (change["source"], style.mark) for change in sentence["changes"] if change["source"]
    ]
    source_marks += [(span, style.share) for span in shared["source"]]
    for index in sentence["source"]:
        own = [(span, look) for span, look in source_marks if span["sentence"] == index]
        original = "".join(_shorten(_mark(pair.texts[index], own)))
        yield style.wrap(original + on_page(article, index), "    original  ")
    if opinion := sentence.get("opinion"):
        yield style.wrap(_opinion(pair.texts, opinion), "    opinion   ")


def _heading(pair: Pair, lettered: Sequence[Json]) -> str:
    """Head a sentence by its finding, in another original by where and how it is worded there."""
    key = str(pair.sentence["heading"])
    if pair.number:
        heading = _WORDS.text(key, lettered[pair.number]["where"])
        label = _WORDS.text(f"label_{pair.sentence['label']}")
        return heading if pair.kind != "found" else f"{heading}, {label[:1].lower()}{label[1:]}"
    if pair.kind in ("differs", "partly"):
        return _WORDS.text(PAGE_SENTENCES[pair.kind].heading)
    if lettered and key == "label_not_found":
        return _WORDS.text("in_none")
    return _WORDS.text(key)


def on_page(article: Json, number: int) -> str:
    """Say which page of a document sentence `number` is on."""
    if not article.get("pages"):
        return ""
    page = page_at(article, article["sentences"][number]["start"])
    return f" ({_WORDS.text('page_number', page)})" if page else ""


def left_out(alignment: Json, entry: Json, style: Style) -> str:
    """Return a source sentence that is left out, or with its left-out pieces marked."""
    marks = [(span, style.gap) for span in entry.get("rest", ())]
    return "".join(_mark(alignment["source"][entry["source"]], marks))


def _shorten(pieces: Sequence[str]) -> Iterator[str]:
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


def differences(sentence: Json) -> Iterator[str]:
    """Yield the differences and missing words of a sentence."""
    for change in sentence["changes"]:
        if change["kind"] != "wording":
            yield "".join(_shorten([change["says"]]))
    if sentence["finding"] != "partly":
        return
    page_spans = [change.get("page") for change in sentence["changes"]]
    missing = [f"“{span['text']}”" for span in sentence["missing"] if span not in page_spans]
    if missing:
        yield f"Nowhere in the original: {'; '.join(missing)}."


def _opinion(texts: Sequence[str], opinion: Json) -> str:
    """Describe a second opinion, with the passage that it named."""
    if opinion["supported"] is None:
        return f"{opinion['by']}: no answer that can be read."
    answer = _WORDS.text("opinion_yes" if opinion["supported"] else "opinion_no")
    passages = "".join(f" “{texts[place]}”" for place in opinion["source"])
    return f"{opinion['by']}: {answer}{passages}"


def _mark(text: str, marks: Iterable[tuple[Json, Look]]) -> list[str]:
    """Return `text` in pieces, every second one a marked span."""
    return [look(words) if look else words for words, look in pieces(text, marks)]


BLOCK_END = "\f"  # after a block of lines, in the templates
_BARS = {"told": "█", "in_part": "▒", "left_out": "░", "not_compared": "·"}  # by state
_UNNAMED = {"title": None, "publisher": None, "published": None, "url": None}


def report_of(
    call: str, answer: Json, style: Style | None = None, templates: Environment | None = None
) -> str:
    """Return the answer to `call` as text, by the template of its name in `templates`."""
    text = str(answer.get("text", ""))
    template = (templates or _templates()).get_template(f"{call}.txt")
    report = template.render(
        answer=printable_values(answer),
        paragraphs=[printable(paragraph) for paragraph in text.split("\n\n")],
        style=style or Style(),
    )
    blocks = []
    for block in report.split(BLOCK_END):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines:
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


REPORTS: dict[str, Callable[..., str]] = {
    call: partial(report_of, call) for call in ("compare", "extract", "verdict", "find", "align")
}


@cache
def _templates() -> Environment:
    return templates_of("server.show")


def templates_of(package: str, **names: object) -> Environment:
    """Return the templates of `package`, which know the names of all reports and `names`."""
    environment = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=select_autoescape(),  # HTML alone
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= names | {
        "chart": _chart,
        "counted": counted,
        "given": _given_originals,
        "imprint": _imprint,
        "in_a_line": in_a_line,
        "about_of": about_of,
        "left_out": left_out,
        "omissions": omissions,
        "on_page": on_page,
        "pairs": pairs,
        "places": places,
        "reasons": reasons,
        "several": _several,
        "sums": _sums,
        "tiles": _tiles,
        "end": BLOCK_END,
        "kinds": KIND_TITLES,
        "services": SERVICES,
        "words": _WORDS,
    }
    environment.filters["number"] = lambda place: str(place + 1)
    environment.filters["say"] = _WORDS.say
    return environment


def _sums(figures: Json) -> str:
    """Say how much of the original the page has, and how much it leaves out."""
    sums = [coverage_sentence(figures, _WORDS)]
    states = [state for state in ("left_out", "not_compared") if figures[state]]
    sums += [f"{_WORDS.text(SOURCE_SENTENCES[state].name)} {figures[state]}" for state in states]
    if figures["left_out_minutes"] >= 0.5:  # of reading; half a minute is one
        sums.append(f"{int(figures['left_out_minutes'] + 0.5)} min")
    return " · ".join(sums)


def _chart(account: Sequence[Json]) -> str:
    """Draw the states of an original's sentences, and name the signs."""
    states = [entry["state"] for entry in account if entry["state"] in _BARS]
    names = [
        f"{sign} {_WORDS.text(SOURCE_SENTENCES[state].name).lower()}"
        for state, sign in _BARS.items()
        if state in states
    ]
    return f"  {''.join(_BARS[state] for state in states)}\n  {'  '.join(names)}"


def _tiles(alignment: Json) -> str:
    """Count the page's sentences by kind, without noughts."""
    tiles = [
        f"{_WORDS.text(PAGE_SENTENCES[kind].name)} {count}"
        for kind, count in counts(alignment["figures"]).items()
        if count
    ]
    unknown = sum(sentence["heading"] == NOT_COMPARED for sentence in alignment["sentences"])
    if unknown:
        tiles.append(f"{_WORDS.text(NOT_COMPARED)} {unknown}")
    return " · ".join(tiles)


def _given_originals(alignment: Json) -> list[Json]:
    """Return the originals of an alignment of texts; one that failed has no sentences."""
    texts = {0: alignment["source"]}
    for further in alignment.get("further", ()):
        texts[further["source"]] = further["sentences"]
    numbers = range(max(texts) + 1)
    return [_UNNAMED | {"text": " ".join(texts.get(number, ()))} for number in numbers]


def _several(comparison: Json, style: Style) -> Iterator[str]:
    """Yield a line for each original where there are several."""
    further = (comparison.get("alignment") or {}).get("further", ())
    searched = {source["source"] for source in further if source["found_by"]}
    for number, original in enumerate(originals(comparison)):
        article, letter = original["article"], original["letter"]
        facts = [article["title"], _imprint(article), article["url"] if number else None]
        facts_line = " · ".join(filter(None, facts)) or f"a text given, {original['name']}"
        lead = _WORDS.text("elsewhere_found", letter) if number in searched else letter
        yield style.wrap(facts_line, f"  {lead}: ")


def _imprint(article: Json) -> str:
    return " · ".join(filter(None, [article["publisher"], (article["published"] or "")[:10]]))
