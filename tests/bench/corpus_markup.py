"""Markup in which made pages say that there is more: one set to train with, two to test with.

Each family turns the parts of a boundary block into HTML. The sets share no class name and no
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


def _overlay(parts: Parts) -> str:
    head = "".join(f"<h2>{escape(line)}</h2>" for line in parts.lines[:1])
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines[1:])
    anchors = _anchors(parts, '<a class="c-pill" href="{1}"><span>{0}</span></a>')
    form = _form(parts, "/sso")
    return (
        '<div style="height:9em;margin-top:-9em;background:linear-gradient(transparent,#fff)">'
        f'</div><div class="c-offer">{head}{lines}{anchors}{form}</div>'
    )


def _definitions(parts: Parts) -> str:
    lines = "".join(f"<dd>{escape(line)}</dd>" for line in parts.lines)
    anchors = _anchors(parts, '<dt><a href="{1}">{0}</a></dt>')
    return f'<dl class="weiter">{lines}{anchors}</dl>{_form(parts, "/tor")}'


def _buttons(parts: Parts) -> str:
    """Buttons that a script makes work, but for links to stories."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines)
    doors = "".join(
        f'<button type="button">{escape(words)}</button>'
        for words, url in parts.links
        if url in DOORS["test"]
    )
    stories = Parts([], [link for link in parts.links if link[1] not in DOORS["test"]])
    anchors = _anchors(stories, '<p><a class="more-of-it" href="{1}">{0} ›</a></p>')
    return f'<div class="limited">{lines}{doors}{anchors}{_form(parts, "/id")}</div>'


def _side_box(parts: Parts) -> str:
    lines = "".join(f"<div>{escape(line)}</div>" for line in parts.lines)
    anchors = _anchors(parts, '<div><a href="{1}">{0}</a></div>')
    return f'<aside class="reader-limit">{lines}{anchors}{_form(parts, "/passage")}</aside>'


def _deep(parts: Parts) -> str:
    lines = "".join(f"<span><span>{escape(line)}</span></span><br>" for line in parts.lines)
    anchors = _anchors(parts, '<div><div><a href="{1}"><i></i><b>{0}</b></a></div></div>')
    form = _form(parts, "/v2/ident")
    return f'<div data-qa="z9"><div><div>{lines}</div></div>{anchors}{form}</div>'


def _mail_first(parts: Parts) -> str:
    """A form that asks for the address first and for the password later."""
    first = "".join(f"<h3>{escape(line)}</h3>" for line in parts.lines[:1])
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines[1:])
    anchors = _anchors(parts, '<p><a href="{1}">{0}</a></p>')
    button = escape(parts.form or "OK")
    form = f'<form action="/konto/start"><input type="email"><button>{button}</button></form>'
    return f'<section class="u-stop">{first}{lines}{anchors}{form if parts.form else ""}</section>'


def _ruled(parts: Parts) -> str:
    lines = "".join(f"<p><small>{escape(line)}</small></p>" for line in parts.lines)
    anchors = _anchors(parts, '<p><small><a href="{1}">{0}</a></small></p>')
    return f"<hr>{lines}{anchors}{_form(parts, '/anmeldung')}"


def _card(parts: Parts) -> str:
    head = "".join(f'<div class="x-hd">{escape(line)}</div>' for line in parts.lines[:1])
    lines = "".join(f'<div class="x-bd">{escape(line)}</div>' for line in parts.lines[1:])
    anchors = _anchors(parts, '<a class="x-go" href="{1}">{0}</a>')
    form = _form(parts, "/acces")
    return f'<div role="region" class="x">{head}{lines}<div>{anchors}</div>{form}</div>'


def _opened(parts: Parts) -> str:
    head = "".join(f"<summary>{escape(line)}</summary>" for line in parts.lines[:1])
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines[1:])
    anchors = _anchors(parts, '<p><a href="{1}">{0}</a></p>')
    return f"<details open>{head}{lines}{anchors}{_form(parts, '/cuenta/entrar')}</details>"


def _options(parts: Parts) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in parts.lines)
    anchors = _anchors(parts, '<li><a href="{1}">{0}</a></li>')
    return f'<ul class="c7">{lines}{anchors}</ul>{_form(parts, "/gate/open")}'


def _not_granted(parts: Parts) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines)
    anchors = _anchors(parts, '<a class="cta" href="{1}">{0}</a>')
    form = _form(parts, "/amp/in")
    return f'<section subscriptions-section="content-not-granted">{lines}{anchors}{form}</section>'


def _spans(parts: Parts) -> str:
    lines = " ".join(f"<span>{escape(line)}</span>" for line in parts.lines)
    anchors = _anchors(parts, ' <span><a href="{1}">{0}</a></span>')
    return f"<p>{lines}{anchors}</p>{_form(parts, '/ident/neu')}"


def _upgrade(parts: Parts) -> str:
    head = "".join(f"<h2>{escape(line)}</h2>" for line in parts.lines[:1])
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines[1:])
    anchors = _anchors(parts, '<a class="gh-btn" data-portal="signup" href="{1}">{0}</a>')
    content = f'<div class="gh-post-upgrade-cta-content">{head}{lines}{anchors}</div>'
    return f'<aside class="gh-post-upgrade-cta">{content}{_form(parts, "/members/in")}</aside>'


def _plans(parts: Parts) -> str:
    """Cards of plans beside each other, under the first line."""
    head = "".join(f'<p class="t1">{escape(line)}</p>' for line in parts.lines[:1])
    cards = "".join(
        f'<li class="card"><strong>{escape(line)}</strong></li>' for line in parts.lines[1:]
    )
    anchors = _anchors(parts, '<a class="t2" href="{1}">{0}</a>')
    form = _form(parts, "/abo/neu")
    return f'<div class="u-grid">{head}<ul>{cards}</ul>{anchors}{form}</div>'


def _inline(parts: Parts) -> str:
    """All in one paragraph, in brackets."""
    said = " ".join(escape(line) for line in parts.lines)
    anchors = _anchors(parts, ' (<a href="{1}" target="_blank" rel="noopener">{0}</a>)')
    return f"<p>{said}{anchors}</p>{_form(parts, '/nutzer')}"


def _source_card(parts: Parts) -> str:
    lines = "".join(f'<span class="lbl">{escape(line)}</span>' for line in parts.lines)
    anchors = _anchors(parts, '<a class="src" href="{1}"><img alt=""><span>{0}</span></a>')
    return f'<figure class="ext">{lines}{anchors}</figure>{_form(parts, "/lezer")}'


def _dialog(parts: Parts) -> str:
    head = "".join(f'<h2 id="dlg">{escape(line)}</h2>' for line in parts.lines[:1])
    lines = "".join(f"<p>{escape(line)}</p>" for line in parts.lines[1:])
    anchors = _anchors(parts, '<p><a href="{1}">{0}</a></p>')
    form = _form(parts, "/espace")
    return f'<div role="dialog" aria-labelledby="dlg">{head}{lines}{anchors}{form}</div>'


def _more_link(parts: Parts) -> str:
    lines = "".join(f"<p><em>{escape(line)}</em></p>" for line in parts.lines)
    anchors = _anchors(parts, '<p class="link-more"><a href="{1}">{0} <span>&rarr;</span></a></p>')
    return f"{lines}{anchors}{_form(parts, '/wp-in')}"


FAMILIES: dict[str, tuple[Family, ...]] = {
    "train": (
        _paywall_box, _plain_paragraphs, _headed_section, _hashed_names, _table, _emphasis,
        _elements_of_its_own, _quoted,
    ),
    "test": (_overlay, _definitions, _buttons, _side_box, _deep, _mail_first),
    "final": (_ruled, _card, _opened, _options, _not_granted, _spans),
    "later": (_upgrade, _plans, _inline, _source_card, _dialog, _more_link),
}  # fmt: skip
DOORS = {
    "train": (
        "/subscribe", "/login", "/abo", "/register?return=1", "/my/pass", "/membership/start",
        "/shop/digital", "/p/8841", "/enter",
    ),
    "test": ("/abonnement/angebote", "/become-a-supporter", "/user/auth", "/x/71", "/pay/start"),
    "final": ("/subscriptions/choose", "/account/login", "/k/2207", "/kasse", "/get-access"),
    "later": ("/#/portal/signup", "/digital/angebot", "/o/55", "/user/enter", "/subscribe-now"),
}  # fmt: skip
# Attributes by which the last paragraph is faded out or locked.
SHUT = {
    "train": (
        ("class", "fade-out"), ("class", "article--truncated"), ("class", "is-locked"),
        ("style", "max-height: 120px; overflow: hidden"),
    ),
    "test": (
        ("class", "text-clipped"), ("class", "story__gradient"),
        ("style", "mask-image: linear-gradient(#000, transparent)"),
        ("style", "overflow:hidden;height:90px"),
    ),
    "final": (
        ("class", "teaser-end"), ("class", "body_blurred"), ("class", "p-cutoff"),
        ("style", "max-height:8rem;overflow-y:hidden"),
    ),
    "later": (
        ("class", "fadeout-bottom"), ("class", "article-preview"),
        ("style", "-webkit-mask-image:linear-gradient(180deg,#000 40%,transparent)"),
        ("style", "filter:blur(4px);user-select:none"),
    ),
}  # fmt: skip
# An item of a press review: what stands before, in and behind its paragraph.
Item = Callable[[str, str], tuple[list[str], list[str], list[str]]]
# What marks a box that lies over the page.
OVERLAYS = (("role", "dialog"), ("class", "site-paywall-layer"), ("aria-modal", "true"))
# Figures behind the end of whole texts: a poll, a share's price, a gallery's number, a mark.
FIGURES = (
    ("57 %", "43 %"), ("KSTR +1.8 %",), ("1 / 12",), ("3/5",), ("38 %",), ("-0,4 %",), ("1/8",),
)  # fmt: skip
# Names of containers in which whole texts stand as well as cut ones.
NAMED_SO = ("teaser", "preview-mode-off", "post-excerpt-wrap", "text-truncate-off", "gradient-bg")
DIGESTS: dict[str, tuple[Item, ...]] = {
    "train": (
        lambda name, url: ([], [f'<a href="{url}">({name})</a>'], []),
        lambda name, url: ([], [], [f'<p class="q"><a href="{url}">{name}</a></p>']),
        lambda name, url: ([f'<h3><a href="{url}">{name}: Tunnel</a></h3>'], [], []),
    ),
    "later": (
        lambda name, url: (
            [],
            [],
            [f'<div><small><a href="{url}">{name} &rsaquo;</a></small></div>'],
        ),
        lambda name, url: (
            [f"<h4>{name}</h4>"],
            [f'<a href="{url}" rel="nofollow">&rarr; {name}</a>'],
            [],
        ),
    ),
}
