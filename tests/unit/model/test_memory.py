"""Memory of a task: what functions returned for a page dies with the task."""

import re
from pathlib import Path

import pytest

import server
from server.model.memory import remembered, remembering

calls: list[str] = []


@remembered
def twice(word: str) -> str:
    calls.append(word)
    return word * 2


@pytest.fixture(autouse=True)
def unasked() -> None:
    calls.clear()


def test_task_asks_once():
    with remembering():
        assert twice("quay") == twice("quay") == "quayquay"
        assert twice("harbour") == "harbour" * 2
    assert calls == ["quay", "harbour"]


def test_next_task_knows_nothing_of_the_last():
    for _ in range(2):
        with remembering():
            twice("quay")
    assert calls == ["quay", "quay"]


def test_task_within_a_task_has_a_memory_of_its_own():
    with remembering():
        twice("quay")
        with remembering():
            twice("quay")
        twice("quay")
    assert calls == ["quay", "quay"]


def test_without_a_task_nothing_is_kept():
    assert twice("quay") == twice("quay")
    assert calls == ["quay", "quay"]


def test_no_module_has_a_memory_with_a_bound():
    code = Path(server.__file__).parent
    bounded = [
        str(file)
        for file in code.rglob("*.py")
        if re.search(r"^(?:@|\w+ = )lru_cache", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert bounded == [], "what a page says is `remembered`"
