"""Lighthouse of the server's pages: `python -m tests.bench.lighthouse [--verbose]`.

Lighthouse (Google, Apache 2) is 200 packages, so it is no part of what `make test` installs: `npx`
gets it when this is run, or LIGHTHOUSE names the command. The table is in docs/accessibility.md.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.servers import running_server

LIGHTHOUSE = "npx --yes lighthouse@12.8.2"
CHROMIUM = "/usr/bin/chromium"
PAGES = {
    "home": "/",
    "docs": "/docs",
    "sample": "/sample/norvane-own-models",
    "your data": "/privacy",
    "saved": "/saved",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    """Print a row for each page, and what lowers its scores."""
    parser = argparse.ArgumentParser(description="Lighthouse of the server's pages")
    parser.add_argument("--verbose", action="store_true", help="what lowers a score")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(PAGES)}")
    wanted = parser.parse_args()
    out = sys.stdout
    out.write(f"| page | {' | '.join(CATEGORIES)} |\n|---|{'---|' * len(CATEGORIES)}\n")
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        for name in wanted.pages or PAGES:
            report = _audited(server.base + PAGES[name], Path(folder) / "report.json")
            scores = [report["categories"][each]["score"] or 0 for each in CATEGORIES]
            out.write(f"| {name} | {' | '.join(str(round(100 * score)) for score in scores)} |\n")
            if wanted.verbose:
                out.writelines(f"  {line}\n" for line in _faults(report))
            out.flush()


def _audited(address: str, file: Path) -> dict[str, Any]:
    command = [
        *shlex.split(os.environ.get("LIGHTHOUSE", LIGHTHOUSE)),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        "--chrome-flags=--headless --no-sandbox",
    ]
    subprocess.run(command, check=True, env={"CHROME_PATH": CHROMIUM, **os.environ})
    report: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return report


def _faults(report: dict[str, Any]) -> list[str]:
    counted = {
        each["id"]
        for category in CATEGORIES
        for each in report["categories"][category]["auditRefs"]
        if each["weight"] > 0
    }
    return [
        f"{audit['id']}: {audit['score']} {audit.get('displayValue', '')} {audit['title']}"
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9 and audit["id"] in counted
    ]


if __name__ == "__main__":
    main()
