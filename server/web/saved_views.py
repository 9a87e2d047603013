"""Views of a saved comparison, as a worker renders them: its JSON, page and card."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from server import show
from server.config import ENGINE
from server.errors import NotFound
from server.feeds import printable
from server.language.messages import words
from server.model import Version, Warning, counted
from server.show import (
    counts,
    coverage_sentence,
    in_a_line,
    originals,
    picture_of,
    read_saved,
    view_of_link,
)
from server.urls import host_of

_VERSIONS: TypeAdapter[list[Version]] = TypeAdapter(list[Version])

Form = Literal["json", "page", "card"]
# Where the frame of a page has a comparison's line, and the comparison.
LINE, PLACE = "\ue000", "\ue001"
# 4 MB of JSON become a tenth; the higher levels take longer, and save little.
_GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A view to render: of all of a comparison, or of what the link `key` may show.

    `frame` is what a page has around it, with `LINE` and `PLACE`; `title` is that of a page
    without one. `name` tells it from every other view; `comparison` is the comparison's id, which
    is its caller's if `is_own`.
    """

    key: str
    form: Form
    language: str
    is_whole: bool
    frame: str
    title: str
    comparison: str
    is_own: bool
    name: str


def render_view(
    view: ViewRequest, body: bytes, versions: Sequence[bytes], warnings: Sequence[Warning] = ()
) -> bytes:
    """Render a comparison saved as `body`, with further `warnings`, packed by gzip.

    Raises NotFound where the comparison can't be read.
    """
    comparison = read_saved(from_json(body))
    if view.title and not comparison.page.title:
        comparison = replace(comparison, page=replace(comparison.page, title=view.title))
    later = _VERSIONS.validate_python([from_json(version)["version"] for version in versions])
    warnings = [*comparison.warnings, *warnings]
    comparison = replace(comparison, versions=later, warnings=warnings)
    if not view.is_whole:
        comparison = view_of_link(comparison, view.key)
    rendered = to_json(comparison)
    try:
        if view.form == "card":
            rendered = picture_of(from_json(rendered), words(view.language))
        elif view.form == "page":
            rendered = _page(view, from_json(rendered)).encode()
    except (
        LookupError,
        ArithmeticError,
    ) as error:  # an import may name sentences that are not there
        raise NotFound(
            "This comparison can't be shown, since its parts don't fit together; compare again."
        ) from error
    return gzip.compress(rendered, _GZIP_LEVEL)


def _page(view: ViewRequest, result: dict[str, Any]) -> str:
    language = words(view.language)
    parts: Any = _templates().get_template("plain.html").module
    before, after = view.frame.split(PLACE)
    before = before.replace(LINE, escape(in_a_line(result, language)))
    return f"{before}{parts.versions(result, language)}{parts.comparison(result, language)}{after}"


@cache
def _templates() -> Environment:
    environment = Environment(loader=PackageLoader("server.web"), autoescape=True)
    equip(environment)
    return environment


def equip(templates: Environment) -> None:
    """Give templates the functions, filters and tests that comparisons are shown with."""
    templates.globals |= {
        "engine": ENGINE,
        "counted": counted,
        "counts": counts,
        "covered": coverage_sentence,
        "originals": originals,
        "show": show,
        "in_a_line": in_a_line,
        # A page's words run their own way within the reader's.
        "isolated": lambda texts: [f"\u2068{text}\u2069" for text in texts],
    }
    templates.filters |= {
        "code": _code,
        "message": json.loads,
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
