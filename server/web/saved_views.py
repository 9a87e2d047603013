"""Views of a saved comparison, as a worker makes them: its JSON, page and card.

A linked comparison shows no more of somebody else's original than the sentences that the page
uses, as evidence, and the most important omitted ones up to a limit. The others are withheld.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from server.align import accounted, finding_of
from server.config import ENGINE
from server.errors import NotFound
from server.feeds import printable
from server.further import evidence, only, quoted
from server.language.messages import words
from server.model import ANSWER_OF, KINDS, Alignment, Change, Comparison, Version, Warning, counted
from server.text.sentences import count_words
from server.urls import host_of
from server.verdict import gist_of, heading_of, in_a_line
from server.web import no_script
from server.web.share_card import card_of

_COMPARISON: TypeAdapter[Comparison] = TypeAdapter(Comparison)
_VERSIONS: TypeAdapter[list[Version]] = TypeAdapter(list[Version])
_LEVEL = 6  # of gzip: 4 MB of JSON become a tenth
_WEB = ("http://", "https://")


Form = Literal["json", "gist", "page", "card"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view to make: of all, or of what the link `key` may show, in a form and language.

    `frame` is what a page has around it, with `LINE` and `PLACE`.
    """

    key: str
    form: Form
    language: str
    is_whole: bool
    frame: str = ""


LINE, PLACE = "\ue000", "\ue001"  # where a frame has a comparison's line, and the comparison


def shown(
    wanted: Wanted, body: bytes, versions: Sequence[bytes], warnings: Sequence[Warning] = ()
) -> bytes:
    """Return what a comparison saved as `body` shows, with further `warnings`, packed by gzip.

    Raises NotFound where no comparison of today can be made of it.
    """
    current = _current(from_json(body))
    later = _VERSIONS.validate_python([from_json(one)["version"] for one in versions])
    current = replace(current, versions=later, warnings=[*current.warnings, *warnings])
    if wanted.form == "gist":
        return gzip.compress(to_json(current.gist))
    answer = to_json(current if wanted.is_whole else linked(current, wanted.key))
    if wanted.form != "json":
        answer = _drawn(wanted, from_json(answer)).encode()
    return gzip.compress(answer, _LEVEL)


def _drawn(wanted: Wanted, result: dict[str, Any]) -> str:
    """Return the page or the card of a comparison, given as its answer."""
    language = words(wanted.language)
    if wanted.form == "card":
        card = _templates().get_template("card.svg")
        return card.render(words=language, card=card_of(result, language)).strip()
    plain: Any = _templates().get_template("plain.html").module
    before, after = wanted.frame.split(PLACE)
    before = before.replace(LINE, escape(in_a_line(result, language)))
    return f"{before}{plain.versions(result, language)}{plain.comparison(result, language)}{after}"


@cache
def _templates() -> Environment:
    made = Environment(loader=PackageLoader("server.web"), autoescape=True)
    equip(made)
    return made


def equip(templates: Environment) -> None:
    """Give templates the functions, filters and tests that comparisons are shown with."""
    templates.globals |= {
        "engine": ENGINE,
        "counted": counted,
        "worded": no_script,
        "heading_of": heading_of,
        "in_a_line": in_a_line,
    }
    templates.filters |= {
        "code": _code,
        "printable": printable,
        "host": lambda address: host_of(address) or "",
    }
    templates.tests["web"] = lambda address: (
        isinstance(address, str) and address.lower().startswith(_WEB)
    )


def _code(text: str) -> Markup:
    """Mark text between backticks as code."""
    parts = (
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)


def _current(saved: dict[str, Any]) -> Comparison:
    """Return what an older server saved (as JSON, changed in place) as this one would."""
    try:
        saved["verdict"].setdefault("answer", ANSWER_OF[saved["verdict"]["label"]])
        for sentence in saved["alignment"]["sentences"] if saved["alignment"] else ():
            _finding(sentence)
        read = accounted(_COMPARISON.validate_python(saved))
        origin = read.search.origin if read.search else None
        return replace(read, gist=gist_of(read.verdict, read.alignment, origin, read.sources))
    except (ValidationError, LookupError, TypeError, AttributeError) as error:
        raise NotFound(
            "This comparison was saved by a version that this server can't read; compare again."
        ) from error


def _finding(sentence: dict[str, Any]) -> None:
    gone = [change for change in sentence["changes"] if change["kind"] not in KINDS]
    for change in gone:
        change["kind"] = "wording"
    for change in sentence["changes"]:
        if change.get("params", {}).get("code") == "hedge":  # once a shade of `wording`
            change["kind"] = "hedge"
    if gone or not sentence.get("heading"):
        changes = [Change(**change) for change in sentence["changes"]]
        sentence.update(finding_of(sentence["label"], changes)._asdict())


# Limits of shown omitted sentences: their number, and their share of the original's words.
MOST_LEFT_OUT = 10
LEFT_OUT_SHARE = 0.2


def linked(comparison: Comparison, key: str) -> Comparison:
    """Reduce `comparison` to the view of the link `key`.

    A withheld sentence is "" in `alignment.source`, its index is in `alignment.withheld`; the
    source's text has only the others. Of further sources only the evidence is left.
    """
    # Versions of the original would show more of it.
    versions = [one for one in comparison.versions if one.side == "page"]
    comparison = replace(comparison, id=key, versions=versions)
    source, alignment = comparison.source, comparison.alignment
    if source is None:
        return comparison
    used = quoted(alignment) if alignment else {}
    shown = _shown(alignment, used[0], source.language) if alignment else set[int]()
    if alignment:
        further = [
            replace(one, sentences=only(one.sentences, used.get(one.source, ())))
            for one in alignment.further
        ]
        withheld = [place for place in range(len(alignment.source)) if place not in shown]
        seen = only(alignment.source, shown)
        alignment = replace(alignment, source=seen, withheld=withheld, further=further)
        alignment = _without_pieces(alignment, set(withheld))
    source = evidence(source, shown)
    others = enumerate(comparison.sources[1:], 1)
    sources = [source, *(evidence(article, used.get(number, ())) for number, article in others)]
    sources = sources if comparison.sources else []
    return replace(comparison, source=source, alignment=alignment, sources=sources)


def _shown(alignment: Alignment, used: set[int], language: str | None) -> set[int]:
    """Return the source sentences that a link shows, given the `used` ones."""
    opinions = (sentence.opinion.source for sentence in alignment.sentences if sentence.opinion)
    shown = used.union(*opinions)
    words = [count_words(text, language) for text in alignment.source]
    room = LEFT_OUT_SHARE * sum(words)
    ranked = sorted(alignment.left_out, key=lambda entry: entry.rank)
    for entry in [one for one in ranked if one.source not in used][:MOST_LEFT_OUT]:
        if entry.source not in shown and words[entry.source] <= room:
            room -= words[entry.source]
            shown.add(entry.source)
    return shown


def _without_pieces(alignment: Alignment, withheld: set[int]) -> Alignment:
    """Return an alignment in which no piece of a withheld sentence has words."""
    account = [
        replace(one, rest=[replace(span, text="") for span in one.rest])
        if one.source in withheld
        else one
        for one in alignment.account
    ]
    left_out = [
        replace(one, span=replace(one.span, text=""))
        if one.span and one.source in withheld
        else one
        for one in alignment.left_out
    ]
    return replace(alignment, account=account, left_out=left_out)
