"""Nothing of the command line is undocumented: commands and arguments."""

import json
import re
from runpy import run_path

import click

from server.calls import CALLS
from server.cli.batch import request_body
from server.cli.main import COMMANDS, load, unabridged
from server.model import ArticleInput
from tests.servers import ROOT

reference = run_path(str(ROOT / "docs/commands.py"))["reference"]


def test_the_page_of_commands_is_that_of_the_parser():
    assert (ROOT / "docs/commands.md").read_text("utf-8") == reference()


def commands(group):
    """Yield each command that has no actions, and each action, with its words."""
    for name in group.list_commands(click.Context(group)):
        command = load(name) if group is unabridged else group.commands[name]
        if isinstance(command, click.Group):
            for words, action in commands(command):
                yield f"{name} {words}", action
        else:
            yield name, command


def test_every_command_and_argument_says_what_it_is():
    command_by_name = dict(commands(unabridged))
    assert len(command_by_name) > 20
    assert [name for name, command in command_by_name.items() if not command.help] == []
    assert [
        name for name, command in command_by_name.items() if "Example" not in command.epilog
    ] == []
    nameless = [
        (name, parameter.name)
        for name, command in command_by_name.items()
        for parameter in command.params
        if not parameter.help
    ]
    assert nameless == []


def test_every_example_is_a_line_that_its_command_takes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("articles.db", "subscriptions.opml", "ada.json", "key.txt"):
        (tmp_path / name).touch()
    lines = re.findall(r"^(unabridged .+)$", reference(), re.M)
    assert len(lines) > 20
    wrong = []
    for line in lines:
        words = re.sub(r"[<>].*", "", line).replace("~/.local/share/unabridged/", "").split()[1:]
        try:
            parse(words)
        except click.UsageError as error:
            wrong.append((line, error.message))
    assert wrong == []


def parse(words):
    """Parse the words of a line as its command does, without running it."""
    command, context = load(words.pop(0)), click.Context(unabridged)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    command.make_context(None, words, parent=context)


def test_a_batch_has_every_call():
    (call,) = [parameter for parameter in load("batch").params if parameter.name == "call"]
    assert list(call.type.choices) == list(CALLS)


def test_what_a_list_says_of_a_command_is_a_sentence():
    assert [name for name, command in COMMANDS.items() if not command.line.endswith(".")] == []


def test_the_examples_of_lines_are_what_the_calls_take():
    shown = re.findall(r"^(\w+) +(\{.+\})$", reference(), re.M)
    assert {call for call, _ in shown} == set(CALLS)
    for call, line in shown:
        fields = json.loads(line)
        assert fields.pop("id") == 1
        CALLS[call][0](**request_body(call, fields))
    lines = re.findall(r"^\{.+\}$", reference(), re.M)
    assert [ArticleInput(**json.loads(line)).url for line in lines]
