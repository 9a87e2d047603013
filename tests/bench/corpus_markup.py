"""Markup in which made pages say that there is more: one set to train with, another to test with.

Each family turns the parts of a boundary block into HTML. The two sets share no class name and no
arrangement, so that a test does not ask for what was trained.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True)
class Parts:
    """What a boundary block says: lines, links (words, address), and a sign-in form or none."""

    lines: list[str]
    links: list[tuple[str, str]] = field(default_factory=list)
    form: str | None = None


Family = Callable[[Parts], str]


def _anchors(parts: Parts, pattern: str) -> str:
    return "".join(
        pattern.format(escape(words), escape(url, quote=True)) for words, url in parts.links
    )


def _form(parts: Parts, action: str) -> str:
    if parts.form is None:
        return ""
    return (
        f'<form action="{action}"><label>E-mail <input type="email"></label><label>*'
        f'<input type="password"></label><button>{escape(parts.form)}</button></form>'
    )


def _paywall_box(parts: Parts) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines)
    anchors = _anchors(parts, '<a class="btn" href="{1}">{0}</a>')
    return f'<div class="paywall-box">{lines}{anchors}{_form(parts, "/login")}</div>'


def _plain_paragraphs(parts: Parts) -> str:
    first, *others = parts.lines or [""]
    anchors = _anchors(parts, '<p><a href="{1}">{0}</a></p>')
    lines = "".join(f"<p>{escape(line)}</p>" for line in [first, *others] if line)
    return f"<div>{lines}{anchors}{_form(parts, '/signin')}</div>"


def _headed_section(parts: Parts) -> str:
    first, *others = parts.lines or [""]
    items = "".join(f"<li>{escape(line)}</li>" for line in others)
    head = f"<h3>{escape(first)}</h3>" if first else ""
    anchors = _anchors(parts, '<div class="cta"><a href="{1}">{0}</a></div>')
    return f'<section class="regwall">{head}<ul>{items}</ul>{anchors}{_form(parts, "/s")}</section>'


def _hashed_names(parts: Parts) -> str:
    lines = "".join(f'<div class="sc-a1b2 kQzX">{escape(line)}</div>' for line in parts.lines)
    anchors = _anchors(parts, '<span class="sc-c3"><a href="{1}" class="kPp">{0}</a></span>')
    return f'<div class="sc-root hJk">{lines}{anchors}{_form(parts, "/u/session")}</div>'


def _table(parts: Parts) -> str:
    rows = "".join(f"<tr><td>{escape(line)}</td></tr>" for line in parts.lines)
    anchors = _anchors(parts, '<tr><td><b><a href="{1}">{0}</a></b></td></tr>')
    return f"<center><table>{rows}{anchors}</table>{_form(parts, '/cgi/enter')}</center>"


def _emphasis(parts: Parts) -> str:
    lines = "<br>".join(f"<em>{escape(line)}</em>" for line in parts.lines)
    anchors = _anchors(parts, ' <a href="{1}"><strong>{0}</strong></a>')
    return f"<p>{lines}{anchors}</p>{_form(parts, '/welcome')}"


def _elements_of_its_own(parts: Parts) -> str:
    head = "".join(f'<h4 slot="line">{escape(line)}</h4>' for line in parts.lines[:1])
    lines = "".join(f'<p slot="line">{escape(line)}</p>' for line in parts.lines[1:])
    anchors = _anchors(parts, '<div part="go"><a role="button" href="{1}">{0}</a></div>')
    return f"<story-gate>{head}{lines}{anchors}{_form(parts, '/reader/enter')}</story-gate>"


def _quoted(parts: Parts) -> str:
    lines = "".join(f"<p><strong>{escape(line)}</strong></p>" for line in parts.lines)
    anchors = _anchors(parts, '<p>→ <a href="{1}">{0}</a></p>')
    form = _form(parts, "/mein/eingang")
    return f'<blockquote class="hinweis">{lines}{anchors}{form}</blockquote>'


FAMILIES: dict[str, tuple[Family, ...]] = {
    "train": (_paywall_box, _plain_paragraphs, _headed_section),
    "test": (_hashed_names, _table, _emphasis, _elements_of_its_own, _quoted),
}
DOORS = {
    "train": ("/subscribe", "/login", "/abo", "/register?return=1"),
    "test": ("/my/pass", "/membership/start", "/shop/digital", "/p/8841", "/enter"),
}
