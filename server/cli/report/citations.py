"""A text's citations for a terminal: each sentence with its pages, and the skipped links."""

from collections.abc import Iterator

from server.cli.printable import printable_values
from server.cli.report.style import Json, Style, count

SAYS = {
    "told": "found there",
    "differs": "differs",
    "not_there": "not there",
    "unreadable": "could not be read",
}
_SKIPPED = {
    "own_site": "within the own site",
    "not_followed": "to no page that is read",
    "no_sentence": "without a sentence that cites it",
    "no_address": "to a note without a link",
    "too_many": "beyond what is checked of one text",
}


def report_citations(found: Json, style: Style | None = None) -> str:
    """Return the citations, one a paragraph, and how many links were not checked."""
    style, found = style or Style(), printable_values(found)
    blocks = ["\n".join(_lines(found, one, style)) for one in found["citations"]]
    return "\n\n".join([*blocks, "\n".join(totals(found, style))]) + "\n"


def _lines(found: Json, one: Json, style: Style) -> Iterator[str]:
    sentence = found["page"]["sentences"][one["sentence"]]["text"]
    yield style.wrap(sentence, f"{style.bold(SAYS[one['outcome']].upper())}  ", "    ")
    several = len(one["references"]) > 1
    for at, reference in enumerate(one["references"]):
        label = f"[{reference['label']}] " if reference["label"] else ""
        page = f", page {reference['page']}" if reference["page"] else ""
        outcome = f" ({SAYS[reference['outcome']]})" if several else ""
        yield f"    {label}{reference['url']}{page}{outcome}"
        if at == 0 and one["alignment"]:
            for change in one["alignment"]["sentences"][0]["changes"]:
                yield style.wrap(change["says"], "    ")
        if reference["outcome"] != "told" and reference["passage"]:
            yield style.wrap(reference["passage"], "    there: ", "      ")
        if reference["detail"]:
            yield style.wrap(reference["detail"], "    ")


def totals(found: Json, style: Style) -> Iterator[str]:
    """Yield how many sentences came out how, and the links that were not checked."""
    citations, skipped = found["citations"], found["skipped"]
    outcomes = [one["outcome"] for one in citations]
    said = ", ".join(f"{outcomes.count(code)} {SAYS[code]}" for code in SAYS if code in outcomes)
    of = count(len(citations), "sentence") + " with a link"
    yield style.wrap(f"{of}: {said}." if said else "No sentence with a link to a page was found.")
    if skipped:
        parts = ", ".join(map(_skipped, skipped))
        yield style.wrap(f"Links not checked: {parts}.")


def _skipped(one: Json) -> str:
    labels = f" ([{', '.join(one['labels'])}])" if one["labels"] else ""
    return f"{one['links']} {_SKIPPED[one['reason']]}{labels}"
