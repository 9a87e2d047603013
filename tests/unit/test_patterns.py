"""Every pattern of the server takes time in proportion to its input.

Each is tried on its own pieces over and over, as it is used: at the beginning of a text, or at each
place. Time is the processor's, and eight times the length may take 24 times as long; below a floor
nothing is said. A shorter text decides whether these two are tried: what would take longer than the
floor by a power up to the third takes a 64th of it there, and what would take 24 times as long by a
square has taken five times as long as there.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

import server

FIRST, SIZES = 2_000, (8_000, 64_000)
FLOOR, MOST_RATIO, MOST_SECONDS = 0.01, 24.0, 1.0
_SAMPLES = "x1 -y.ä/"
_OF_CATEGORY = {
    codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_PUMPS = (" ", "a", "1", "\t")


_BOUNDED = {"<[^>]*>": "addresses of the server's own routes"}  # what it is used on
# Tried at one place, and no further than a line may reach.
_AT_ONE_PLACE = ("server.web.request_buffer._FIRST",)
Tried = tuple[re.Pattern, set[str]]
_ANCHORED = {"match", "fullmatch"}


@cache
def patterns() -> dict[str, Tried]:
    """Return the patterns of the server and how each is used, by the name of what holds them."""
    found: dict[re.Pattern, str] = {}
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if "gunicorn" not in module.name:  # its configuration starts it
            for name, value in vars(importlib.import_module(module.name)).items():
                for one in _within(value):
                    found.setdefault(one, f"{module.name}.{name}")
    return _written_in_calls() | {
        f"{name} {at}": (one, _used(name)) for at, (one, name) in enumerate(found.items())
    }


def _within(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _within([*value, *value.values()])
    elif isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _within(one)


def _used(name: str) -> set[str]:
    """Return how a pattern is tried: from a text's beginning, as a whole, or at each place."""
    module, _, word = name.partition(" ")[0].rpartition(".")
    if module == "server.urls.unwrap" or name.startswith(_AT_ONE_PLACE):  # on hosts and on paths
        return _ANCHORED
    own = "/".join(module.split(".")[1:])
    used = {
        how
        for path, calls in _sources().items()
        if not word.startswith("_") or path in (f"{own}.py", f"{own}/__init__.py")
        for how in calls.get(word, ())
    }
    return used if used and used <= _ANCHORED else {"finditer"}


@cache
def _sources() -> dict[str, dict[str, set[str]]]:
    """Return the methods that each module calls on each name, "finditer" for any other use."""
    found: dict[str, dict[str, set[str]]] = {}
    for path, tree in _trees().items():
        calls = {
            id(call.func.value): call.func.attr
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            if len(call.args) == 1  # with a second one it begins there, and so at many places
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                how = calls.get(id(node), "finditer")
                found.setdefault(path, {}).setdefault(node.id, set()).add(how)
    return found


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
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in _BOUNDED
    }


@cache
def _trees() -> dict[str, ast.Module]:
    folder = Path(*server.__path__)
    paths = sorted(folder.rglob("*.py"))
    return {str(path.relative_to(folder)): ast.parse(path.read_text("utf-8")) for path in paths}


def _pieces(pattern: re.Pattern) -> list[str]:
    """Return texts that `pattern` and its parts match, as far as that is simple."""
    text = pattern.pattern
    text = text if isinstance(text, str) else text.decode("latin-1")
    found: list[str] = []

    def sample(members: list[tuple]) -> str:
        kind, value = members[0]
        if kind is codes.NEGATE:
            inner = re.compile("[" + "".join(map(_written, members[1:])) + "]")
            return next((letter for letter in _SAMPLES if not inner.match(letter)), "\u2603")
        if kind is codes.CATEGORY:
            return _OF_CATEGORY.get(value, "a")
        return chr(value if kind is codes.LITERAL else value[0])

    def of_one(item: tuple) -> str:
        kind, value = item
        if kind in (codes.LITERAL, codes.IN):
            return sample([item] if kind is codes.LITERAL else value)
        if kind in _REPEATS:
            inner = of_all(value[2])
            found.append(inner)
            return inner * max(1, value[0])
        if kind is codes.SUBPATTERN:
            return of_all(value[-1])
        if kind is codes.BRANCH:
            branches = [of_all(branch) for branch in value[1][:4]]
            found.extend(branches)
            return branches[0]
        return "x" if kind in (codes.ANY, codes.NOT_LITERAL) else ""

    def of_all(items: object) -> str:
        made = [of_one(item) for item in items]  # type: ignore[attr-defined]
        found.extend(made)
        return "".join(made)

    whole = of_all(parser.parse(text, pattern.flags & ~re.UNICODE))
    return [whole[:40], *(one for one in dict.fromkeys(found) if 0 < len(one) <= 40)]


def _written(member: tuple) -> str:
    kind, value = member
    if kind is codes.CATEGORY:
        return {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}.get(str(value)[9:], r"\W")
    if kind is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return re.escape(chr(value))


def _seconds(pattern: re.Pattern, how: str, text: str) -> float:
    given = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        found = getattr(pattern, how)(given)
        if how == "finditer":
            deque(found, maxlen=0)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _timed(pattern: re.Pattern, how: str, pump: str, start: str, end: str, size: int) -> float:
    return _seconds(pattern, how, start + pump * (size // len(pump)) + end)


def _slow(pattern: re.Pattern, how: str) -> str | None:
    """Return the text on which `pattern` takes too long for its length, in short."""
    whole, *pieces = _pieces(pattern)
    pairs = [one + other for one, other in itertools.permutations(pieces[:6], 2)]
    starts = ["", *pieces[:3], *(whole[:length] for length in range(1, min(13, len(whole) + 1)))]
    tried = itertools.chain(
        itertools.product([*pieces[:8], *_PUMPS], dict.fromkeys(starts), ["", "\u2603"]),
        itertools.product(pairs, [""], ["", "\n!"]),
    )
    for pump, start, end in tried:
        if not pump:
            continue
        first, short, long = (
            partial(_timed, pattern, how, pump, start, end, size) for size in (FIRST, *SIZES)
        )
        for _ in range(3):  # the machine may have been busy
            begun = first()
            if begun <= FLOOR / 64 or (taken := short()) <= max(FLOOR, 5 * begun):
                break
            if long() <= MOST_RATIO * taken:
                break
        else:
            return f"{start!r} + {pump!r} * n + {end!r}: {taken:.3f} s for {SIZES[0]:,}"
    return None


@pytest.fixture
def given_up():
    def late(*_: object) -> None:
        raise TimeoutError(f"a search took more than {MOST_SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, late)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "slow",
    [r"\s*x", r"charset\s*=\s*[\"']?\s*([\w.:-]+);", r"(\w+)\s*=", r"\d[\d.,]*x", r"a(?=.*b)"],
)
def test_patterns_that_are_slow_are_found(slow, given_up):
    with suppress(TimeoutError):
        assert _slow(re.compile(slow), "finditer")


def test_how_a_pattern_is_used_is_seen():
    used = {name.partition(" ")[0]: how for name, (_, how) in patterns().items()}
    assert used["server.article.paper._PAGE_NUMBER"] == {"fullmatch"}
    assert used["server.text.numbers.DENSE"] == {"finditer"}  # from each number on
    here = [how for name, how in used.items() if name.startswith("urls/parse.py:")]
    assert {"fullmatch"} in here  # where it is written, by its line


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_of_the_server_is_linear(name, given_up):
    pattern, used = patterns()[name]
    for how in used:
        assert _slow(pattern, how) is None
