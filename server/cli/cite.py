"""The command `cite`: check the citations of files and pages, once or as they change."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, get_args

import click

from server.cite import (
    FORMATS,
    Annotation,
    CitationOutcome,
    Known,
    citations_page,
    claim_digest,
    claims_in,
    is_news,
    report_citations,
)
from server.cli.calls import ask, page_input
from server.cli.console import (
    FAILURES,
    current_settings,
    end_on_failure,
    say,
    sentence_of,
    style_of,
)
from server.cli.options import WholeNumber, examples, url_option
from server.cli.progress import Progress, Steps
from server.model import counted, json_object
from server.pipeline import Engine
from server.pipeline.wiring import open_engine
from server.show.printable import printable, printable_json, printable_values

MINUTES_BETWEEN_CHECKS = 60  # of --watch, where --every does not say otherwise
_GLANCE_SECONDS = 1.0  # between two looks at the times of files

# The outcomes that count as a finding, by the mildest that does.
_FAILING = {
    "partly": {*get_args(CitationOutcome)} - {"matches"},
    "not_there": {"not_there", "differs"},
    "differs": {"differs"},
}


class _Checker(NamedTuple):
    """What the pages of a run are checked with."""

    engine: Engine
    url: str | None
    language: str | None

    def check_all(self, names: Iterable[str]) -> "list[_Checked]":
        """Check the pages that `names` say; leave out, with a sentence, what can't be read."""
        return [page for page in map(self._check, names) if page]

    def _check(self, name: str) -> "_Checked | None":
        text, steps = None, Steps()
        try:
            page = page_input(name, self.url, self.language)
            text = page.text or page.html if Path(name).is_file() else None
            with Progress(steps.describe):
                answer = ask(self.engine, "cite", {"page": page}, steps.hear)
        except FAILURES as error:
            say(f"unabridged: {sentence_of(error)}")
            return None
        return _Checked(name, text, printable_values(answer))


class _Checked(NamedTuple):
    """A page by its name, with its text if it is a file, and the API's answer."""

    name: str
    text: str | None
    answer: dict[str, Any]

    @property
    def claims(self) -> list[Annotation]:
        """The citations with their places in the text."""
        return list(claims_in(self.name, self.text, self.answer))


@click.command(
    epilog=examples(
        "unabridged cite draft.md",
        "unabridged cite docs/*.md --fail-on not_there --format github",
        "unabridged cite article.md --watch",
    )
)
@click.argument(
    "pages",
    metavar="PAGE...",
    type=click.Path(allow_dash=True),
    nargs=-1,
    required=True,
    help="Addresses, files (Markdown, wikitext, HTML, PDF), or - for standard input.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", *FORMATS]),
    help="The form of the answer.  [default: text]",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILING)),
    help="The mildest outcome that gives status 1, and 0 for a text that cites nothing.",
)
@click.option(
    "--known",
    "known_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of what was found before; only what is new on either side is reported, and kept "
    "there.",
)
@click.option("--watch", is_flag=True, help="Go on, and check a file again when it changes.")
@click.option(
    "--every",
    type=WholeNumber(),
    metavar="MINUTES",
    help="With --watch: check all again, as sources change too.  [default: 60]",
)
@click.option("--html", "as_html", is_flag=True, help="The same as --format html.")
@url_option
@click.option(
    "--language",
    metavar="TAG",
    help="Language of PAGE, such as en or pt-BR, where a short text doesn't show it.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="The same as --format json, the API's answer."
)
def cite(
    *,
    pages: Sequence[str],
    form: str | None,
    fail_on: str | None,
    known_file: Path | None,
    watch: bool,
    every: int | None,
    as_html: bool,
    url: str | None,
    language: str | None,
    as_json: bool,
) -> int:
    """Check each sentence of PAGE with a link or note against the pages that it cites.

    The exit status is 0 where a passage there has all telling words of every sentence, 1 where one
    lacks some, and 2 where a file or all that it cites could not be read, or it cites nothing. That
    words are found does not show that the passage says so.
    """
    forms = {form, "json" if as_json else None, "html" if as_html else None} - {None}
    if len(forms) > 1:
        raise click.UsageError("Give one form of the answer alone: --format, --html or --json.")
    if every and not watch:
        raise click.UsageError("--every says how often --watch checks; give --watch too.")
    kind = next(iter(forms), None) or "text"
    with (
        end_on_failure(status=2),  # 1 is a finding
        closing(open_engine(current_settings())) as engine,
    ):
        known = _KnownFindings(known_file)
        checker = _Checker(engine, url, language)
        checked = checker.check_all(pages)
        status = _status(checked, fail_on, known) if len(checked) == len(pages) else 2
        _print(checked, kind, known, is_single=len(pages) == 1)
        known.keep(checked)
        if watch:
            _watch(checker, pages, known, kind=kind, minutes=every or MINUTES_BETWEEN_CHECKS)
    return status


def _status(checked: Sequence[_Checked], fail_on: str | None, known: "_KnownFindings") -> int:
    """Return 2 where all that is cited could not be read, 1 for findings, else 0."""
    claims = _claims(checked)
    if claims and all(claim.outcome in {"unreadable", "not_compared"} for claim in claims):
        return 2
    if not claims:
        return 0 if fail_on else 2  # a hook must let pass what cites nothing
    failing = _FAILING[fail_on or "partly"]
    return int(any(claim.outcome in failing for claim in known.news(claims)))


def _print(
    checked: Sequence[_Checked], kind: str, known: "_KnownFindings", *, is_single: bool
) -> None:
    """Print the news of the answers as `kind`; a single page's comes without its name."""
    claims = _claims(checked)
    news = known.news(claims)
    if kind in FORMATS:
        is_all_known = kind == "markdown" and claims and not news
        print(_nothing_new(claims) if is_all_known else FORMATS[kind](news), end="", flush=True)
        return
    answers = [_with_news(page, known) for page in checked]
    if kind == "json":
        if not is_single:
            answers = [
                {"file": page.name, **answer} for page, answer in zip(checked, answers, strict=True)
            ]
        print(printable_json(answers[0] if is_single and answers else answers))
        return
    style = style_of(sys.stdout)
    for page, answer in zip(checked, answers, strict=True):
        if kind == "html":
            print(citations_page(answer), end="")
            continue
        if not is_single:
            print(style.bold(printable(page.name)))
        is_all_known = page.claims and not answer["citations"]
        report = _nothing_new(page.claims) if is_all_known else report_citations(answer, style)
        print(report, end="", flush=True)


def _nothing_new(claims: Sequence[Annotation]) -> str:
    sentences = {(claim.file, claim.sentence) for claim in claims}
    return f"Nothing new in {counted(len(sentences), 'sentence')} with a link or note.\n"


def _with_news(page: _Checked, known: "_KnownFindings") -> dict[str, Any]:
    """Return the answer with the citations that are news alone."""
    if known.is_new:
        return page.answer
    new = {claim.sentence for claim in known.news(page.claims)}
    citations = page.answer["citations"]
    news = [citation for citation in citations if citation["sentence"] in new]
    return {**page.answer, "citations": news, "skipped": []}


def _claims(checked: Iterable[_Checked]) -> list[Annotation]:
    return [claim for page in checked for claim in page.claims]


class _KnownFindings:
    """Findings reported before, by file, in memory and in the file `path`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.files: dict[str, list[Known]] = {}
        if path is not None and path.exists():
            content = json_object(path.read_bytes())
            if not isinstance(content.get("files"), dict):
                raise ValueError(f"{path} holds no findings of `cite`. Name another file.")
            for name, rows in content["files"].items():
                complete_rows = [row for row in rows if len(row) == len(Known._fields)]
                self.files[name] = [Known(*map(str, row)) for row in complete_rows]

    @property
    def is_new(self) -> bool:
        """Whether nothing was reported before."""
        return not self.files

    def news(self, claims: Sequence[Annotation]) -> list[Annotation]:
        """Return the claims that are new, or came out otherwise than before."""
        new_claims: list[Annotation] = []
        for name in dict.fromkeys(claim.file for claim in claims):
            of_file = [claim for claim in claims if claim.file == name]
            are_new = is_news(self.files.get(name, ()), list(map(_known, of_file)))
            new_claims += [claim for claim, is_new in zip(of_file, are_new, strict=True) if is_new]
        return new_claims

    def keep(self, checked: Iterable[_Checked]) -> None:
        """Remember the outcome of `checked`; write it to the file, if there is one."""
        for page in checked:
            self.files[page.name] = list(map(_known, page.claims))
        if self.path is not None:
            written = self.path.with_name(f"{self.path.name}.part")
            written.write_text(json.dumps({"files": self.files}, ensure_ascii=False, indent=1))
            written.replace(self.path)


def _known(claim: Annotation) -> Known:
    return Known(claim.says, claim.url, claim.outcome, claim_digest(claim.passage))


def _watch(
    checker: _Checker,
    pages: Sequence[str],
    known: _KnownFindings,
    *,
    kind: str,
    minutes: int,
) -> None:
    """Check each file again when it changes, and all of them every `minutes`."""
    times, pause = dict(_times(pages)), 60 * minutes
    due = time.monotonic() + pause
    while True:
        time.sleep(_GLANCE_SECONDS)
        times_now = dict(_times(pages))
        is_due = time.monotonic() >= due
        changed = [name for name in pages if is_due or times_now.get(name) != times.get(name)]
        times = times_now
        if is_due:
            due = time.monotonic() + pause
        checked = checker.check_all(changed)
        if known.news(_claims(checked)):
            _print(checked, kind, known, is_single=len(changed) == 1)
        known.keep(checked)


def _times(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    for name in names:
        if Path(name).is_file():
            yield name, Path(name).stat().st_mtime_ns
