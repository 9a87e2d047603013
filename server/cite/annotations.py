"""Findings about citations for other programs: SARIF, GitHub's annotations, Markdown."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from server.cite.report import OUTCOME_WORDS
from server.config import ENGINE
from server.show import Json

_LEVELS = {"differs": "error", "not_there": "warning", "unreadable": "warning"}  # others: a note


class Annotation(NamedTuple):
    """A sentence of `file` with one page that it cites; `line` counts from 1."""

    file: str
    line: int
    sentence: int
    says: str
    url: str
    outcome: str
    passage: str
    detail: str


def claims_in(file: str, text: str | None, answer: Json) -> list[Annotation]:
    """Return the claims of an answer to `cite`, with their lines in the file's `text`."""
    claims = list[Annotation]()
    offset = 0
    for citation in answer.get("citations", ()):
        sentence = answer["page"]["sentences"][citation["sentence"]]["text"]
        offset = _offset_of(sentence, text or "", citation["references"][0]["url"], offset)
        line = (text or "").count("\n", 0, offset) + 1
        for reference in citation["references"]:
            claims.append(
                Annotation(
                    file,
                    line,
                    citation["sentence"],
                    sentence,
                    reference["url"],
                    reference["outcome"],
                    reference["passage"] or "",
                    reference["detail"],
                )
            )
    return claims


def _offset_of(sentence: str, text: str, url: str, begin: int) -> int:
    """Return where the sentence begins in `text`, at `begin` or after it."""
    words = re.findall(r"\w+", sentence)[:6]  # of a sentence, by which its line is found
    for count in range(len(words), 1, -1):
        form = re.compile(r"[^\w]{1,40}".join(map(re.escape, words[:count])))
        if match := form.search(text, begin) or form.search(text):
            return match.start()
    return max(text.find(url, begin), 0)


def describe(claim: Annotation) -> str:
    """Return a finding in a line: the outcome, the page, and what is otherwise there."""
    return " ".join(filter(None, (f"{OUTCOME_WORDS[claim.outcome]}: {claim.url}", claim.detail)))


def _findings(claims: Sequence[Annotation]) -> Iterator[Annotation]:
    return (claim for claim in claims if claim.outcome != "matches")


def sarif(claims: Sequence[Annotation]) -> str:
    """Return SARIF 2.1.0, as code hosts show it beside the lines of a file."""
    rules = [
        {"id": code, "shortDescription": {"text": OUTCOME_WORDS[code]}} for code in OUTCOME_WORDS
    ]
    results = [
        {
            "ruleId": claim.outcome,
            "level": _LEVELS.get(claim.outcome, "note"),
            "message": {"text": f"“{claim.says}” {describe(claim)}"},
            "locations": [_location(claim)],
        }
        for claim in _findings(claims)
    ]
    name, _, version = ENGINE.partition("/")
    driver = {"name": name, "version": version, "rules": rules}
    runs = [{"tool": {"driver": driver}, "results": results}]
    return json.dumps({"version": "2.1.0", "runs": runs}, ensure_ascii=False, indent=1) + "\n"


def _location(claim: Annotation) -> Json:
    place = {"artifactLocation": {"uri": claim.file}, "region": {"startLine": claim.line}}
    return {"physicalLocation": place}


def github(claims: Sequence[Annotation]) -> str:
    """Return workflow commands, which GitHub shows as annotations of lines."""
    lines = []
    for claim in _findings(claims):
        level = {"note": "notice"}.get(kind := _LEVELS.get(claim.outcome, "note"), kind)
        file = _escape(claim.file).replace(":", "%3A").replace(",", "%2C")
        text = _escape(f"“{claim.says}” {describe(claim)}")
        lines.append(f"::{level} file={file},line={claim.line}::{text}\n")
    return "".join(lines)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def markdown(claims: Sequence[Annotation]) -> str:
    """Return a table of what was found, for a comment or a summary."""
    head = "| where | sentence | outcome | source |\n|---|---|---|---|\n"
    rows = (
        f"| {_cell(claim.file)}:{claim.line} | {_cell(claim.says)} "
        f"| {OUTCOME_WORDS[claim.outcome]} | {_address(claim.url)} {_cell(claim.detail)} |\n"
        for claim in _findings(claims)
    )
    table = "".join(rows)
    return head + table if table else "All citations match, or none was found.\n"


def _address(url: str) -> str:
    """Return a link to `url`; a "|" in it would begin another cell."""
    return f"<{url.replace('|', '%7C')}>"


def _cell(text: str) -> str:
    return re.sub(r"([\\|`*_\[\]<>])", r"\\\1", " ".join(text.split()))


FORMATS: dict[str, Callable[[Sequence[Annotation]], str]] = {
    "sarif": sarif,
    "github": github,
    "markdown": markdown,
}
