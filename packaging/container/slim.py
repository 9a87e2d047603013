"""Take out of an environment what the server never runs, and compile the rest: the Dockerfile."""

import compileall
import shutil
import subprocess
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import babel

from server.language.messages import languages

# Of files that only compilers, type checkers and translators read.
SOURCES = {".a", ".c", ".cpp", ".h", ".hpp", ".pot", ".po", ".pxd", ".pxi", ".pyi", ".pyx"}


def slim(site: Path) -> None:
    """Take tests, sources of compiled modules, their symbols and other locales out of `site`."""
    for tests in [path for path in site.rglob("tests") if path.is_dir()]:
        shutil.rmtree(tests)
    delete(path for path in site.rglob("*") if path.suffix in SOURCES)
    spoken = {tag.split("-")[0] for tag in languages()} | {"nb", "root"}  # "no" is written so
    locales = Path(babel.__file__).parent / "locale-data"
    delete(path for path in locales.glob("*.dat") if path.stem.split("_")[0] not in spoken)
    for library in site.rglob("*.so*"):
        subprocess.run(["strip", "--strip-unneeded", library], check=True)
    compileall.compile_dir(site, quiet=1)


def delete(paths: Iterable[Path]) -> None:
    """Delete the files at `paths`."""
    for path in list(paths):
        path.unlink()


slim(Path(str(files("server"))).parent)
