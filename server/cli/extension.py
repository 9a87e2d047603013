"""The command `extension`: unpacks the browser extension."""

import shutil
import zipfile
from pathlib import Path

import click

from server.cli.console import current_settings
from server.cli.options import FOLDER, examples

BROWSERS = ("chromium", "firefox")
# The wheel contains the packages; in a checkout `make extension` writes them.
_FOLDERS = (Path(__file__).parent / "packages", Path(__file__).parents[2] / "dist")


@click.command(epilog=examples("unabridged extension ~/unabridged-extension"))
@click.argument(
    "folder",
    type=FOLDER,
    required=False,
    help="The folder to write to; else `extension` in UNABRIDGED_DATA.",
)
def extension(*, folder: Path | None) -> None:
    """Unpack the browser extension, and say how to load it."""
    folder = (folder or current_settings().data / "extension").absolute()
    unpack(folder)
    print(how_to_load(folder))


def packages() -> Path:
    """Return the folder of the extension's packages; raise ValueError without one."""
    for folder in _FOLDERS:
        if all((folder / f"unabridged-{browser}.zip").is_file() for browser in BROWSERS):
            return folder
    raise ValueError("The extension is not built; run `make extension` in the checkout.")


def unpack(folder: Path) -> None:
    """Write `folder`/chromium and `folder`/firefox, replacing older ones."""
    source = packages()
    for browser in BROWSERS:
        target = folder / browser
        if target.exists() and not (target / "manifest.json").is_file():
            raise ValueError(f"{target} contains something else; name another folder.")
        shutil.rmtree(target, ignore_errors=True)
        with zipfile.ZipFile(source / f"unabridged-{browser}.zip") as packed:
            packed.extractall(target)


def how_to_load(folder: Path) -> str:
    """Return the steps that load the unpacked extension of `folder` into a browser."""
    return (
        "To load the extension:\n"
        "  Chromium, Chrome, Edge: chrome://extensions -> Developer mode -> Load unpacked ->\n"
        f"    {folder / 'chromium'}\n"
        "  Firefox: about:debugging#/runtime/this-firefox -> Load Temporary Add-on ->\n"
        f"    {folder / 'firefox' / 'manifest.json'}"
    )
