"""The command `cite`: its formats, what is new since a run before, and its exit status."""

import json
import re

import pytest

from server.cli import cite as command
from server.cli.main import main
from tests.unit.cite.test_check import GONE, LIT, TEXT
from tests.unit.pipeline.test_compare import LIGHTHOUSE, story

_FINE = TEXT.split("\n\nRep", maxsplit=1)[0] + "\n"


@pytest.fixture
def folder(engine, monkeypatch, tmp_path):
    web = engine({LIT: story("Lit again", LIGHTHOUSE)})
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setattr("server.cli.cite.open_engine", lambda *_: web)
    monkeypatch.setattr(web, "close", lambda: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text(TEXT)
    (tmp_path / "fine.md").write_text(_FINE)
    (tmp_path / "plain.md").write_text("No link is in this sentence.\n")
    return tmp_path


def test_sarif_names_rule_level_and_line(folder, capsys):
    assert main(["cite", "notes.md", "fine.md", "--format", "sarif"]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {"partly", "differs"}
    places = [
        (result["ruleId"], result["level"], result["locations"][0]["physicalLocation"])
        for result in run["results"]
    ]
    assert [
        (rule, level, location["artifactLocation"]["uri"], location["region"]["startLine"])
        for rule, level, location in places
    ] == [
        ("differs", "error", "notes.md", 6),
        ("not_there", "warning", "notes.md", 8),
        ("unreadable", "warning", "notes.md", 10),
    ]


def test_github_annotations_are_one_escaped_line_each(folder, capsys):
    (folder / "a,b.md").write_text(TEXT.replace("Bread costs", "100%0A bread costs"))
    main(["cite", "a,b.md", "--format", "github"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("::warning file=a%2Cb.md,line=8::“100%250A bread costs more")
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::warning"]


def test_markdown_table_escapes_what_texts_say(folder, capsys):
    (folder / "notes.md").write_text(TEXT.replace("Bread costs", "Bread \\| \\<b\\> costs"))
    main(["cite", "notes.md", "--format", "markdown"])
    out = capsys.readouterr().out
    assert "| notes.md:8 | Bread \\| \\<b\\> costs more in Ellery" in out
    main(["cite", "fine.md", "--format", "markdown"])
    assert capsys.readouterr().out == "All citations match, or none was found.\n"


def test_an_address_begins_no_further_cell_of_the_table(folder, capsys):
    address = "http://10.1.2.3/2026/winter|closed|<b>?a=1|2#c|d"
    (folder / "notes.md").write_text(f"It is [written nowhere](<{address}>) that it closes.\n")
    (folder / "plain.md").write_text("It is said to close at http://10.1.2.3/a|b|c in winter.\n")
    main(["cite", "notes.md", "plain.md", "--format", "markdown"])
    _, rule, *rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == rule.count("|")
        assert "/a%7Cb%7Cc" in row or "/winter%7Cclosed%7C" in row


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("fine.md plain.md", 0),
        ("plain.md", 2),
        ("plain.md --fail-on differs", 0),
        ("notes.md --fail-on differs", 1),
        ("fine.md nowhere.md", 2),
        ("nowhere.md --format sarif", 2),
    ],
)
def test_exit_status_of_several_files(folder, capsys, line, status):
    assert main(["cite", *line.split()]) == status


def test_milder_outcomes_than_asked_do_not_fail(folder, capsys):
    (folder / "absent.md").write_text(f"Bread costs more in Ellery, [they say]({LIT}).\n")
    assert main(["cite", "absent.md", "--fail-on", "differs"]) == 0
    assert main(["cite", "absent.md", "--fail-on", "not_there"]) == 1


def test_known_findings_are_not_reported_again(folder, capsys):
    line = ["cite", "notes.md", "--known", "known.json", "--format", "github"]
    assert main(line) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(line) == 0
    assert capsys.readouterr().out == ""
    assert main(line[:4]) == 0
    assert capsys.readouterr().out == "Nothing new in 4 sentences with a link or note.\n"
    edited = TEXT.replace("Bread costs more in Ellery", "Bread now costs much more in Ellery")
    (folder / "notes.md").write_text(f"A line above.\n\n{edited}\nNew is [this]({GONE}) here.\n")
    assert main(line) == 1
    (new,) = capsys.readouterr().out.splitlines()
    assert "line=16::“New is this here.”" in new
    for form in ("text", "markdown"):
        assert main(["cite", "notes.md", "--known", "known.json", "--format", form]) == 0
        assert capsys.readouterr().out == "Nothing new in 5 sentences with a link or note.\n"
    assert main(["cite", "notes.md", "--known", "known.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["citations"] == []
    (folder / "known.json").write_text("[]")
    assert main(line) == 2
    assert "holds no findings" in capsys.readouterr().err


def test_watched_file_is_checked_again_when_it_changes(folder, capsys, monkeypatch):
    glances = iter(range(4))

    def glance(_: float) -> None:
        glance_number = next(glances, None)
        if glance_number == 1:
            (folder / "fine.md").write_text(f"{_FINE}\nBread is dear, [they say]({LIT}).\n")
        if glance_number is None:
            raise KeyboardInterrupt

    monkeypatch.setattr(command.time, "sleep", glance)
    assert main(["cite", "fine.md", "--watch"]) == 130
    first, *later = capsys.readouterr().out.split("1 sentence with a link")
    assert "WORDS FOUND" in first
    assert len(later) == 2
    assert "NOT THERE  Bread is dear" in later[0]
    assert "WORDS FOUND" not in later[0]
