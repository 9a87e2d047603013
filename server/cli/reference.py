"""Writes docs/commands.md from the command line's own parser: `python -m server.cli.reference`."""

import argparse
from collections.abc import Iterator

from server.cli.main import parser, subcommands

_HEAD = """# Commands

Every command is `unabridged COMMAND`; [settings](settings.md) come from the environment.
The exit status is 0; 1 where something failed, with a sentence on standard error, or where
`doctor`, `cite` or `batch` found something; 2 where the arguments are wrong, or `cite` had nothing
to check; and 130 after Ctrl-C.
"""


def reference() -> str:
    """Return docs/commands.md: each command with its arguments and their meaning."""
    return "\n".join([_HEAD, *map(_section, _commands(parser(), "unabridged", ""))])


def _commands(
    made: argparse.ArgumentParser, name: str, says: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Yield every command that has no commands below it, with its help."""
    below = subcommands(made)
    if not below:
        yield name, says, made
    for word, (help_, command) in below.items():
        yield from _commands(command, f"{name} {word}", help_)


def _section(command: tuple[str, str, argparse.ArgumentParser]) -> str:
    name, says, made = command
    rows = [_row(action) for action in made._actions if action.dest != "help"]
    table = ["", "| argument | meaning |", "|---|---|", *rows] if rows else []
    more = ["", *_more(made.epilog)] if made.epilog else []
    return "\n".join([f"## `{name}`", "", f"{says[:1].upper()}{says[1:]}.", *table, *more, ""])


def _more(epilog: str) -> Iterator[str]:
    """Yield the lines of `epilog`, indented ones as code."""
    inside = False
    for line in epilog.splitlines():
        if line.startswith("  ") != inside:
            inside = not inside
            yield from (["", "```"] if inside else ["```", ""])
        yield line.removeprefix("  ") if inside else line
    if inside:
        yield "```"


def _row(action: argparse.Action) -> str:
    word = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    value = "" if action.nargs == 0 else word
    shown = f"{action.option_strings[-1]} {value}".strip() if action.option_strings else value
    choices = f" ({', '.join(map(str, action.choices))})" if action.choices else ""
    return f"| `{shown}` | {action.help}{choices} |"


if __name__ == "__main__":
    print(reference(), end="")
