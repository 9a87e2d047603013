"""Views of a saved comparison, as a worker makes them: its JSON, line, page and card."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from server.config import ENGINE
from server.feeds import printable
from server.language.messages import words
from server.model import Version, Warning, counted
from server.show import in_a_line, linked, picture_of, read_saved, worded
from server.show.worded import counts, covered, originals
from server.urls import host_of

_VERSIONS: TypeAdapter[list[Version]] = TypeAdapter(list[Version])


Form = Literal["json", "line", "page", "card"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view to make: of all, or of what the link `key` may show, in a form and language.

    `frame` is what a page has around it, with `LINE` and `PLACE`; `title` is that of a page
    without one. `name` is the view's, of the comparison with the id `comparison`, which is its
    caller's if `mine`.
    """

    key: str
    form: Form
    language: str
    is_whole: bool
    frame: str = ""
    title: str = ""
    comparison: str = ""
    mine: bool = False
    name: str = ""


LINE, PLACE = "\ue000", "\ue001"  # where a frame has a comparison's line, and the comparison


def shown(
    wanted: Wanted, body: bytes, versions: Sequence[bytes], warnings: Sequence[Warning] = ()
) -> bytes:
    """Return what a comparison saved as `body` shows, with further `warnings`, packed by gzip.

    Raises NotFound where no comparison of today can be made of it.
    """
    whole = read_saved(from_json(body))
    if wanted.title and not whole.page.title:
        whole = replace(whole, page=replace(whole.page, title=wanted.title))
    later = _VERSIONS.validate_python([from_json(one)["version"] for one in versions])
    whole = replace(whole, versions=later, warnings=[*whole.warnings, *warnings])
    answer = to_json(whole if wanted.is_whole else linked(whole, wanted.key))
    if wanted.form == "card":
        answer = picture_of(from_json(answer), mirrored=words(wanted.language).direction == "rtl")
    elif wanted.form != "json":
        answer = _worded(wanted, from_json(answer)).encode()
    return gzip.compress(answer, 6)  # of gzip: 4 MB of JSON become a tenth


def _worded(wanted: Wanted, result: dict[str, Any]) -> str:
    """Return the page or the line of a comparison, given as its answer."""
    language = words(wanted.language)
    if wanted.form == "line":
        return in_a_line(result, language)
    parts: Any = _templates().get_template("plain.html").module
    before, after = wanted.frame.split(PLACE)
    before = before.replace(LINE, escape(in_a_line(result, language)))
    return f"{before}{parts.versions(result, language)}{parts.comparison(result, language)}{after}"


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
        "counts": counts,
        "covered": covered,
        "originals": originals,
        "worded": worded,
        "in_a_line": in_a_line,
    }
    templates.filters |= {
        "code": _code,
        "printable": printable,
        "host": lambda address: host_of(address) or "",
    }
    templates.tests["web"] = lambda address: (
        isinstance(address, str) and address.lower().startswith(("http://", "https://"))
    )


def _code(text: str) -> Markup:
    """Mark text between backticks as code."""
    parts = (
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)
