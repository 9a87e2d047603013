"""A comparison as text for a terminal, in the order in which a reader needs it."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from server.cli.printable import printable, printable_values
from server.model import FINDER_TITLES, KIND_TITLES


@dataclass(frozen=True, slots=True)
class Style:
    """How the report looks: line width in characters, and whether it may use colour."""

    width: int = 88
    colour: bool = False

    def bold(self, text: str) -> str:
        """`text`, bold where colour is on."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def mark(self, text: str) -> str:
        """`text`, marked as differing."""
        return f"\x1b[1;4;31m{text}\x1b[0m" if self.colour else f"[{text}]"

    def share(self, text: str) -> str:
        """`text`, marked as common to both."""
        return f"\x1b[4m{text}\x1b[0m" if self.colour else f"_{text}_"

    def wrap(self, text: str, lead: str = "", hang: str | None = None) -> str:
        """`text` in lines, the first after `lead`, the others after `hang`."""
        follow = " " * len(lead) if hang is None else hang
        return textwrap.fill(
            " ".join(text.split()),
            self.width,
            initial_indent=lead,
            subsequent_indent=follow,
            break_long_words=False,
            break_on_hyphens=False,
        )


# The report reads plain JSON, so that it serves the server's answers and saved files alike.
Json = dict[str, Any]

_VERDICTS = {
    "full": "This is the full story",
    "excerpt": "This is an excerpt",
    "paywalled": "Subscribers only",
    "summary": "This is a summary",
    "not_article": "This is not an article",
    "unknown": "Can't tell",
}
_FINDINGS = {
    "differs": "Differs from the original",
    "not_found": "Not found in the original",
    "partly": "Partly found",
    "found": "Found in the original",
}
_LABELS = {
    "verbatim": "word for word",
    "near_verbatim": "almost word for word",
    "paraphrase": "reworded",
    "fused": "from several sentences",
    "translated": "translated",
}


_OUTCOMES = {
    "source": "The original was found",
    "same_story": "The original was not found; the same story elsewhere:",
    "not_found": "The original was not found",
    "not_needed": "Nothing points to a longer story",
}
_RELATIONS = {
    "source": "the original",
    "copy": "the same text",
    "same_story": "the same story elsewhere",
    "unverified": "not confirmed",
    "mismatch": "another text",
}
_ACCESS = {
    "open": "open",
    "paywalled": "for subscribers",
    "unreachable": "can't be reached",
    "not_fetched": "",
}


def report(comparison: Json, style: Style | None = None) -> str:
    """The whole comparison as text."""
    style, comparison = style or Style(), printable_values(comparison)
    parts = [_verdict(comparison, style), _source(comparison, style)]
    if comparison["alignment"]:
        parts += [
            _figures(comparison["alignment"], style),
            _pairs(comparison["alignment"], style),
            _left_out(comparison["alignment"], style),
        ]
    parts.append(_warnings(comparison, style))
    return "\n\n".join(part for part in parts if part) + "\n"


def report_alignment(alignment: Json, style: Style | None = None) -> str:
    """Two texts sentence by sentence, as text."""
    style, alignment = style or Style(), printable_values(alignment)
    warnings = {"warnings": alignment["warnings"]}
    parts = [_figures(alignment, style), _pairs(alignment, style), _left_out(alignment, style)]
    return "\n\n".join(part for part in [*parts, _warnings(warnings, style)] if part) + "\n"


def _verdict(comparison: Json, style: Style) -> str:
    verdict, page = comparison["verdict"], comparison["page"]
    lines = [style.bold(_VERDICTS[verdict["label"]])]
    if page["title"]:
        lines.append(style.wrap(page["title"], "  "))
    for evidence in _without_repeats(verdict["evidence"])[:3]:
        lines.append(style.wrap(evidence["says"], "  - "))
        if evidence["quote"] and evidence["quote"] not in evidence["says"]:
            lines.append(style.wrap(f"“{evidence['quote']}”", "    "))
    return "\n".join(lines)


def _without_repeats(evidence: list[Json]) -> list[Json]:
    """`evidence` where words that say two things of a page are quoted once."""
    quotes = [each["quote"] for each in evidence]
    return [
        each
        for at, (each, quote) in enumerate(zip(evidence, quotes, strict=True))
        if not quote or quotes.index(quote) == at
    ]


def _source(comparison: Json, style: Style) -> str:
    search = comparison["search"]
    if comparison["source"]:
        return _source_card(comparison, style)
    if search is None or not search["tried"]:
        return ""
    return _search(search, style)


def _search(search: Json, style: Style) -> str:
    """What a search came to: its candidates, best first, and where it looked."""
    if search.get("items"):
        return _stories(search["items"], style)
    lines = [style.bold(_OUTCOMES[search["outcome"]])]
    for candidate in search["candidates"]:
        lines += _candidate(candidate, style)
    lines.append("  Looked at:")
    lines += _turns(search["tried"], style)
    if search["offer"]:
        lines.append("  Could be asked with your leave, with these words:")
        for name, words in zip(search["offer"]["providers"], search["offer"]["words"], strict=True):
            lines.append(
                style.wrap("; ".join(words), f"  - {FINDER_TITLES.get(name, name)}: ", "    ")
            )
    return "\n".join(lines)


def _stories(items: Sequence[Json], style: Style) -> str:
    """The stories of a page that has several, each with its own original."""
    lines = [style.bold(f"The page has {len(items)} stories, each with its own original")]
    for number, item in enumerate(items):
        lines.append(style.wrap(item["title"], f"  {number}  "))
        lines += [f"     {candidate['url']}" for candidate in item["candidates"]]
    return "\n".join([*lines, "  Compare one of them: unabridged compare PAGE --item 0"])


def _candidate(candidate: Json, style: Style) -> list[str]:
    about = [_RELATIONS[candidate["relation"]], _ACCESS[candidate["access"]]]
    about += [candidate["publisher"], (candidate["published"] or "")[:10]]
    says = " ".join(found["says"] for found in candidate["found_by"])
    what = style.wrap("; ".join(part for part in about if part) + ". " + says, "    ")
    if not candidate["title"]:
        return [f"  - {candidate['url']}", what]
    return [style.wrap(candidate["title"], "  - "), what, f"    {candidate['url']}"]


def _turns(tried: Sequence[Json], style: Style) -> list[str]:
    """Who looked and what came of it; those that had nothing to look at share a line."""
    said: dict[tuple[str, str], list[str]] = {}
    for at, turn in enumerate(tried):
        alone = "" if turn["outcome"] == "nothing" and not turn["candidates"] else str(at)
        said.setdefault((alone, turn["detail"]), []).append(_turn(turn) if alone else _name(turn))
    return [
        style.wrap(f"{', '.join(names)}: {detail}", "  - ", "    ")
        for (_, detail), names in said.items()
    ]


def _name(turn: Json) -> str:
    return FINDER_TITLES.get(turn["finder"]) or str(turn["finder"])


def _turn(turn: Json) -> str:
    found = f", {_count(turn['candidates'], 'candidate')}" if turn["candidates"] else ""
    return f"{_name(turn)} ({turn['ms']} ms{found})"


def report_search(found: Json, style: Style | None = None) -> str:
    """The verdict on a page and where its source is, as text."""
    style, found = style or Style(), printable_values(found)
    return f"{_verdict(found, style)}\n\n{_search(found['search'], style)}\n"


def report_verdict(judged: Json, style: Style | None = None) -> str:
    """The verdict on a page, as text."""
    return f"{_verdict(printable_values(judged), style or Style())}\n"


def report_article(article: Json, style: Style | None = None) -> str:
    """An article's title, imprint and text."""
    style = style or Style()
    text = [style.wrap(printable(paragraph)) for paragraph in article["text"].split("\n\n")]
    article = printable_values(article)
    title = style.bold(article["title"]) if article["title"] else ""
    head = "\n".join(part for part in (title, _imprint(article)) if part)
    return "\n\n".join(part for part in [head, *text, _warnings(article, style)] if part) + "\n"


def _imprint(article: Json) -> str:
    """Who published it and when, as far as known."""
    about = [article["publisher"], (article["published"] or "")[:10]]
    return " · ".join(part for part in about if part)


def _source_card(comparison: Json, style: Style) -> str:
    source, search = comparison["source"], comparison["search"]
    lines = [style.bold("The original")]
    if source["title"]:
        lines.append(style.wrap(source["title"], "  "))
    lines.append(style.wrap(_imprint(source), "  "))
    if source["canonical_url"] or source["url"]:
        lines.append(f"  {source['canonical_url'] or source['url']}")
    if search and search["candidates"]:
        lines += [style.wrap(found["says"], "  ") for found in search["candidates"][0]["found_by"]]
    else:
        lines.append("  Given with the request.")
    return "\n".join(line for line in lines if line.strip())


def _figures(alignment: Json, style: Style) -> str:
    figures = alignment["figures"]
    found = (
        f"{_count(figures['page_sentences'], 'sentence')}: {figures['differs']} different, "
        f"{figures['not_found']} not in the original, {figures['partly_found']} partly found, "
        f"{figures['found']} found ({figures['verbatim']} word for word)."
    )
    used = (
        f"{figures['used']} of {_count(figures['source_sentences'], 'sentence')} told "
        f"({figures['covered_share']:.0%} of the original's words); "
        f"{figures['left_out_minutes']:g} min of reading left out."
    )
    lines = [style.bold("In figures"), style.wrap(used, "  "), style.wrap(found, "  ")]
    changed = [
        f"{count} {KIND_TITLES[kind][count > 1]}"
        for kind, count in figures["changed"].items()
        if count
    ]
    if changed:
        lines.append(style.wrap("; ".join(changed) + ".", "  "))
    if ribbon := _ribbon(alignment):
        lines.append("  " + ribbon)
    return "\n".join(lines)


def _ribbon(alignment: Json) -> str:
    """One character a sentence of the original: in the page or left out."""
    left_out = {entry["source"] for entry in alignment["left_out"]}
    cells = "".join("░" if at in left_out else "█" for at in range(len(alignment["source"])))
    return f"{cells}  █ told  ░ left out" if len(cells) <= 60 else ""


def _pairs(alignment: Json, style: Style) -> str:
    shown = [s for s in alignment["sentences"] if s["finding"] != "note"]
    shown.sort(key=lambda sentence: -sentence["concern"])
    blocks = ["\n".join(_pair(alignment, sentence, style)) for sentence in shown]
    return style.bold("Sentence by sentence, the most doubtful first") + "\n" + "\n\n".join(blocks)


def _pair(alignment: Json, sentence: Json, style: Style) -> Iterator[str]:
    label = _LABELS.get(sentence["label"], "") if sentence["finding"] == "found" else ""
    heading = _FINDINGS[sentence["finding"]] + (f", {label}" if label else "")
    yield style.bold(f"  {heading}")
    yield from (style.wrap(reason, "    - ", "      ") for reason in _reasons(sentence))
    text = alignment["page"][sentence["index"]]
    spans = [change["page"] for change in sentence["changes"] if change["page"]]
    shared = sentence.get("shared") or {"page": [], "source": []}
    page = _marked(text, spans or sentence["missing"], style, shared["page"])
    yield style.wrap(page, "    page      ")
    for number in sentence["source"]:
        spans = [
            change["source"]
            for change in sentence["changes"]
            if change["source"] and change["source"]["sentence"] == number
        ]
        both = [span for span in shared["source"] if span["sentence"] == number]
        original = _marked(alignment["source"][number], spans, style, both)
        yield style.wrap(original, "    original  ")
    if opinion := sentence.get("opinion"):
        yield style.wrap(_opinion(alignment, opinion), "    opinion   ")


def _reasons(sentence: Json) -> Iterator[str]:
    """Why a sentence is shown as it is: what differs, and which words are nowhere."""
    for change in sentence["changes"]:
        if change["kind"] != "wording":
            yield change["says"]
    if sentence["finding"] == "partly":
        words = "; ".join(f"“{span['text']}”" for span in sentence["missing"])
        yield f"Nowhere in the original: {words}."


def _opinion(alignment: Json, opinion: Json) -> str:
    """What a second model says of a sentence, with the passage if it named one alone."""
    if opinion["supported"] is None:
        return f"{opinion['by']}: no answer that can be read."
    says = "supported by the original" if opinion["supported"] >= 0.5 else "not supported"
    named = [alignment["source"][place] for place in opinion["source"]]
    return f"{opinion['by']}: {says}" + (f" (“{named[0]}”)" if len(named) == 1 else ".")


def _marked(text: str, spans: list[Json], style: Style, shared: Sequence[Json] = ()) -> str:
    """`text` with its `spans` and `shared` words marked; where two overlap, the first wins."""
    pieces, position = [], 0
    looks = [(span, style.mark) for span in spans] + [(span, style.share) for span in shared]
    for span, look in sorted(looks, key=lambda at: (at[0]["start"], -at[0]["end"])):
        if span["start"] < position or span["start"] == span["end"]:
            continue
        pieces += [text[position : span["start"]], look(text[span["start"] : span["end"]])]
        position = span["end"]
    return "".join(pieces) + text[position:]


def _left_out(alignment: Json, style: Style) -> str:
    entries = sorted(alignment["left_out"], key=lambda entry: entry["rank"])
    if not entries:
        return ""
    lines = [style.bold("Left out, the most important first")]
    for entry in entries[:10]:
        lines.append(style.wrap(alignment["source"][entry["source"]], f"  {entry['rank']:>2}. "))
        if entry["why"]:
            lines.append(style.wrap(entry["why"], "      "))
    if len(entries) > 10:
        lines.append(f"      … and {len(entries) - 10} more.")
    return "\n".join(lines)


def _warnings(comparison: Json, style: Style) -> str:
    return "\n".join(style.wrap(entry["detail"], "Note: ") for entry in comparison["warnings"])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("s" if number != 1 else "")


REPORTS: dict[str, Callable[[Json, Style], str]] = {
    "compare": report,
    "extract": report_article,
    "verdict": report_verdict,
    "find": report_search,
    "align": report_alignment,
}
