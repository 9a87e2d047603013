"""Arguments, options and their types that several commands share."""

import re
from collections.abc import Collection
from pathlib import Path

import click

from server.urls import registrable_domain

MOST = 1_000_000  # beyond any number that makes sense, and far below an overflow
_MOST_DIGITS = 20  # Python refuses to read a number of thousands
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class WholeNumber(click.ParamType[int]):
    """A whole number from `least` to `most`."""

    name = "number"

    def __init__(self, least: int = 1, most: int = MOST) -> None:
        self.least, self.most = least, most

    def convert(
        self, value: str | int, param: click.Parameter | None, context: click.Context | None
    ) -> int:
        """Return the number, if it is one between the two."""
        digits = str(value)
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
        if not is_number or not self.least <= int(digits) <= self.most:
            allowed = f"a whole number from {self.least} to {self.most}"
            self.fail(f"{value} is not {allowed}.", param, context)
        return int(digits)


# Of a file that is not there, rather than of a host in Moldova or of a wiki.
_FILE_ENDINGS = (".md", ".wiki")
_HOST = re.compile(r"([\w.-]+)(?::\d+)?(?=/|\?|#|$)")


def web_address(name: str) -> str | None:
    """Return `name` as a web address; like a browser, try "example.com" and "a.example.com/b"."""
    if name.startswith(("https://", "http://")):
        return name
    host = _HOST.match(name)
    if not host or (name == host[1] and name.lower().endswith(_FILE_ENDINGS)):
        return None
    return f"https://{name}" if registrable_domain(host[1]) else None


class WebAddress(click.ParamType[str]):
    """The address of a page or server."""

    name = "address"

    def convert(
        self, value: str, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        """Return the address, if it is one."""
        address = web_address(value)
        if address is None:
            self.fail(f"{value} is no address; it begins with https:// or http://.", param, context)
        return address


class Names(click.ParamType[tuple[str, ...]]):
    """Some of a few names, separated by commas."""

    name = "names"

    def __init__(self, known: Collection[str], what: str) -> None:
        self.known, self.what = known, what

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,
        context: click.Context | None,
    ) -> tuple[str, ...]:
        """Return the names, each once, if all are known."""
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
        if unknown := [name or "“”" for name in names if name not in self.known]:
            sentence = f"Unknown {self.what} {', '.join(unknown)}; there are"
            self.fail(f"{sentence} {', '.join(self.known)}.", param, context)
        return names


class Actions(click.Group):
    """A command that has actions, in the order in which they are declared."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of the actions."""
        return list(self.commands)


def examples(*lines: str) -> str:
    """Return an epilog that shows `lines` as they are typed."""
    heading = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join(["\b", heading, *(f"  {line}" for line in lines)])


page_argument = click.argument(
    "page",
    metavar="PAGE",
    type=click.Path(allow_dash=True),
    help="An address, a file, or - for standard input.",
)
url_option = click.option("--url", type=WebAddress(), help="Address of the page in a file.")
json_answer = click.option(
    "--json", "as_json", is_flag=True, help="Print the API's answer as JSON."
)
json_rows = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
