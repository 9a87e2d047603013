"""Wikitext as HTML, its references as notes of a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import islice
from typing import Any

import mwparserfromhell
from mwparserfromhell import nodes

from server.cite.scholarly import ADDRESSES
from server.cite.wiki_templates import words_shown

# A reference, or a link within the wiki beside a template.
_WIKITEXT = re.compile(r"<ref[\s>/]|\{\{[^{}]*\}\}.*\[\[[^\[\]\n]+\]\]", re.I | re.S)
_NO_PROSE = frozenset({"table", "gallery", "math", "references", "nowiki", "timeline", "score"})
_ADDRESS = re.compile(r"https?://[^\s|\]]+", re.I)
_QUOTED = frozenset({"quote", "zitat", "extrait", "cita", "citazione", "citaat", "цитата", "引用"})
_TITLES = ("title", "titel", "titre", "título", "titolo", "tytuł", "название", "标题")
_NOTES = frozenset({"efn", "refn", "notetag", "efn-ua", "efn-lr", "#tag:ref"})
_MOST_FIELDS = 100  # of a template
_READ = 400_000  # letters of wikitext; the longest articles have about 250,000
_DEEPEST = 20  # of what is nested; articles have up to nine
_NO_TEXT = re.compile(r"<!--.*?(?:-->|\Z)|\{\{\{+|^\{\|.*?(?:^\|\}|\Z)", re.M | re.S)
_BRACKETS = re.compile(
    r"(?P<open>\{\{|\[\[|\[(?=https?://))|(?P<close>\}\}|\]\]|\])"
    r"|<(?P<end>/?)(?P<tag>[a-z]+)(?P<given>\s[^<>]{0,500}?)?(?P<alone>/?)>|<|\n",
    re.I,
)
_CLOSED_BY = {"{{": "}}", "[[": "]]", "[": "]"}
_NAME = re.compile(r"\bname\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'/]+))", re.I)


def is_wikitext(text: str) -> bool:
    """Return whether `text` is the source of a wiki's article."""
    return bool(_WIKITEXT.search(text[:_READ]))


def wikitext_as_html(text: str) -> str:
    """Return the HTML of `text`, its first 400,000 letters; notes are a list at the end."""
    article = _Article()
    body = article.shown(
        mwparserfromhell.parse(_without_unclosed(text[:_READ]), skip_style_tags=True), 0
    )
    blocks = (part.strip() for part in re.split(r"\n\s*\n", body))
    return (
        f"<html><body>{''.join(map(_block, filter(None, blocks)))}{article.notes()}</body></html>"
    )


def _without_unclosed(text: str) -> str:
    """Return `text` without brackets and tags that nothing closes, in linear time.

    The parser goes back to each of them, in quadratic time. Tables and comments go too.
    """
    text = _NO_TEXT.sub("", text)
    pieces, last = list[str](), 0
    open_ones: list[tuple[str, int]] = []  # what closes each bracket or tag, and its piece

    def drop(begin: int) -> None:
        for _, piece in open_ones[begin:]:
            pieces[piece] = ""
        del open_ones[begin:]

    for match in _BRACKETS.finditer(text):
        pieces.append(text[last : match.start()])
        last = match.end()
        piece, tag = match[0] if match[0] != "<" else "&lt;", (match["tag"] or "").lower()
        if piece == "\n" and open_ones and open_ones[-1][0] == "]":
            drop(len(open_ones) - 1)  # a link to elsewhere is one line
        elif match["close"] or match["end"]:
            piece = f"</{tag}>" if tag else piece
            depths = (
                depth for depth in reversed(range(len(open_ones))) if open_ones[depth][0] == piece
            )
            depth = next(depths, None)
            if depth is None:
                continue
            drop(depth + 1)  # what was opened since
            open_ones.pop()
        elif match["alone"] or tag in ("br", "hr"):
            piece = _opening(tag, match["given"] or "", "/")
        elif tag or piece in _CLOSED_BY:
            if len(open_ones) >= _DEEPEST:
                continue
            open_ones.append((f"</{tag}>" if tag else _CLOSED_BY[piece], len(pieces)))
            piece = _opening(tag, match["given"] or "", "") if tag else piece
        pieces.append(piece)
    drop(0)
    return "".join([*pieces, text[last:]])


def _opening(tag: str, attributes: str, alone: str) -> str:
    """Return a tag with its name alone of what it was given."""
    name = _NAME.search(attributes)
    words = " ".join(next(filter(None, name.groups()), "").replace('"', "").split()) if name else ""
    return f'<{tag} name="{words}"{alone}>' if words else f"<{tag}{alone}>"


def _block(part: str) -> str:
    return part if part.startswith(("<h", "<table")) else f"<p>{part}</p>"


@dataclass
class _Article:
    """One article's notes; those with a name may be used more than once."""

    number_by_name: dict[str, int] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)  # cited outside of notes, by author and year

    def notes(self) -> str:
        """Return the list of notes, then the works that they name."""
        notes = (f'<li id="note-{number}">{body}</li>' for number, body in enumerate(self.bodies))
        works = (f"<li>{work}</li>" for work in self.works)
        return f"<ol>{''.join(notes)}</ol><ul>{''.join(works)}</ul>"

    def shown(self, code: Any, depth: int) -> str:
        """Return `code` as HTML: what a reader sees of it, and its notes as links."""
        pieces = list[str]()
        line = ""  # what the running text has in this line so far
        for node in getattr(code, "nodes", ()):
            is_template = isinstance(node, nodes.Template)
            if is_template and not depth and line.strip() and _cites(node):
                piece = self._note("", self._template(node, 1))
            else:
                piece = self._node(node, depth)
            pieces.append(piece)
            line = (line + piece).rpartition("\n")[2]
        return "".join(pieces)

    def _node(self, node: nodes.Node, depth: int) -> str:
        if depth > _DEEPEST:
            return ""
        match node:
            case nodes.Text():
                return escape(re.sub(r"'{2,5}", "", str(node)))
            case nodes.HTMLEntity():
                return escape(node.normalize())
            case nodes.Template():
                return self._template(node, depth)
            case nodes.Tag():
                return self._tag(node, depth)
        return self._html_of(node, depth)

    def _html_of(self, node: nodes.Node, depth: int) -> str:
        match node:
            case nodes.Heading():
                return f"\n\n<h{node.level}>{self.shown(node.title, depth + 1)}</h{node.level}>\n\n"
            case nodes.Wikilink() if ":" not in str(node.title):  # no file, no category
                return self.shown(node.text if node.text is not None else node.title, depth + 1)
            case nodes.ExternalLink():
                url = escape(str(node.url))
                return f'<a href="{url}">{self.shown(node.title, depth + 1) or url}</a>'
        return ""

    def _tag(self, tag: nodes.Tag, depth: int) -> str:
        name = str(tag.tag).strip().lower()
        if name == "ref":
            return self._reference(tag, depth)
        if tag.wiki_markup in ("*", "#", ":", ";"):
            return "\n\n"
        if name in _NO_PROSE:
            if name == "references":  # notes that the text names further up
                for inner in tag.contents.filter_tags(
                    matches=lambda inner_tag: inner_tag.tag == "ref"
                ):
                    self._reference(inner, depth)
            return ""
        return " " if name == "br" else self.shown(tag.contents, depth + 1)

    def _reference(self, tag: nodes.Tag, depth: int) -> str:
        name = str(tag.get("name").value).strip(" \"'") if tag.has("name") else ""
        return self._note(name, "" if tag.self_closing else self.shown(tag.contents, depth + 1))

    def _note(self, name: str, body: str) -> str:
        """Return the link to the note called `name`, with its `body` where it has one."""
        number = self.number_by_name.get(name) if name else None
        if number is None:
            number = len(self.bodies)
            self.bodies.append("")
            if name:
                self.number_by_name[name] = number
        self.bodies[number] = self.bodies[number] or body
        return f'<sup><a href="#note-{number}">[{number + 1}]</a></sup>'

    def _template(self, template: nodes.Template, depth: int) -> str:
        name = str(template.name).strip().lower().replace("_", " ")
        fields = list(islice(template.params, _MOST_FIELDS))
        unnamed = [
            self.shown(field.value, depth + 1).strip() for field in fields if not field.showkey
        ]
        if addresses := list(_addresses(template)):
            work = self._work(template, addresses, depth)
            if not depth and template.has("title"):  # in a list of works; others are boxes
                self.works.append(work)
            return work if depth else ""
        if name == "r":  # named notes, by their names alone
            return "".join(self._note(note, "") for note in unnamed)
        if name in _NOTES:
            return self._note("", " ".join(unnamed[:1]))
        if name.startswith(("sfn", "harv")):
            link = f'<a href="#CITEREF{"".join(unnamed)}">{" ".join(unnamed)}</a>'
            return self._note("".join(unnamed), link) if name.startswith("sfn") else link
        if depth == 0 and "\n" in str(template):  # a box beside the text
            return ""
        fields_by_name = {
            str(field.name).strip(): self.shown(field.value, depth + 1).strip()
            for field in fields
            if field.showkey
        }
        return words_shown(name, unnamed, fields_by_name)

    def _work(self, template: nodes.Template, addresses: list[str], depth: int) -> str:
        """Return a cited work: its title and addresses, and what the note quotes of it."""
        fields = {
            str(field.name).strip().lower(): field
            for field in islice(template.params, _MOST_FIELDS)
        }
        who = (_plain(fields, name) for name in ("last", "last1", "last2", "last3", "last4"))
        year = re.search(r"\d{4}", _plain(fields, "year") or _plain(fields, "date"))
        key = "".join(who) + (year[0] if year else "")
        links = "".join(f'<a href="{escape(url)}">link</a> ' for url in addresses)
        quotes = (
            self.shown(fields[name].value, depth + 1) for name in sorted(_QUOTED & set(fields))
        )
        quoted = "".join(f"<q>{quote.strip()}</q>" for quote in quotes)
        title = escape(_plain(fields, "title"))
        return f'<cite id="CITEREF{escape(key)}">{title} {links}{quoted}</cite>'


def _cites(template: nodes.Template) -> bool:
    """Whether a template names a work: in a sentence it is a note."""
    name = str(template.name).strip().lower()
    if name == "citation" or name.startswith("cite "):
        return True
    return any(map(template.has, _TITLES)) and any(_addresses(template))


def _plain(fields: dict[str, Any], name: str) -> str:
    return str(fields[name].value.strip_code()).strip() if name in fields else ""


def _addresses(template: nodes.Template) -> Iterator[str]:
    """Yield the addresses that a template's fields give, then those of its numbers."""
    parameters = list(islice(template.params, _MOST_FIELDS))
    for parameter in parameters:
        if parameter.showkey and (match := _ADDRESS.match(str(parameter.value).strip())):
            yield match[0]
    for parameter in parameters:
        form = ADDRESSES.get(str(parameter.name).strip().lower())
        if form and (number := str(parameter.value.strip_code()).strip()):
            yield form.format(number)
