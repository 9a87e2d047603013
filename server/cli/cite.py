"""The command `cite`: check the citations of files and pages, once or as they change."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, get_args

from server.cite import (
    FORMATS,
    Annotation,
    Known,
    citations_page,
    claim_digest,
    claims_in,
    is_news,
    report_citations,
)
from server.cli.calls import ask, page_input, style_of
from server.config import Settings
from server.errors import Problem
from server.model import CitationOutcome, json_object
from server.pipeline import Engine
from server.pipeline.wiring import open_engine
from server.show.printable import printable, printable_json, printable_values

# The outcomes that count as a finding, by the mildest that does.
_FAILING = {
    "partly": {*get_args(CitationOutcome)} - {"matches"},
    "not_there": {"not_there", "differs"},
    "differs": {"differs"},
}


class _Checked(NamedTuple):
    """A page by its name, with the API's answer; None where it could not be read."""

    name: str
    text: str | None
    answer: dict[str, Any] | None


def _cite(options: argparse.Namespace, settings: Settings) -> int:
    if len(kinds := [name for name in ("json", "html") if getattr(options, name)]) > 1 or (
        kinds and options.format not in (None, *kinds)
    ):
        raise ValueError("Give one form of the answer alone: --format, --html or --json.")
    if options.every and not options.watch:
        raise ValueError("--every says how often --watch checks; give --watch too.")
    kind = (kinds or [options.format or "text"])[0]
    with closing(open_engine(settings)) as engine:
        known = _State(options.known)
        checked = [_check(engine, name, options.url) for name in options.page]
        status = _status(checked, options.fail_on, known)
        _print(checked, kind, known)
        known.keep(checked)
        if options.watch:
            _watch(engine, options, kind, known)
    return status


def _check(engine: Engine, name: str, url: str | None) -> _Checked:
    text = None
    try:
        page = page_input(name, url)
        text = page.text or page.html if Path(name).is_file() else None
        return _Checked(name, text, printable_values(ask(engine, "cite", {"page": page})))
    except (Problem, ValueError, OSError) as error:
        print(f"unabridged: {printable(str(getattr(error, 'detail', error)))}", file=sys.stderr)
        return _Checked(name, text, None)


def _status(checked: Sequence[_Checked], fail_on: str | None, known: "_State") -> int:
    """Return 2 where a page or all that it cites could not be read, 1 for findings, else 0."""
    if any(one.answer is None for one in checked):
        return 2
    claims = [claim for one in checked for claim in claims_in(one.name, one.text, one.answer or {})]
    if claims and all(claim.outcome in {"unreadable", "not_compared"} for claim in claims):
        return 2
    if not claims:
        return 0 if fail_on else 2  # a hook must let pass what cites nothing
    failing = _FAILING[fail_on or "partly"]
    return int(any(claim.outcome in failing for claim in known.news(claims)))


def _print(checked: Sequence[_Checked], kind: str, known: "_State") -> None:
    answers = [(one, one.answer) for one in checked if one.answer is not None]
    if kind in FORMATS:
        claims = [claim for one, found in answers for claim in claims_in(one.name, one.text, found)]
        print(FORMATS[kind](known.news(claims)), end="", flush=True)
        return
    if kind == "json":
        given = [{"file": one.name, **found} for one, found in answers]
        print(printable_json(answers[0][1] if len(checked) == 1 and answers else given))
        return
    style = style_of(sys.stdout)
    for one, found in answers:
        if kind == "html":
            print(citations_page(found), end="")
            continue
        if len(checked) > 1:
            print(style.bold(printable(one.name)))
        print(report_citations(_with_news(one, found, known), style), end="", flush=True)


def _with_news(one: _Checked, found: dict[str, Any], known: "_State") -> dict[str, Any]:
    """Return the answer with the citations that are news alone."""
    if known.is_new:
        return found
    new = {claim.sentence for claim in known.news(claims_in(one.name, one.text, found))}
    kept = [each for each in found["citations"] if each["sentence"] in new]
    return {**found, "citations": kept, "skipped": []}


class _State:
    """Findings reported before, by file, in memory and in the file `path`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.files: dict[str, list[Known]] = {}
        if path is not None and path.exists():
            held = json_object(path.read_bytes())
            if not isinstance(held.get("files"), dict):
                raise ValueError(f"{path} holds no findings of `cite`. Name another file.")
            for name, rows in held["files"].items():
                whole = (row for row in rows if len(row) == len(Known._fields))
                self.files[name] = [Known(*map(str, row)) for row in whole]

    @property
    def is_new(self) -> bool:
        """Return whether nothing was reported before."""
        return not self.files

    def news(self, claims: Sequence[Annotation]) -> list[Annotation]:
        """Return the claims that are new, or came out otherwise than before."""
        found: list[Annotation] = []
        for name in dict.fromkeys(claim.file for claim in claims):
            own = [claim for claim in claims if claim.file == name]
            new = is_news(self.files.get(name, ()), list(map(_known, own)))
            found += [claim for claim, is_new in zip(own, new, strict=True) if is_new]
        return found

    def keep(self, checked: Iterable[_Checked]) -> None:
        """Remember the outcome of `checked`; write it to the file, if there is one."""
        for one in checked:
            if one.answer is not None:
                claims = claims_in(one.name, one.text, one.answer)
                self.files[one.name] = [_known(claim) for claim in claims]
        if self.path is not None:
            written = self.path.with_name(f"{self.path.name}.part")
            written.write_text(json.dumps({"files": self.files}, ensure_ascii=False, indent=1))
            written.replace(self.path)


def _known(claim: Annotation) -> Known:
    return Known(claim.says, claim.url, claim.outcome, claim_digest(claim.passage))


def _watch(engine: Engine, options: argparse.Namespace, kind: str, known: _State) -> None:
    """Check each file again when it changes, and all of them every `--every` minutes."""
    times, pause = dict(_times(options.page)), 60 * (options.every or 60)  # if not said otherwise
    due = time.monotonic() + pause
    while True:
        time.sleep(1.0)  # between two looks at the times of files
        now = dict(_times(options.page))
        is_due = time.monotonic() >= due
        again = [name for name in options.page if is_due or now.get(name) != times.get(name)]
        times = now
        if is_due:
            due = time.monotonic() + pause
        checked = [_check(engine, name, options.url) for name in again]
        if any(known.news(claims_in(one.name, one.text, one.answer or {})) for one in checked):
            _print(checked, kind, known)
        known.keep(checked)


def _times(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    for name in names:
        if Path(name).is_file():
            yield name, Path(name).stat().st_mtime_ns
