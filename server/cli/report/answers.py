"""The API's answers as text for a terminal, the most important first."""

from collections.abc import Callable

from server.cli.printable import printable, printable_values
from server.cli.report.alignment import comparison_of
from server.cli.report.citations import report_citations
from server.cli.report.search import search_of
from server.cli.report.style import Json, Style
from server.language.messages import words
from server.model import originals
from server.verdict import heading_of, in_a_line

_WORDS = words("en")
_UNNAMED = {"title": None, "publisher": None, "published": None, "url": None}


def report(comparison: Json, style: Style | None = None) -> str:
    """Return the whole comparison as text."""
    style, comparison = style or Style(), printable_values(comparison)
    parts = [_verdict(comparison, style), _source(comparison, style)]
    if comparison["alignment"]:
        articles = comparison.get("sources") or [comparison["source"]]
        parts += comparison_of(comparison["alignment"], style, articles)
    parts.append(_warnings(comparison, style))
    return "\n\n".join(part for part in parts if part) + "\n"


def report_alignment(alignment: Json, style: Style | None = None) -> str:
    """Return an alignment as text."""
    style, alignment = style or Style(), printable_values(alignment)
    warnings = {"warnings": alignment["warnings"]}
    texts = {0: alignment["source"]}
    texts |= {one["source"]: one["sentences"] for one in alignment.get("further", ())}
    numbers = range(max(texts) + 1)  # one that failed has no sentences
    articles = [_UNNAMED | {"text": " ".join(texts.get(number, ()))} for number in numbers]
    named = [style.bold("The original"), *_several({"sources": articles}, style)]
    parts = ["\n".join(named)] if named[1:] else []
    parts += [*comparison_of(alignment, style, articles), _warnings(warnings, style)]
    return "\n\n".join(part for part in parts if part) + "\n"


def report_search(answer: Json, style: Style | None = None) -> str:
    """Return the verdict on a page and the search for its source as text."""
    style, answer = style or Style(), printable_values(answer)
    return f"{_verdict(answer, style)}\n\n{search_of(answer['search'], style)}\n"


def report_verdict(judged: Json, style: Style | None = None) -> str:
    """Return the verdict on a page as text."""
    return f"{_verdict(printable_values(judged), style or Style())}\n"


def report_article(article: Json, style: Style | None = None) -> str:
    """Return an article's title, imprint and text."""
    style = style or Style()
    text = [style.wrap(printable(paragraph)) for paragraph in article["text"].split("\n\n")]
    article = printable_values(article)
    title = style.bold(article["title"]) if article["title"] else ""
    head = "\n".join(part for part in (title, _imprint(article)) if part)
    return "\n\n".join(part for part in [head, *text, _warnings(article, style)] if part) + "\n"


def _verdict(comparison: Json, style: Style) -> str:
    verdict, page = comparison["verdict"], comparison["page"]
    lines = [style.bold(style.wrap(in_a_line(comparison, _WORDS)))]
    if comparison.get("gist"):
        lines.append(f"  {_WORDS.text(*heading_of(verdict))}")
    if page["title"]:
        lines.append(style.wrap(page["title"], "  "))
    for evidence in _without_repeats(verdict["evidence"])[:3]:
        lines.append(style.wrap(evidence["says"], "  - "))
        if evidence["quote"] and evidence["quote"] not in evidence["says"]:
            lines.append(style.wrap(f"“{evidence['quote']}”", "    "))
    return "\n".join(lines)


def _without_repeats(evidence: list[Json]) -> list[Json]:
    """Return `evidence` with each quotation once."""
    quotes = [each["quote"] for each in evidence]
    return [
        each
        for index, (each, quote) in enumerate(zip(evidence, quotes, strict=True))
        if not quote or quotes.index(quote) == index
    ]


def _source(comparison: Json, style: Style) -> str:
    search = comparison["search"]
    if comparison["source"]:
        return _source_card(comparison, style)
    if search is None or not search["tried"]:
        return ""
    return search_of(search, style)


def _source_card(comparison: Json, style: Style) -> str:
    source, search = comparison["source"], comparison["search"]
    first, *others = _several(comparison, style) or [""]
    lines = [style.bold("The original"), first]
    if source["title"] and not others:
        lines.append(style.wrap(source["title"], "  "))
    lines.append("" if others else style.wrap(_imprint(source), "  "))
    if source["canonical_url"] or source["url"]:
        lines.append(f"  {source['canonical_url'] or source['url']}")
    if search and search["candidates"]:
        lines += [style.wrap(found["says"], "  ") for found in search["candidates"][0]["found_by"]]
    else:
        lines.append("  Given with the request.")
    return "\n".join(line for line in [*lines, *others] if line.strip())


def _several(comparison: Json, style: Style) -> list[str]:
    """Return a line for each of several originals; a text without a name by its first words."""
    found = {
        one["source"]
        for one in (comparison.get("alignment") or {}).get("further", ())
        if one["found_by"]
    }
    lines = []
    for number, each in enumerate(originals(comparison)):
        article = each["article"]
        facts = [article["title"], _imprint(article), article["url"] if number else None]
        known = " · ".join(filter(None, facts)) or f"a text given, {each['name']}"
        lead = "Also in " if number in found else ""
        lines.append(style.wrap(known, f"  {lead}{each['letter']}: "))
    return lines


def _imprint(article: Json) -> str:
    """Return the publisher and the day, as far as known."""
    about = [article["publisher"], (article["published"] or "")[:10]]
    return " · ".join(part for part in about if part)


def _warnings(comparison: Json, style: Style) -> str:
    return "\n".join(style.wrap(entry["detail"], "Note: ") for entry in comparison["warnings"])


REPORTS: dict[str, Callable[[Json, Style], str]] = {
    "compare": report,
    "extract": report_article,
    "verdict": report_verdict,
    "find": report_search,
    "cite": report_citations,
    "align": report_alignment,
}
