"""Mutation testing of the modules that decide: `make mutants`, or `python -m tests.mutants PART…`.

With `--drawn 60` that number of changes of each part is tried, drawn by `--seed`, in minutes
where all take hours.

mutmut changes one operator, number, word or call at a time and runs the tests that come to it. A
change that no test notices is a survivor; `--survivors` prints each with the lines that it changes.
A change in a function that no test calls counts as one, too. Changes of what is said alone, the
sentences of refusals, are not counted: whether something is refused is.
"""

import argparse
import ast
import difflib
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.intervals import wilson
from tests.servers import ROOT

PLACE = ROOT / "build" / "mutants"
# Modules by part, and the tests that they answer to.
PARTS: dict[str, tuple[list[str], list[str]]] = {
    "net": (
        ["net/policy", "net/quota", "net/budget"],
        ["net"],
    ),
    "callers": (
        ["web/auth", "web/origins"],
        ["web"],
    ),
    "admission": (
        ["web/admission", "web/request_buffer"],
        ["web/test_admission.py", "web/test_request_buffer.py"],
    ),
    "source": (
        ["source/reader", "source/decide", "source/search"],
        [
            *("source/test_reader.py", "source/test_following.py", "source/test_chain.py"),
            *("source/test_search.py", "source/test_decide.py", "source/test_thresholds.py"),
            "source/test_cross_lingual.py",
        ],
    ),
    "verdict": (
        ["verdict/judge"],
        [
            *("verdict/test_decisions.py", "verdict/test_judge.py", "verdict/test_answer.py"),
        ],
    ),
    "conclude": (
        ["conclude/cases", "conclude/comparison", "conclude/page"],
        ["conclude"],
    ),
    "gate": (
        ["verdict/gate"],
        ["verdict/test_gate.py", "verdict/test_shape_tests.py"],
    ),
    "align": (
        [
            *("align/findings", "align/assign"),
            "align/omissions",
        ],
        [
            *("align/test_assign.py", "align/test_shown.py", "align/test_omissions.py"),
            *("align/test_findings.py", "align/test_align.py"),
        ],
    ),
}
_CAUGHT = {1: "killed", 3: "killed", 36: "timeout", -24: "timeout", 24: "timeout", 152: "timeout"}


def main() -> None:
    """Run the parts named, or all, and print their scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--survivors", action="store_true", help="print what no test noticed")
    parser.add_argument("--drawn", type=int, metavar="COUNT", help="so many of each part alone")
    parser.add_argument("--seed", type=int, default=1, help="what draws them; 1 unless told")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    print(f"{'module':44} {'mutants':>7} {'caught':>6} {'score':>6}")
    total: Counter[str] = Counter()
    for part in arguments.parts or PARTS:
        before = total.copy()
        chance = random.Random(arguments.seed)
        for module, mutants in changed(part, arguments.drawn, chance).items():
            survived = [mutant for mutant in mutants if not mutant.noticed]
            total += Counter(all=len(mutants), caught=len(mutants) - len(survived))
            tell(module, len(mutants), len(mutants) - len(survived))
            for mutant in survived if arguments.survivors else ():
                print(mutant.text)
        tell(part, *((total - before)[name] for name in ("all", "caught")))
    tell("all", total["all"], total["caught"])


def tell(name: str, count: int, caught: int) -> None:
    """Print a line of the table, with the score's 95 % interval."""
    low, high = wilson(caught, count)
    score = f"{caught / max(count, 1):6.1%} [{low:.2f}, {high:.2f}]"
    print(f"{name:44} {count:7} {caught:6} {score}", flush=True)


def changed(part: str, drawn: int | None, chance: random.Random) -> dict[str, list["Change"]]:
    """Try the changes of a part, or as many as are to be drawn; return them by module."""
    names, folders = PARTS[part]
    modules = [f"server/{name}.py" for name in names]
    place = prepare(part, modules, [f"tests/unit/{name}" for name in folders])
    if drawn is None:
        run(place)
        return {module: changes(place, module) for module in modules}
    run(place, "none of these", is_done=False)  # makes them
    possible = sorted(change.name for module in modules for change in changes(place, module))
    chosen = set(chance.sample(possible, min(drawn, len(possible))))
    run(place, *sorted(chosen))
    return {
        module: [change for change in changes(place, module) if change.name in chosen]
        for module in modules
    }


def prepare(part: str, modules: list[str], tests: list[str]) -> Path:
    """Copy the project's files for mutmut; return the folder."""
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
        if not source.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        # mutmut follows no links to folders.
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy)
    folders = [path.name for path in place.iterdir() if path.is_dir() and path.name != "server"]
    lines = {
        "source_paths": ["server"],
        "only_mutate": modules,
        "also_copy": folders,
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": tests,
    }
    options = ""
    for key, values in lines.items():
        options += f"{key}=\n" + "".join(f"    {value}\n" for value in values)
    (place / "setup.cfg").write_text(f"[mutmut]\n{options}", encoding="utf-8")
    return place


def run(place: Path, *names: str, is_done: bool = True) -> None:
    """Run mutmut in `place`; raises SystemExit with its last words where it is not done."""
    log = place / "mutmut.log"
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names]
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=place, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if bool(done.returncode) is is_done:
        raise SystemExit(f"mutmut failed:\n{log.read_text('utf-8', 'replace')[-2_000:]}")


@dataclass(frozen=True)
class Change:
    """A change of the code: its lines, and whether a test noticed it."""

    name: str
    text: str
    noticed: bool


def changes(place: Path, module: str) -> list[Change]:
    """Return the changes of `module` that are more than words."""
    file = place / "mutants" / module
    statuses = json.loads(Path(f"{file}.meta").read_text("utf-8"))["exit_code_by_key"]
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    mutants = []
    for name, status in statuses.items():
        key = name.rpartition(".")[2]
        changed, original = functions[key], functions[f"{key.rpartition('_')[0]}_orig"]
        changed.name = original.name
        before, after = ast.unparse(original), ast.unparse(changed)
        lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0))[2:]
        text = "\n".join(f"    {line}" for line in lines if line[0] in "+-")
        if decided(before) != decided(after):
            mutants.append(Change(name, f"  {name}\n{text}", status in _CAUGHT))
    return mutants


class _WithoutWords(ast.NodeTransformer):
    def visit_JoinedStr(self, _: ast.JoinedStr) -> ast.AST:
        return ast.Constant("said")

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        is_sentence = isinstance(node.value, str) and " " in node.value.strip()
        return ast.Constant("said") if is_sentence else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """HTTP reads names of headers in whatever case."""
        self.generic_visit(node)
        name = node.args[0] if node.args else None
        if ast.unparse(node.func).endswith("headers.get") and isinstance(name, ast.Constant):
            node.args[0] = ast.Constant(str(name.value).lower())
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return ast.Raise(node.exc.func) if isinstance(node.exc, ast.Call) else node


def decided(code: str) -> str:
    """Return the code of a function without its words."""
    return ast.unparse(ast.fix_missing_locations(_WithoutWords().visit(ast.parse(code))))


if __name__ == "__main__":
    main()
