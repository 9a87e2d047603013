"""Writes docs/commands.md from the command line itself: `python docs/commands.py`."""

from collections.abc import Iterator
from inspect import cleandoc
from itertools import starmap

import click

from server.cli.main import COMMANDS, load, unabridged

_HEAD = """# Commands

Every command is `unabridged COMMAND`; [settings](settings.md) come from the environment.
`-h` or `--help` says what a command takes, with examples.

The exit status is 0; 1 where something failed, with a sentence on standard error, or where
`doctor`, `cite`, `batch` or `--fail-on` found something; 2 where the arguments are wrong (a file
that is not there among them), or where `cite` or `--fail-on`, whose 1 is a finding, failed or had
nothing to check; and 130 after Ctrl-C (`serve`, which runs until then, ends with 0).

A page is an address, also as a browser takes it (`example.com`, `www.example.org/x`), a file, or
`-`. What takes more than two seconds says on a terminal how far it is. `NO_COLOR=1` and `TERM=dumb`
switch colours off.

A shell completes commands, options and files after one line in its start-up file:

| shell | line |
|---|---|
| bash 4.4 or later, `~/.bashrc` | `eval "$(_UNABRIDGED_COMPLETE=bash_source unabridged)"` |
| zsh, `~/.zshrc` | `eval "$(_UNABRIDGED_COMPLETE=zsh_source unabridged)"` |
| fish, `~/.config/fish/config.fish` | `_UNABRIDGED_COMPLETE=fish_source unabridged \\| source` |
"""


def reference() -> str:
    """Return docs/commands.md: each command with its arguments and their meaning."""
    of_all = click.Context(unabridged, info_name="unabridged", **unabridged.context_settings)
    commands: list[tuple[click.Context, click.Command]] = []
    for name in COMMANDS:
        commands += _actions(name, load(name), of_all)
    return "\n".join([_HEAD, *starmap(_section, commands)])


def _actions(
    name: str, command: click.Command, parent: click.Context
) -> Iterator[tuple[click.Context, click.Command]]:
    """Yield `command`, or each action of it, in a context of its name."""
    context = click.Context(command, parent=parent, info_name=name)
    if not isinstance(command, click.Group):
        yield context, command
        return
    for action in command.list_commands(context):
        yield from _actions(action, command.commands[action], context)


def _section(context: click.Context, command: click.Command) -> str:
    lines = [f"## `{context.command_path}`", "", cleandoc(command.help or ""), ""]
    rows = [_row(parameter, context) for parameter in command.params]
    if rows:
        lines += ["| argument | meaning |", "|---|---|", *rows, ""]
    if command.epilog:
        lines += _with_code(command.epilog)
    return "\n".join(lines)


def _row(parameter: click.Parameter, context: click.Context) -> str:
    name, meaning = parameter.get_help_record(context) or ("", "")
    row = f"`{name}`\n{meaning.replace('  [', ' [')}"
    first, second = row.replace("|", r"\|").split("\n")
    return f"| {first} | {second} |"


def _with_code(epilog: str) -> Iterator[str]:
    """Yield the lines of `epilog`, indented ones as code."""
    is_code = False
    for line in epilog.replace("\b\n", "").splitlines():
        if line.startswith("  ") != is_code:
            is_code = not is_code
            yield from (["", "```"] if is_code else ["```", ""])
        if line:
            yield line.removeprefix("  ") if is_code else line
    yield from ["```", ""] if is_code else [""]


if __name__ == "__main__":
    print(reference(), end="")
