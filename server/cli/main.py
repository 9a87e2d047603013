"""The command line: all commands, each in a module that is imported when it is called."""

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from pkgutil import resolve_name

# Each command: the function in server.cli that adds its arguments, and its help.
COMMANDS = {
    "serve": ("serve:add_arguments", "run the server"),
    "doctor": ("doctor:add_arguments", "find mistakes in the set-up, and say what to do"),
    "compare": ("calls:add_arguments", "compare a page with its source"),
    "extract": ("calls:add_arguments", "print the article of a page"),
    "verdict": ("calls:add_arguments", "judge whether a page is the whole story"),
    "find": ("calls:add_arguments", "find the source of a page"),
    "align": ("calls:add_arguments", "compare two texts, sentence by sentence"),
    "cite": (
        "calls:add_arguments",
        "check each sentence with a link or note against the pages that it cites",
    ),
    "batch": ("batch:add_arguments", "answer many pages: JSON lines in, JSON lines out"),
    "index": ("index:add_arguments", "fill, search and prune the index of articles"),
    "feeds": ("feeds:add_arguments", "add, list, remove and poll the feeds that fill the index"),
    "tokens": ("access_tokens:add_arguments", "create, pair, list and revoke tokens"),
    "data": (
        "own_data:add_arguments",
        "write all that is kept of a person into one file, or delete it",
    ),
    "extension": ("extension:add_arguments", "unpack the browser extension"),
    "hooks": ("hooks:add_arguments", "add, list, try and remove webhooks"),
    "mcp": ("mcp:add_arguments", "offer the calls to an assistant (MCP)"),
    "backup": ("backup:add_backup", "copy database and index while the server runs"),
    "restore": ("backup:add_restore", "restore a backup, and verify it"),
    "migrate": ("backup:add_migrate", "copy the SQLite database into PostgreSQL"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    made = parser(given)
    options = made.parse_args(given)
    if "run" not in options:
        made.print_help()
        return 0

    from server.config import Settings  # noqa: PLC0415 - not for the help alone
    from server.errors import Problem  # noqa: PLC0415

    try:
        return int(options.run(options, Settings.from_env()) or 0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Problem, ValueError, OSError) as error:
        from server.cli.printable import printable  # noqa: PLC0415

        print(f"unabridged: {printable(_sentence(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(getattr(error, "detail", error))


def parser(called: Collection[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of all commands, with the arguments of those `called`."""
    made = argparse.ArgumentParser(
        prog="unabridged",
        description="Is this page the whole story, and if not, where is the original and what "
        "does this page leave out, add or change?",
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = made.add_subparsers(metavar="COMMAND")
    for name, (place, says) in COMMANDS.items():
        command = commands.add_parser(name, help=says)
        if name in called:
            resolve_name(f"server.cli.{place}")(command)
    _describe(made)
    return made


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from server.config import ENGINE  # noqa: PLC0415 - not for the help alone

        parser.exit(message=f"{ENGINE}\n")


def subcommands(made: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Return the commands directly below `made`, each with its help and parser."""
    groups = [one for one in made._actions if isinstance(one, argparse._SubParsersAction)]
    return {
        choice.dest: (choice.help or "", group.choices[choice.dest])
        for group in groups
        for choice in group._choices_actions
    }


def _describe(made: argparse.ArgumentParser) -> None:
    """Begin the help of each command with its line in the list of commands."""
    for says, command in subcommands(made).values():
        command.description = f"{says[:1].upper()}{says[1:]}. {command.description or ''}".strip()
        _describe(command)


if __name__ == "__main__":
    sys.exit(main())
