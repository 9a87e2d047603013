"""Every pattern of the server and of its tables takes time in proportion to its input.

Each is tried on its own pieces over and over, as it is used: at the beginning of a text, as a
whole, or at each place. Time is the processor's, and eight times the length may take 24 times as
long; below a floor nothing is said. A shorter text decides whether these two are tried: what would
take longer than the floor by a power up to the third takes a 64th of it there, and what would take
24 times as long by a square has taken five times as long as there.
"""

import ast
import importlib
import itertools
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

import server

# Characters of the texts that are tried, and what they may take: processor seconds.
FIRST, SIZES = 2_000, (8_000, 64_000)
FLOOR, MOST_RATIO, MOST_SECONDS = 0.01, 24.0, 1.0
# Patterns tried of those that a function makes, the longest ones: words of a language or rows of a
# table have one form. `make soak` tries all.
MOST_OF_A_FUNCTION = sys.maxsize if "UNABRIDGED_FUZZ" in os.environ else 5
MOST_REPEATS = 100  # a pattern whose pieces repeat no more often is linear
_SAMPLES = "x1 -y.ä/"
_SAMPLE_OF_CATEGORY = {
    codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_PUMPS = (" ", "a", "1", "\t")
# What a repeated text ends with: nothing, a letter, or what neither a word nor an address has.
_ENDS = ("", "\u2603", " !")

_ON_SHORT_TEXTS = {"<[^>]*>": "addresses of the server's own routes"}
# Tried at one place, and no further than a line may reach.
_AT_ONE_PLACE = ("server.web.request_buffer._FIRST",)
_ANCHORED = {"match", "fullmatch"}
_METHODS = _ANCHORED | {"search", "finditer", "findall", "sub", "subn", "split"}
Tried = tuple[re.Pattern, set[str]]


@cache
def patterns() -> dict[str, Tried]:
    """Return the patterns of modules and how each is used, by the name of what holds them."""
    names: dict[re.Pattern, str] = {}
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if "gunicorn" in module.name:  # its configuration starts it
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in _patterns_in(value):
                names.setdefault(pattern, f"{module.name}.{name}")
    return _written_in_calls() | {
        f"{name} {index}": (pattern, _uses(name))
        for index, (pattern, name) in enumerate(names.items())
    }


def _patterns_in(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _patterns_in([*value, *value.values()])
    elif isinstance(value, tuple | list | frozenset | set):
        for element in value:
            yield from _patterns_in(element)


def _uses(name: str) -> set[str]:
    """Return how a pattern is tried: from a text's beginning, as a whole, or at each place."""
    module, _, variable = name.partition(" ")[0].rpartition(".")
    if module == "server.urls.unwrap" or name.startswith(_AT_ONE_PLACE):  # on hosts and on paths
        return _ANCHORED
    own = "/".join(module.split(".")[1:])
    is_private = variable.startswith("_")
    uses: set[str] = set()
    for path, calls in _calls_by_module().items():
        if not is_private or path in (f"{own}.py", f"{own}/__init__.py"):
            uses |= calls.get(variable, set())
    return uses if uses and uses <= _ANCHORED else {"finditer"}


@cache
def _calls_by_module() -> dict[str, dict[str, set[str]]]:
    """Return the methods that each module calls on each name, "finditer" for any other use."""
    calls_by_module: dict[str, dict[str, set[str]]] = {}
    for path, tree in _trees().items():
        method_by_node = {
            id(call.func.value): call.func.attr
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            if len(call.args) == 1  # with a second one it begins there, and so at many places
        }
        calls = calls_by_module.setdefault(path, {})
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                method = method_by_node.get(id(node), "finditer")
                calls.setdefault(node.id, set()).add(method)
    return calls_by_module


def _written_in_calls() -> dict[str, Tried]:
    """Return the patterns within calls such as `re.sub("a+", "", text)`."""
    return {
        f"{path}:{call.lineno}": (
            re.compile(call.args[0].value),
            {call.func.attr if call.func.attr in _ANCHORED else "finditer"},
        )
        for path, tree in _trees().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if isinstance(call.func.value, ast.Name) and call.func.value.id == "re"
        if call.func.attr not in ("compile", "escape")
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in _ON_SHORT_TEXTS
    }


@cache
def _trees() -> dict[str, ast.Module]:
    folder = Path(*server.__path__)
    paths = sorted(folder.rglob("*.py"))
    return {str(path.relative_to(folder)): ast.parse(path.read_text("utf-8")) for path in paths}


def patterns_of_tables() -> dict[str, Tried]:
    """Return the patterns that functions compile, of tables and languages, by file and text."""
    program = Path(__file__).parents[1] / "compiled_patterns.py"
    lines = subprocess.run(
        [sys.executable, str(program)], check=True, capture_output=True, encoding="utf-8"
    ).stdout.splitlines()
    patterns_of_modules = {pattern for pattern, _ in patterns().values()}
    patterns_by_name: dict[str, Tried] = {}
    made_by: Counter[tuple[str, str]] = Counter()
    compiled = sorted(map(json.loads, lines), key=lambda row: -len(row[0]))
    for text, flags, is_bytes, path, function, called in compiled:
        if not re.search(r"[*+{]", text):
            continue  # nothing in it repeats
        pattern = re.compile(text.encode("latin-1") if is_bytes else text, flags)
        if pattern not in patterns_of_modules and made_by[path, function] < MOST_OF_A_FUNCTION:
            made_by[path, function] += 1
            uses = {called} if called in _METHODS else _uses_of_result(path, function)
            patterns_by_name[f"{path}: {text[:200]}"] = (
                pattern,
                uses if uses <= _ANCHORED else {"finditer"},
            )
    return patterns_by_name


def _uses_of_result(path: str, function: str) -> set[str]:
    """Return the methods that a file calls on what `function` returns, or else on any variable."""
    if path == "urls/unwrap.py":  # on hosts and on paths
        return _ANCHORED
    of_function: set[str] = set()
    of_variables: set[str] = set()
    for node in ast.walk(_trees()[path]):
        if not isinstance(node, ast.Attribute) or node.attr not in _METHODS:
            continue
        value = node.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            if value.func.id == function:
                of_function.add(node.attr)
        elif not (isinstance(value, ast.Name) and value.id.strip("_").isupper()):
            of_variables.add(node.attr)
    return of_function or of_variables or {"finditer"}


def _may_repeat(pattern: re.Pattern) -> bool:
    """Whether a part of `pattern` has no bound, or a large one, on how often it repeats."""
    text = pattern.pattern
    text = text if isinstance(text, str) else text.decode("latin-1")

    def in_value(value: object) -> bool:
        if isinstance(value, parser.SubPattern):
            return any(map(in_item, value))
        return isinstance(value, tuple | list) and any(map(in_value, value))

    def in_item(item: tuple) -> bool:
        kind, value = item
        return (kind in _REPEATS and value[1] > MOST_REPEATS) or in_value(value)

    return in_value(parser.parse(text, pattern.flags & ~re.UNICODE))


def _pieces(pattern: re.Pattern) -> list[str]:
    """Return texts that `pattern` and its parts match, as far as that is simple."""
    text = pattern.pattern
    text = text if isinstance(text, str) else text.decode("latin-1")
    pieces: list[str] = []

    def sample(members: list[tuple]) -> str:
        kind, value = members[0]
        if kind is codes.NEGATE:
            inner = re.compile("[" + "".join(map(_as_written, members[1:])) + "]")
            return next((letter for letter in _SAMPLES if not inner.match(letter)), "\u2603")
        if kind is codes.CATEGORY:
            return _SAMPLE_OF_CATEGORY.get(value, "a")
        return chr(value if kind is codes.LITERAL else value[0])

    def of_item(item: tuple) -> str:
        kind, value = item
        if kind in (codes.LITERAL, codes.IN):
            return sample([item] if kind is codes.LITERAL else value)
        if kind in _REPEATS:
            inner = of_all(value[2])
            pieces.append(inner)
            return inner * max(1, value[0])
        if kind is codes.SUBPATTERN:
            return of_all(value[-1])
        if kind is codes.BRANCH:
            branches = [of_all(branch) for branch in value[1][:4]]
            pieces.extend(branches)
            return branches[0]
        return "x" if kind in (codes.ANY, codes.NOT_LITERAL) else ""

    def of_all(items: object) -> str:
        samples = [of_item(item) for item in items]  # type: ignore[attr-defined]
        pieces.extend(samples)
        return "".join(samples)

    sample_text = of_all(parser.parse(text, pattern.flags & ~re.UNICODE))
    return [sample_text[:40], *(piece for piece in dict.fromkeys(pieces) if 0 < len(piece) <= 40)]


def _as_written(member: tuple) -> str:
    kind, value = member
    if kind is codes.CATEGORY:
        return {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}.get(str(value)[9:], r"\W")
    if kind is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return re.escape(chr(value))


def _seconds(pattern: re.Pattern, how: str, text: str) -> float:
    subject = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        matches = getattr(pattern, how)(subject)
        if how == "finditer":
            deque(matches, maxlen=0)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _timed(pattern: re.Pattern, how: str, pump: str, start: str, end: str, size: int) -> float:
    return _seconds(pattern, how, start + pump * (size // len(pump)) + end)


def _slow(pattern: re.Pattern, how: str) -> str | None:
    """Return the text on which `pattern` takes too long for its length, in short."""
    if not _may_repeat(pattern):
        return None
    sample_text, *pieces = _pieces(pattern)
    pairs = [first + second for first, second in itertools.permutations(pieces[:6], 2)]
    starts = [
        "",
        *pieces[:3],
        *(sample_text[:length] for length in range(1, min(13, len(sample_text) + 1))),
    ]
    tried = itertools.chain(
        itertools.product([*pieces[:8], *_PUMPS], dict.fromkeys(starts), _ENDS),
        itertools.product(pairs, [""], ["", "\n!"]),
    )
    for pump, start, end in tried:
        if not pump:
            continue
        first, short, long = (
            partial(_timed, pattern, how, pump, start, end, size) for size in (FIRST, *SIZES)
        )
        for _ in range(3):  # the machine may have been busy
            first_seconds = first()
            if first_seconds <= FLOOR / 64:
                break
            short_seconds = short()
            if short_seconds <= max(FLOOR, 5 * first_seconds):
                break
            if long() <= MOST_RATIO * short_seconds:
                break
        else:
            return f"{start!r} + {pump!r} * n + {end!r}: {short_seconds:.3f} s for {SIZES[0]:,}"
    return None


@pytest.fixture
def given_up():
    def late(*_: object) -> None:
        raise TimeoutError(f"a search took more than {MOST_SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, late)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    ("slow", "how"),
    [
        (r"\s*x", "finditer"),
        (r"charset\s*=\s*[\"']?\s*([\w.:-]+);", "finditer"),
        (r"(\w+)\s*=", "finditer"),
        (r"\d[\d.,]*x", "finditer"),
        (r"a(?=.*b)", "finditer"),
        (r"[^/]+[-_][^/]+[-_][^/]+", "finditer"),
        # Two neighbours that take the same characters, before what the text lacks.
        (r"[a-z]+:/+\S+|[\w-]+(\.[\w-]+)+", "fullmatch"),
        (r"^https?://[^\s/]+\S*$", "fullmatch"),
        (r"\w+[a-z]+!", "match"),
    ],
)
def test_patterns_that_are_slow_are_found(slow, how, given_up):
    with suppress(TimeoutError):
        assert _slow(re.compile(slow), how)


def test_how_a_pattern_is_used_is_seen():
    uses = {name.partition(" ")[0]: how for name, (_, how) in patterns().items()}
    assert uses["server.article.paper._PAGE_NUMBER"] == {"fullmatch"}
    assert uses["server.text.numbers.DENSE"] == {"finditer"}  # from each number on
    in_calls = [how for name, how in uses.items() if name.startswith("urls/parse.py:")]
    assert {"fullmatch"} in in_calls  # where it is written, by its line


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_of_the_server_is_linear(name, given_up):
    pattern, used = patterns()[name]
    for how in used:
        assert _slow(pattern, how) is None


def test_patterns_of_tables_and_languages_are_linear(given_up):
    patterns_by_name = patterns_of_tables()
    paths = {name.partition(":")[0] for name in patterns_by_name}
    assert {"model/requests.py", "model/serial.py", "text/credits/forms.py"} <= paths
    slow: dict[str, str] = {}
    for name, (pattern, used) in patterns_by_name.items():
        for how in used:
            try:
                text = _slow(pattern, how)
            except TimeoutError as error:
                text = str(error)
            if text:
                slow[f"{name} ({how})"] = text
    assert not slow
