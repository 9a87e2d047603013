"""Build the site of the documentation: the Markdown of the project as pages, for any web server.

    python packaging/site.py [FOLDER]

A link that leads nowhere ends the build. The pages load nothing from elsewhere.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
_CONFIGURATION = """
project = "Unabridged"
author = "the authors of Unabridged"
copyright = "the authors of Unabridged, MIT licence"
extensions = ["myst_parser"]
myst_enable_extensions = ["html_image"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = "Unabridged"
html_show_sphinx = False
html_copy_source = False
html_extra_path = ["docs/openapi.json"]
templates_path = []
suppress_warnings = ["misc.highlighting_failure"]
"""
_CONTENTS = """
```{{toctree}}
:caption: {caption}
:hidden:

{pages}
```
"""
# In the order of the menu.
_SECTIONS = {
    "Using it": [
        "docs/how-it-works",
        "docs/stories",
        "docs/citations",
        "docs/phones",
        "docs/store/privacy",
        "docs/accessibility",
    ],
    "Running it": [
        "docs/installing",
        "docs/self-hosting",
        "docs/settings",
        "docs/commands",
        "docs/scale",
        "docs/expectations",
        "docs/SECURITY",
    ],
    "Taking part": ["CONTRIBUTING", "docs/translating", "docs/store/listing", "CHANGELOG"],
    "Decisions": ["docs/decisions", "docs/measurements"],
}


def main() -> None:
    """Write the site into the folder given, or dist/site."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "site"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        gather(source)
        shutil.rmtree(target, ignore_errors=True)
        command = [sys.executable, "-m", "sphinx", "--builder", "dirhtml", "--nitpicky"]
        command += ["--fail-on-warning", "--keep-going", "--quiet", "--doctree-dir", f"{folder}.d"]
        try:
            subprocess.run([*command, str(source), str(target)], check=True)
        except subprocess.CalledProcessError as error:
            raise SystemExit("The site was not built; the lines above say why.") from error
        finally:
            shutil.rmtree(f"{folder}.d", ignore_errors=True)
    shutil.rmtree(target / "_sources", ignore_errors=True)
    sys.stdout.write(f"{target}/index.html\n")


def gather(source: Path) -> None:
    """Put the project's pages into `source`, with the README as the first one."""
    for name in ("docs", "clients"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    (source / "conf.py").write_text(_CONFIGURATION, "utf-8")
    first = (ROOT / "README.md").read_text("utf-8")
    contents = "".join(
        _CONTENTS.format(caption=caption, pages="\n".join(pages))
        for caption, pages in _SECTIONS.items()
    )
    (source / "index.md").write_text(first + contents, "utf-8")


if __name__ == "__main__":
    main()
