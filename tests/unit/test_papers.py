"""What the papers of the project promise is there."""

import re
import tomllib

import pytest

from server.config import ENGINE
from tests.servers import ROOT

PAPERS = ["SECURITY.md", "docs/scale.md", "docs/accessibility.md", "docs/installing.md"]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_test_that_a_paper_names_exists(paper):
    named = re.findall(r"tests/[\w/]+\.py", (ROOT / paper).read_text("utf-8"))
    assert named
    for path in named:
        assert "\ndef test_" in (ROOT / path).read_text("utf-8"), path


def test_every_promise_of_security_names_a_test():
    lines = (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    promises = [line for line in lines if line.startswith("| ") and "promise" not in line]
    assert len(promises) > 10
    assert [line for line in promises if "tests/" not in line] == []


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["version"]
    assert f"unabridged/{version}" == ENGINE
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f'"version": "{version}"' in (ROOT / "extension/manifest.json").read_text("utf-8")
    assert f"unabridged-{version}-py3-none-any.whl" in (ROOT / "docs/installing.md").read_text()
