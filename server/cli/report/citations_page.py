"""A text's citations as a page to read: each sentence with its sources, without scripts."""

from collections.abc import Iterator
from html import escape

from server.cli.printable import printable_values
from server.cli.report.citations import SAYS, totals
from server.cli.report.style import Json, Style

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}li{margin:0 0 1.2em}b{text-transform:uppercase;font-size:.8em}"
    ".told b{color:#2a7a3b}.differs b{color:#a65c00}.not_there b{color:#b3261e}"
    "blockquote{margin:.2em 0 .4em;padding-left:.8em;border-left:3px solid;overflow-wrap:anywhere}"
)


def citations_page(found: Json) -> str:
    """Return the citations as HTML, in the order of the text."""
    found = printable_values(found)
    title = escape(found["page"]["title"] or found["page"]["url"] or "Citations")
    language = escape(found["page"]["language"] or "")
    rows = "\n".join(_row(found, one) for one in found["citations"])
    ends = "".join(f"<p>{escape(line)}</p>" for line in totals(found, Style(width=10_000)))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f'<h1 lang="{language}">{title}</h1><ol>{rows}</ol>{ends}</html>\n'
    )


def _row(found: Json, one: Json) -> str:
    sentence = escape(found["page"]["sentences"][one["sentence"]]["text"])
    references = "".join(f"<li class={each['outcome']}>{''.join(_reference(each))}</li>"
                         for each in one["references"])  # fmt: skip
    return f'<li class={one["outcome"]}><p dir="auto">{sentence}</p><ul>{references}</ul></li>'


def _reference(each: Json) -> Iterator[str]:
    address = (
        each["url"].partition("#")[0] + f"#page={each['page']}" if each["page"] else each["url"]
    )
    label = f"[{escape(each['label'])}] " if each["label"] else ""
    yield f"<b>{SAYS[each['outcome']]}</b> {label}"
    yield f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(address)}</a>'
    if each["passage"]:
        yield f'<blockquote dir="auto">{escape(each["passage"])}</blockquote>'
    if each["detail"]:
        yield f"<p>{escape(each['detail'])}</p>"
