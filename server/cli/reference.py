"""Writes docs/commands.md from the command line's own parser: `python -m server.cli.reference`."""

import argparse
from collections.abc import Iterator

from server.cli.main import parser, subcommands

_HEAD = """# Commands

Every command is `unabridged COMMAND`; [settings](settings.md) come from the environment.
The exit status is 0, or 1 with a sentence on standard error.
"""


def reference() -> str:
    """Return the page: each command with its arguments and what they mean."""
    return "\n".join([_HEAD, *map(_section, _commands(parser(), "unabridged", ""))])


def _commands(
    made: argparse.ArgumentParser, name: str, says: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Yield every command without commands below it, with its help."""
    below = subcommands(made)
    if not below:
        yield name, says, made
    for word, (help_, command) in below.items():
        yield from _commands(command, f"{name} {word}", help_)


def _section(command: tuple[str, str, argparse.ArgumentParser]) -> str:
    name, says, made = command
    rows = [_row(one) for one in made._actions if one.dest != "help"]
    table = ["", "| argument | meaning |", "|---|---|", *rows] if rows else []
    return "\n".join([f"## `{name}`", "", f"{says[:1].upper()}{says[1:]}.", *table, ""])


def _row(one: argparse.Action) -> str:
    word = one.metavar if isinstance(one.metavar, str) else one.dest.upper()
    value = "" if one.nargs == 0 else word
    shown = f"{one.option_strings[-1]} {value}".strip() if one.option_strings else value
    choices = f" ({', '.join(map(str, one.choices))})" if one.choices else ""
    return f"| `{shown}` | {one.help}{choices} |"


if __name__ == "__main__":
    print(reference(), end="")
