"""Nothing of the command line is undocumented: commands and arguments."""

import json
import re
from pkgutil import resolve_name
from runpy import run_path

from server.cli.calls import CALLS, nested
from server.cli.main import COMMANDS
from server.model import ArticleInput
from tests.servers import ROOT

reference = run_path(str(ROOT / "docs/commands.py"))["reference"]


def test_the_page_of_commands_is_that_of_the_parser():
    assert (ROOT / "docs/commands.md").read_text("utf-8") == reference()


def test_every_command_and_argument_says_what_it_is():
    text = reference()
    assert text.count("## `unabridged ") > 20
    assert "| None" not in text
    assert "\n.\n" not in text


def test_every_command_can_run_and_a_batch_has_every_call():
    said = json.dumps(COMMANDS)
    for place in re.findall(r'"run": "([^"]+)"', said):
        assert callable(resolve_name(f"server.cli.{place}")), place
    assert COMMANDS["batch"]["arguments"][0]["choices"] == list(CALLS)


def test_the_examples_of_lines_are_what_the_calls_take():
    shown = re.findall(r"^(\w+) +(\{.+\})$", reference(), re.M)
    assert {call for call, _ in shown} == set(CALLS)
    for call, line in shown:
        fields = json.loads(line)
        assert fields.pop("id") == 1
        CALLS[call][0](**nested(call, fields))
    lines = re.findall(r"^\{.+\}$", reference(), re.M)
    assert [ArticleInput(**json.loads(line)).url for line in lines]
