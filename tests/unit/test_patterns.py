"""Every pattern of the server takes time in proportion to its input.

Each is tried on its own pieces over and over. Time is the processor's, and eight times the length
may take 24 times as long; below a floor nothing is said.
"""

import importlib
import inspect
import itertools
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

import server

SIZES = (1_000, 8_000)
FLOOR, MOST_RATIO, MOST_SECONDS = 0.03, 24.0, 1.0
_SAMPLES = "x1 -y.ä/"
_OF_CATEGORY = {
    codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_PUMPS = (" ", "a", "1", "\t")


@cache
def patterns() -> dict[str, re.Pattern]:
    """Return the compiled patterns of the server, by the name of what holds them."""
    found: dict[re.Pattern, str] = {}
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if "gunicorn" not in module.name:  # its configuration starts it
            for name, value in vars(importlib.import_module(module.name)).items():
                for one in _within(value):
                    found.setdefault(one, f"{module.name}.{name}")
    return {f"{name} {at}": one for at, (one, name) in enumerate(found.items())}


def _within(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _within(one)


def _used(name: str) -> str:
    """Return how the server tries a pattern: from its beginning, as a whole, or anywhere."""
    module, _, word = name.partition(" ")[0].rpartition(".")
    if module == "server.urls.unwrap":  # on hosts and paths, by server/urls/unwrap.py
        return "match" if word.startswith("BY_") else "fullmatch"
    texts = [inspect.getsource(importlib.import_module(module))]
    if not word.startswith("_"):
        texts += [text for text in _sources() if re.search(rf"import [^)]*\b{word}\b", text)]
    calls = rf"\b{word}\.(search|fullmatch|match|sub|findall|finditer)\b"
    used = {how for text in texts for how in re.findall(calls, text)}
    return used.pop() if used in ({"fullmatch"}, {"match"}) else "search"


@cache
def _sources() -> list[str]:
    return [path.read_text("utf-8") for path in Path(*server.__path__).rglob("*.py")]


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
        getattr(pattern, how)(given)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


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
        if pump:
            for _ in range(3):  # the machine may have been busy
                short, long = (
                    _seconds(pattern, how, start + pump * (size // len(pump)) + end)
                    for size in SIZES
                )
                if long <= FLOOR or long <= MOST_RATIO * short:
                    break
            else:
                return f"{start!r} + {pump!r} * n + {end!r}: {short:.3f} s, then {long:.3f} s"
    return None


@pytest.fixture
def given_up():
    def late(*_: object) -> None:
        raise TimeoutError(f"a search took more than {MOST_SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, late)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("slow", [r"\s*x", r"charset\s*=\s*[\"']?\s*([\w.:-]+);", r"(\w+)\s*="])
def test_patterns_that_are_slow_are_found(slow, given_up):
    with suppress(TimeoutError):
        assert _slow(re.compile(slow), "search")


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_of_the_server_is_linear(name, given_up):
    assert _slow(patterns()[name], _used(name)) is None
