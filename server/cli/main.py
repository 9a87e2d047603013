"""The command line: the commands of commands.json, each imported when it is called."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.config import Settings


MOST = 1_000_000  # beyond any number that makes sense, and far below an overflow


def number(least: int = 1, most: int = MOST) -> Callable[[str], int]:
    """Return the type of whole numbers from `least` to `most`."""

    def parsed(given: str) -> int:
        try:
            value = int(given) if given.isascii() and len(given) < 20 else None
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(
                f"{given} is not a whole number from {least} to {most}."
            )
        return value

    return parsed


def existing_file(given: str) -> Path:
    """Return the path of a file that is there."""
    path = Path(given)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {given}.")
    return path


def chosen(given: str, known: Collection[str], what: str) -> tuple[str, ...]:
    """Return the names in a list with commas; raise ValueError for unknown ones."""
    names = tuple(dict.fromkeys(part.strip() for part in given.split(",")))
    if unknown := [name or "“”" for name in names if name not in known]:
        raise ValueError(f"Unknown {what} {', '.join(unknown)}; there are {', '.join(known)}.")
    return names


def shard(given: str) -> tuple[int, int]:
    """Parse the shard `i/n`, the i-th of n, counted from 1."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", given, re.ASCII)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(
            f"{given} is not a shard; write the second of four as 2/4."
        )
    return int(match[1]), int(match[2])


# Each command or action: its help, its arguments, the function in server.cli that runs it, and
# what is opened for it.
COMMANDS: dict[str, Any] = json.loads(
    files("server.cli").joinpath("commands.json").read_text("utf-8")
)
_OPENERS = {"store": "server.store:open_store", "index": "server.pipeline.wiring:open_index"}
_TYPES = {"path": Path, "file": existing_file, "shard": shard}


_ADVICE = {
    FileNotFoundError: "Check the name and its folder.",
    FileExistsError: "Name another one.",
    IsADirectoryError: "Name a file.",
    NotADirectoryError: "Name a folder.",
    PermissionError: "Name a place that this user may use.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    for name in ("stdin", "stdout", "stderr"):  # a closed one would be the next file's number
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+"))  # noqa: SIM115, PTH123 - until the end
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        return 130


def _main(arguments: Sequence[str] | None) -> int:
    """Run the command line; print each problem as a sentence."""
    made = parser()
    options = made.parse_args(arguments)
    if "run" not in options:
        made.print_help()
        return 0

    from server.config import Settings, unknown_variables  # noqa: PLC0415 - not for the help alone
    from server.errors import Problem  # noqa: PLC0415

    says_it_itself = options.command in ("serve", "doctor")
    for says in unknown_variables(os.environ) if not says_it_itself else ():
        print(f"unabridged: {says}", file=sys.stderr)
    try:
        return _run(options, Settings.from_env())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Problem, ValueError, OSError) as error:
        from server.show.printable import printable  # noqa: PLC0415

        says = str(getattr(error, "detail", error))
        if isinstance(error, OSError) and error.filename and error.strerror:
            advice = _ADVICE.get(type(error), "Name another place, or make room there.")
            says = f"{error.filename}: {error.strerror}. {advice}"
        print(f"unabridged: {printable(says)}", file=sys.stderr)
        return 2 if options.command == "cite" else 1  # its 1 is a finding


def _run(options: argparse.Namespace, settings: "Settings") -> int:
    """Run the command with what it opens, the store or the index, as its last argument."""
    run = resolve_name(f"server.cli.{options.run}")
    if options.opens is None:
        return int(run(options, settings) or 0)
    place = (options.index,) if options.opens == "index" else ()
    with closing(resolve_name(_OPENERS[options.opens])(settings, *place)) as opened:
        return int(run(options, settings, opened) or 0)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = argparse.ArgumentParser(
        prog="unabridged",
        description="Is this page the whole story, and if not, where is the original and what "
        "does this page leave out, add or change?",
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = made.add_subparsers(metavar="COMMAND")
    for name, about in COMMANDS.items():
        _add(commands, name, about)
    return made


def _add(commands: Any, name: str, about: dict[str, Any]) -> None:
    """Add a command, or an action of one, with its arguments and actions."""
    says, more = about["help"], about.get("epilog")
    command = commands.add_parser(
        name, help=says, description=f"{says[:1].upper()}{says[1:]}.", epilog=more
    )
    if isinstance(more, list):  # lines that are not to be wrapped
        command.epilog = "\n".join(more)
        command.formatter_class = argparse.RawDescriptionHelpFormatter
    for given in about.get("arguments", ()):
        argument = dict(given)
        least, most = argument.pop("least", 1), argument.pop("most", MOST)
        if kind := argument.pop("type", None):
            argument["type"] = number(least, most) if kind == "number" else _TYPES[kind]
        command.add_argument(argument.pop("name"), **argument)
    if "run" in about:
        command.set_defaults(run=about["run"], opens=about.get("opens"), command=name)
        return
    actions = command.add_subparsers(required=True, metavar="ACTION")
    for action, its in about["actions"].items():
        _add(actions, action, its)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from server.config import ENGINE  # noqa: PLC0415 - not for the help alone

        parser.exit(message=f"{ENGINE}\n")


if __name__ == "__main__":
    sys.exit(main())
