"""Mutation testing of the modules that decide: `make mutants`, or `python -m tests.mutants NAME…`.

mutmut changes one operator, number, word or call at a time and runs the tests that come to it. A
change that no test notices is a survivor; `--survivors` prints each with the line it changes. A
change in a function that no test calls counts as one, too.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.servers import ROOT

PLACE = ROOT / "build" / "mutants"
# Modules by part, and the tests that they answer to.
PARTS: dict[str, tuple[list[str], list[str]]] = {
    "net": (
        ["net/policy", "net/quota", "net/budget", "net/host_limits"],
        ["net"],
    ),
    "callers": (
        ["web/auth", "web/proxies", "web/people"],
        ["web/test_auth.py", "web/test_people.py"],
    ),
    "admission": (
        ["web/admission", "web/connections/request_buffer"],
        ["web/test_admission.py", "web/connections"],
    ),
    "source": (
        ["source/verify", "source/follow", "source/matching/decide"],
        ["source/test_verify.py", "source/test_follow.py", "source/matching"],
    ),
    "verdict": (
        ["verdict/judge", "verdict/revise", "verdict/classifier"],
        ["verdict"],
    ),
    "align": (
        ["align/findings", "align/matching/assign", "align/matching/labels"],
        ["align"],
    ),
}
_CAUGHT = {1: "killed", 3: "killed", 36: "timeout", -24: "timeout", 24: "timeout", 152: "timeout"}


def main() -> None:
    """Run the parts named, or all, and print their scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--survivors", action="store_true", help="print what no test noticed")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    print(f"{'module':44} {'mutants':>7} {'caught':>6} {'score':>6}")
    total: Counter[str] = Counter()
    for part in asked.parts or PARTS:
        names, folders = PARTS[part]
        modules = [f"server/{name}.py" for name in names]
        place = prepare(part, modules, [f"tests/unit/{name}" for name in folders])
        run(place)
        for module in modules:
            codes = results(place, module)
            caught = sum(code in _CAUGHT for code in codes.values())
            total += Counter(all=len(codes), caught=caught)
            tell(module, len(codes), caught)
            if asked.survivors:
                for name in [name for name, code in codes.items() if code not in _CAUGHT]:
                    print(change(place, name))
    tell("all", total["all"], total["caught"])


def tell(name: str, made: int, caught: int) -> None:
    """Print a line of the table."""
    print(f"{name:44} {made:7} {caught:6} {caught / max(made, 1):6.1%}", flush=True)


def prepare(part: str, modules: list[str], tests: list[str]) -> Path:
    """A copy of the project's files, in which mutmut may write; returns its folder."""
    place = PLACE / part
    shutil.rmtree(place, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source, copy = ROOT / name, place / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy, follow_symlinks=False)
    folders = [path.name for path in place.iterdir() if path.is_dir() and path.name != "server"]
    lines = {
        "source_paths": ["server"],
        "only_mutate": modules,
        "also_copy": folders,
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": tests,
    }
    told = "".join(f"{key}=\n" + "".join(f"    {one}\n" for one in lines[key]) for key in lines)
    (place / "setup.cfg").write_text(f"[mutmut]\n{told}", encoding="utf-8")
    return place


def run(place: Path) -> None:
    """Run mutmut in `place`; raises SystemExit with its last words where it fails."""
    log = place / "mutmut.log"
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=place, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        raise SystemExit(f"mutmut failed:\n{log.read_text('utf-8', 'replace')[-2_000:]}")


def results(place: Path, module: str) -> dict[str, int | None]:
    """What came of each change of `module`: the exit status of its tests."""
    kept = place / "mutants" / f"{module}.meta"
    codes: dict[str, int | None] = json.loads(kept.read_text("utf-8"))["exit_code_by_key"]
    return codes


def change(place: Path, name: str) -> str:
    """The lines that the change `name` takes away and puts in."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = re.findall(r"^[-+](?![-+]).*$", shown.stdout, re.MULTILINE)
    return "\n".join([f"  {name}", *(f"    {line}" for line in lines)])


if __name__ == "__main__":
    main()
