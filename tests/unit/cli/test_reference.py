"""Nothing of the server is undocumented: commands, arguments, metrics."""

from prometheus_client import REGISTRY

from server.cli.reference import reference
from server.web import metrics
from tests.servers import ROOT


def test_the_page_of_commands_is_that_of_the_parser():
    assert (ROOT / "docs/commands.md").read_text("utf-8") == reference()


def test_every_command_and_argument_says_what_it_is():
    text = reference()
    assert text.count("## `unabridged ") > 20
    assert "| None" not in text
    assert "\n.\n" not in text


def test_every_metric_is_described_in_the_docs():
    page = (ROOT / "docs/self-hosting.md").read_text("utf-8")
    own = {one.name for one in REGISTRY.collect() if one.name.startswith("unabridged_")}
    assert {metrics.REQUESTS._name, metrics.AT_WORK._name} <= own
    assert [name for name in own if f"`{name}" not in page] == []
