"""The promises of the project's papers are kept."""

import re
import tomllib
from dataclasses import fields
from functools import cache
from itertools import pairwise

import pytest
import yaml
from babel import Locale
from markdown_it import MarkdownIt

from server.config import ENGINE, Settings, variable
from server.language.data import languages
from tests.servers import ROOT

PAPERS = [
    "docs/scale.md",
    "docs/accessibility.md",
    "docs/installing.md",
]


def test_every_test_that_a_paper_names_exists():
    for paper in PAPERS:
        named_tests = re.findall(r"tests/[\w/]+\.py", (ROOT / paper).read_text("utf-8"))
        assert named_tests, paper
        for path in named_tests:
            assert "\ndef test_" in (ROOT / path).read_text("utf-8"), path


def test_no_link_within_the_papers_is_broken():
    papers = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert len(papers) > 10
    broken = []
    for paper in papers:
        for link in _links(paper):
            path, _, fragment = link.partition("#")
            target = (paper.parent / path).resolve() if path else paper
            is_there = target.exists() and (not fragment or fragment in _anchors(target))
            broken += [] if is_there else [f"{paper.name}: {link}"]
    assert broken == []


def _links(paper):
    """Yield the links and pictures of a paper that lead to no other site."""
    for token in _tokens(paper):
        for child in token.children or ():
            link = child.attrGet("href") or child.attrGet("src")
            if link and not re.match(r"[a-z]+:", link):
                yield link


@cache
def _anchors(paper):
    """Return the names that code hosts give a paper's headings."""
    tokens = _tokens(paper)
    headings = [text.content for mark, text in pairwise(tokens) if mark.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def _tokens(paper):
    return MarkdownIt("commonmark").enable("table").parse(paper.read_text("utf-8"))


def test_each_table_that_is_shipped_has_its_origin_and_licence_in_the_notice():
    notice = (ROOT / "NOTICE").read_text("utf-8")
    tables = [*(ROOT / "server").rglob("*.json")]
    data_folders = {ROOT / "server/language", ROOT / "server/language/words"}  # a file a language
    unnamed = [
        path.name
        for path in tables
        if path.parent not in data_folders
        and not path.is_symlink()
        and "static" not in path.parts
        and "templates" not in path.parts
        and path.name not in notice
    ]
    assert len(tables) > 60
    assert unnamed == []
    assert "SPDX-License-Identifier: Unicode-3.0" in notice


def test_each_benchmark_names_the_table_that_it_teaches_or_the_paper_with_its_figures():
    benches = [path for path in (ROOT / "tests/bench").glob("*/*.py") if _is_program(path)]
    assert len(benches) > 20
    for path in benches:
        first = path.read_text("utf-8").partition("\n")[0]
        named_files = re.findall(r"[\w/]+\.(?:json|py|md)", first)
        assert named_files, f"{path.name}: {first}"
        assert all((ROOT / name).is_file() for name in named_files), path


def _is_program(path):
    return "__main__" in path.read_text("utf-8")


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["version"]
    assert f"unabridged/{version}" == ENGINE
    assert f"\nversion: {version}\n" in (ROOT / "docs" / "CITATION.cff").read_text("utf-8")
    assert f'"version": "{version}"' in (ROOT / "extension/manifest.json").read_text("utf-8")
    assert f"unabridged-{version}-py3-none-any.whl" in (ROOT / "docs/installing.md").read_text()


COMPOSE = "packaging/container/compose.yaml", "packaging/container/compose.opensearch.yaml"
DEPLOYED = [*COMPOSE, "packaging/container/Dockerfile", "packaging/container/team.env",
            "packaging/unabridged.service", "docs/installing.md", "docs/self-hosting.md",
            "docs/scale.md", "README.md", "docs/SECURITY.md"]  # fmt: skip
# Of compose.yaml itself, and of the bench and test commands.
_OTHERS = {"UNABRIDGED_HOST", "UNABRIDGED_TEST_OPENSEARCH"}


def test_every_variable_that_is_set_or_explained_is_a_setting():
    settings = {variable(entry.name) for entry in fields(Settings)}
    for paper in DEPLOYED:
        names_found = re.findall(r"UNABRIDGED_[A-Z][A-Z_]*\b", (ROOT / paper).read_text("utf-8"))
        assert {name.removesuffix("_FILE") for name in names_found} - settings - _OTHERS == set(), (
            paper
        )


@pytest.mark.parametrize("file", COMPOSE)
def test_what_compose_names_is_declared(file):
    files = {name: yaml.safe_load((ROOT / name).read_text("utf-8")) for name in COMPOSE}
    base, file_content = files[COMPOSE[0]], files[file]
    services = base["services"] | file_content["services"]
    volumes, networks = base["volumes"] | file_content["volumes"], base["networks"]
    for service in file_content["services"].values():
        assert set(service.get("depends_on", ())) <= set(services)
        assert set(service.get("networks", ())) <= set(networks)
        mounted = [volume.partition(":")[0] for volume in service.get("volumes", ())]
        assert {name for name in mounted if not name.startswith(".")} <= set(volumes)
    assert networks["inside"] == {"internal": True}
    assert all("ports" not in service for name, service in services.items() if name != "proxy")


def test_the_container_is_given_all_that_it_copies():
    container = ROOT / "packaging" / "container"
    allowed = re.findall(r"^!(.+)$", (container / "Dockerfile.dockerignore").read_text(), re.M)
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (container / "Dockerfile").read_text(), re.M)
    copied = [name for line in lines for name in line.split()]
    assert [
        name for name in copied if not any(pattern.startswith(name) for pattern in allowed)
    ] == []


def test_as_many_languages_are_named_as_there_are():
    words = " ".join((ROOT / "CHANGELOG.md").read_text("utf-8").split())
    assert f"Pages are read in {len(languages())} languages" in words
    shown = re.search(r"The panel speaks (.*?)\. Pages", words)[1]
    folders = (ROOT / "extension/_locales").iterdir()
    language_names = {Locale.parse(folder.name).get_language_name("en") for folder in folders}
    assert set(re.split(", | and ", shown)) == language_names


def test_no_target_is_taken_for_a_file():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.M)[1].split()
    assert targets == set(phony)


def test_the_lock_of_packages_names_no_address():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_what_others_publish_is_named_by_its_digest():
    workflows = [path.read_text("utf-8") for path in (ROOT / ".github/workflows").iterdir()]
    used = re.findall(r"uses: (\S+)", "".join(workflows))
    assert [action for action in used if not re.search(r"@[0-9a-f]{40}$", action)] == []
    container = [path.read_text("utf-8") for path in (ROOT / "packaging/container").iterdir()]
    images = re.findall(r"(?:image: |ARG BASE=)(\S+)", "".join(container))
    assert len(images) >= 5
    pinned = [image for image in images if re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", image)]
    assert set(images) - set(pinned) == {"unabridged"}  # which compose builds itself


def test_the_job_that_may_write_a_release_installs_and_builds_nothing():
    release = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))
    assert release["permissions"] == {}
    for job in release["jobs"].values():
        commands = " ".join(step.get("run", "") for step in job["steps"])
        if "write" in job["permissions"].values():
            assert not re.search(r"\b(make|pip|npm|python)\b", commands)
        for line in re.findall(r"pip install.*", commands):
            assert "--require-hashes" in line or "--no-deps" in line


def test_an_extra_is_pinned_with_the_versions_of_the_rest():
    locks = {path.stem: _pins(path) for path in (ROOT / "packaging/lock").glob("*.lock")}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in extras["optional-dependencies"]:
        for other in ("run", *extras["optional-dependencies"]):
            shared = locks[extra].keys() & locks[other].keys()
            assert {name: locks[extra][name] for name in shared} == {
                name: locks[other][name] for name in shared
            }
        assert locks["run"].keys() <= locks[extra].keys()


def _pins(lock):
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.M))
