"""The command line: which commands there are, and what it ends with.

A command is declared in the module that COMMANDS names, which is imported when it is called: the
help and the completion of a shell answer without the engine.
"""

import os
import sys
from collections.abc import Sequence
from pkgutil import resolve_name
from typing import Any, NamedTuple

import click


class ListedCommand(NamedTuple):
    """A command in the list of all: the place of its code, and its line."""

    place: str
    line: str


COMMANDS = {
    "serve": ListedCommand("serve:serve", "Run the server."),
    "open": ListedCommand("open:open_page", "Print a link that signs a browser in, once."),
    "doctor": ListedCommand("doctor:doctor", "Find mistakes in the set-up, and say what to do."),
    "compare": ListedCommand("calls:compare", "Compare a page with its original."),
    "extract": ListedCommand("calls:extract", "Print the article of a page."),
    "verdict": ListedCommand("calls:verdict", "Judge whether a page is the whole story."),
    "find": ListedCommand("calls:find", "Find the original of a page."),
    "align": ListedCommand("calls:align", "Compare two texts, sentence by sentence."),
    "story": ListedCommand("calls:story", "List the texts in your index that tell a page's story."),
    "cite": ListedCommand("cite:cite", "Check sentences against the pages that they cite."),
    "batch": ListedCommand("batch:batch", "Answer many pages: JSON lines in, JSON lines out."),
    "index": ListedCommand("index:index", "Fill, search and prune the index of articles."),
    "feeds": ListedCommand(
        "feeds:feeds", "Add, list, edit and poll the feeds that fill the index."
    ),
    "tokens": ListedCommand("tokens:tokens", "Create, pair, list, limit and revoke tokens."),
    "data": ListedCommand("data:data", "Export, import or delete all that is kept of a person."),
    "extension": ListedCommand("extension:extension", "Unpack the browser extension."),
    "hooks": ListedCommand("hooks:hooks", "Add, list, try and remove webhooks."),
    "bridge": ListedCommand(
        "bridge:bridge", "Mark entries in a feed reader: what is cut, retold, or there already."
    ),
    "mcp": ListedCommand("mcp:mcp", "Offer the calls to an assistant (MCP)."),
    "backup": ListedCommand("backup:backup", "Copy database and index while the server runs."),
    "restore": ListedCommand("backup:restore", "Check a backup, and restore it."),
    "migrate": ListedCommand("backup:migrate", "Copy the SQLite database into PostgreSQL."),
}


def load(name: str) -> click.Command:
    """Import the command `name`."""
    command: click.Command = resolve_name(f"server.cli.{COMMANDS[name].place}")
    return command


class _Commands(click.Group):
    """All commands: a list shows their lines, a call loads one of them."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, listed, rest = super().resolve_command(context, arguments)
        return name, listed and load(listed.name or ""), rest

    def invoke(self, context: click.Context) -> Any:
        """Run a command; end with a sentence and a status where it fails."""
        from server.cli.console import end_on_failure  # noqa: PLC0415 - not for the help alone

        try:
            with end_on_failure():
                return super().invoke(context)
        except BrokenPipeError:  # the reader of the output is gone
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1


def _print_version(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        from server.config import ENGINE  # noqa: PLC0415 - not for the help alone

        click.echo(ENGINE)
        context.exit()


@click.command(
    cls=_Commands,
    commands={
        name: click.Command(name, short_help=listed.line) for name, listed in COMMANDS.items()
    },
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "show_default": True,
    },
    epilog="`unabridged COMMAND --help` says what a command takes, with examples.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def unabridged() -> None:
    """Say whether a page is the whole story, and if not, what it leaves out, adds or changes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    for name in ("stdin", "stdout", "stderr"):  # a closed one would be the next file's number
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+"))  # noqa: SIM115, PTH123 - until the end
    try:
        status = unabridged.main(arguments, prog_name="unabridged", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        return 130  # as a shell says it: 128 and the number of SIGINT
    except click.exceptions.NoArgsIsHelpError as error:
        is_of_all = error.ctx.parent is None
        click.echo(error.ctx.get_help(), err=not is_of_all)
        return 0 if is_of_all else error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
