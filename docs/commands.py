"""Writes docs/commands.md from the command line's own table: `python docs/commands.py`."""

from collections.abc import Iterator, Sequence
from itertools import starmap
from typing import Any

from server.cli.main import COMMANDS

Json = dict[str, Any]

_HEAD = """# Commands

Every command is `unabridged COMMAND`; [settings](settings.md) come from the environment.
The exit status is 0; 1 where something failed, with a sentence on standard error, or where
`doctor`, `cite` or `batch` found something; 2 where the arguments are wrong, or `cite` had nothing
to check; and 130 after Ctrl-C.
"""


def reference() -> str:
    """Return docs/commands.md: each command with its arguments and their meaning."""
    return "\n".join([_HEAD, *starmap(_section, _commands(COMMANDS, "unabridged"))])


def _commands(table: Json, before: str) -> Iterator[tuple[str, Json]]:
    """Yield every command that has no actions, and every action."""
    for word, about in table.items():
        if "actions" in about:
            yield from _commands(about["actions"], f"{before} {word}")
        else:
            yield f"{before} {word}", about


def _section(name: str, about: Json) -> str:
    says, more = about["help"], about.get("epilog", [])
    rows = [_row(argument) for argument in about.get("arguments", ())]
    table = ["", "| argument | meaning |", "|---|---|", *rows] if rows else []
    lines = ["", *_more([more] if isinstance(more, str) else more)] if more else []
    return "\n".join([f"## `{name}`", "", f"{says[:1].upper()}{says[1:]}.", *table, *lines, ""])


def _more(epilog: Sequence[str]) -> Iterator[str]:
    """Yield the lines of `epilog`, indented ones as code."""
    inside = False
    for line in epilog:
        if line.startswith("  ") != inside:
            inside = not inside
            yield from (["", "```"] if inside else ["```", ""])
        yield line.removeprefix("  ") if inside else line
    if inside:
        yield "```"


def _row(argument: Json) -> str:
    word, is_option = argument["name"], argument["name"].startswith("--")
    value = argument.get("metavar", word.removeprefix("--").replace("-", "_").upper())
    if is_option:
        value = word if "action" in argument else f"{word} {value}"
    choices = f" ({', '.join(argument['choices'])})" if "choices" in argument else ""
    return f"| `{value}` | {argument['help']}{choices} |"


if __name__ == "__main__":
    print(reference(), end="")
