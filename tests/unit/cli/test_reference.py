"""Nothing of the command line is undocumented: commands and arguments."""

from server.cli.reference import reference
from tests.servers import ROOT


def test_the_page_of_commands_is_that_of_the_parser():
    assert (ROOT / "docs/commands.md").read_text("utf-8") == reference()


def test_every_command_and_argument_says_what_it_is():
    text = reference()
    assert text.count("## `unabridged ") > 20
    assert "| None" not in text
    assert "\n.\n" not in text
