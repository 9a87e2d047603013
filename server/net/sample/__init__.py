"""The sample: a summary on one site and its original on another, with invented names.

The server shows both pages, and the fetcher answers exactly these two addresses from the
package's files without a socket, so that the sample opens no hole in the address policy.
"""

from functools import cache
from importlib.resources import files

SUMMARY_PATH = "/sample/norvane-own-models"
ORIGINAL_PATH = "/sample/norvane-to-make-significant-investments"
_FILES = {SUMMARY_PATH: "summary.html", ORIGINAL_PATH: "original.html"}


def summary_url(port: int) -> str:
    """Return the address of the summary on a server at `port`."""
    return f"http://127.0.0.1:{port}{SUMMARY_PATH}"


def original_url(port: int) -> str:
    """Return the original's address: the same server by another name, so another site."""
    return f"http://localhost:{port}{ORIGINAL_PATH}"


def page(path: str, port: int) -> str | None:
    """Return the HTML of the sample page at `path`, if there is one."""
    name = _FILES.get(path)
    return _read(name).replace("{port}", str(port)) if name else None


def pages(port: int) -> dict[str, str]:
    """Return both pages by address."""
    return {
        summary_url(port): page(SUMMARY_PATH, port) or "",
        original_url(port): page(ORIGINAL_PATH, port) or "",
    }


def style() -> str:
    """Return the pages' style sheet."""
    return _read("sample.css")


@cache
def _read(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")
