"""The command line: every command, and here those that compare pages."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from server.cli import access_tokens, backup, batch, cite, doctor, extension, feeds, hooks, mcp
from server.cli import index as cli_index
from server.cli.calls import ask
from server.cli.printable import printable, printable_json
from server.cli.report import REPORTS, Style
from server.cli.serve import serve
from server.config import ENGINE, Settings
from server.errors import Problem
from server.model import PageInput
from server.net.charset import decode
from server.wiring import open_engine

_PAGE_HELP = "address, file, or - for standard input"
_OPINION_HELP = "the model at UNABRIDGED_OPINION_URL may see sentences of files too"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        settings = Settings.from_env()
        return int(options.run(options, settings) or 0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Problem, ValueError, OSError) as error:
        print(f"unabridged: {printable(_sentence(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(getattr(error, "detail", error))


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = argparse.ArgumentParser(
        prog="unabridged",
        description="Is this page the whole story, and if not, where is the original and what "
        "does this page leave out, add or change?",
    )
    made.add_argument("--version", action="version", version=ENGINE)
    commands = made.add_subparsers(required=True, metavar="COMMAND")

    server = commands.add_parser("serve", help="run the server")
    server.add_argument("--show", metavar="PAGE", help="compare this page first (“sample”: ours)")
    server.set_defaults(run=lambda options, settings: serve(settings, options.show))
    doctor.register(commands)

    for name, says in _CALLS_HELP.items():
        call = commands.add_parser(name, help=says)
        call.add_argument("page", help=_PAGE_HELP)
        if name in ("compare", "align"):
            call.add_argument("source", nargs="?" if name == "compare" else None, help=_PAGE_HELP)
            call.add_argument("--opinion", action="store_true", help=_OPINION_HELP)
        if name == "compare":
            call.add_argument("--item", type=int, metavar="N", help=_ITEM_HELP)
        call.add_argument("--url", help="where the page in a file came from")
        call.add_argument("--json", action="store_true", help="the API's answer as JSON")
        call.set_defaults(run=_call, call=name)
    cite.register(commands, open_engine)

    many = commands.add_parser("batch", help="answer many pages: JSON lines in, JSON lines out")
    many.add_argument("call", choices=["extract", "verdict", "find", "align"], help="which call")
    many.add_argument("--offline", action="store_true", help="open no connection")
    many.add_argument("--index", type=Path, help="the index to look in (find)")
    many.add_argument(
        "--shard", default="1/1", metavar="I/N", help="every N-th line from line I on"
    )
    many.add_argument("--output", type=Path, help="a file; a stopped run goes on at its end")
    many.set_defaults(run=_batch)

    cli_index.register(commands)
    feeds.add_parser(commands, open_engine)
    access_tokens.register(commands)
    extension.register(commands)
    hooks.register(commands)
    mcp.register(commands)
    backup.register(commands)
    _describe(made)
    return made


def subcommands(made: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Return the commands directly below `made`: each with its help and its own parser."""
    groups = [one for one in made._actions if isinstance(one, argparse._SubParsersAction)]
    return {
        choice.dest: (choice.help or "", group.choices[choice.dest])
        for group in groups
        for choice in group._choices_actions
    }


def _describe(made: argparse.ArgumentParser) -> None:
    """Let the help of each command begin with what the list of commands says of it."""
    for says, command in subcommands(made).values():
        command.description = f"{says[:1].upper()}{says[1:]}. {command.description or ''}".strip()
        _describe(command)


_ITEM_HELP = "of a page of several stories this one, as `find` and `compare` number them"
_CALLS_HELP = {
    "compare": "compare a page with its source",
    "extract": "print the article of a page",
    "verdict": "say whether a page is the whole story",
    "find": "find the source of a page",
    "align": "compare two texts, sentence by sentence",
}


def page_input(given: str, url: str | None = None) -> PageInput:
    """The page that `given` names: an address, a file of HTML or text, or - (standard input).

    Raises ValueError with a sentence if the file is missing.
    """
    if given.startswith(("http://", "https://")):
        return PageInput(url=given)
    if given != "-" and not Path(given).is_file():
        raise ValueError(f"{given} is neither a file nor an address with http:// or https://.")
    raw = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
    text = decode(raw, "")
    if not text.strip():
        raise ValueError(f"{'Standard input' if given == '-' else given} is empty.")
    if text.lstrip()[:1] == "<":
        return PageInput(url=url, html=text)
    return PageInput(url=url, text=text)


def _call(options: argparse.Namespace, settings: Settings) -> None:
    page = page_input(options.page, options.url)
    source = page_input(options.source) if getattr(options, "source", None) else None
    engine = open_engine(settings)
    try:
        leave, item = getattr(options, "opinion", False), getattr(options, "item", None)
        if item is not None and item < 0:
            raise ValueError("--item counts from 0.")
        answer = ask(engine, options.call, page, source, leave=leave, item=item)
    finally:
        engine.close()
    if options.json:
        print(printable_json(answer))
    else:
        print(REPORTS[options.call](answer, style_of(sys.stdout)), end="")


def style_of(stream: Any) -> Style:
    """How to print on `stream`."""
    columns = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 88
    return Style(width=min(100, columns), colour=stream.isatty() and "NO_COLOR" not in os.environ)


def _batch(options: argparse.Namespace, settings: Settings) -> None:
    lines = batch.shard(sys.stdin, *batch.shard_of(options.shard))
    if options.output:
        batch.resume(lines, options.output)
    engine = open_engine(settings, offline=options.offline, index=options.index)
    try:
        with options.output.open("ab") if options.output else nullcontext(sys.stdout.buffer) as out:
            for line in batch.run(engine, options.call, lines):
                out.write(line)
                out.flush()
    finally:
        engine.close()


if __name__ == "__main__":
    sys.exit(main())
