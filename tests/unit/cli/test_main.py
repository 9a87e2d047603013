"""The command line as a whole: its list, its failures, its completion, its JSON."""

import json
import subprocess
import sys

import pytest

from server.cli import serve
from server.cli.main import COMMANDS, main
from server.config import Settings
from server.net import sample
from server.store import Grant, open_store
from tests.servers import ROOT


def test_a_file_that_is_not_there_and_a_closed_pipe_are_not_python_errors(capfd, monkeypatch):
    assert main(["cite", "nowhere.md"]) == 2
    assert capfd.readouterr().err == (
        "unabridged: nowhere.md is neither a file nor an address with http:// or https://.\n"
    )

    def broken(*_, **__):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("server.cli.calls.ask", broken)
    monkeypatch.setattr("os.dup2", lambda *_: None)
    assert main(["verdict", sample.summary_url(8750)]) == 1
    assert capfd.readouterr().err == ""


def test_a_wrong_setting_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setenv("UNABRIDGED_WORKERS", "many")
    assert main(["tokens", "list"]) == 1
    assert "UNABRIDGED_WORKERS" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_the_help_lists_every_command_and_imports_none_of_them(arguments):
    program = (
        "import sys; from server.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "packages = {name.partition('.')[0] for name in sys.modules}\n"
        "heavy = {'pydantic', 'numpy', 'lxml', 'httpx2', 'flask', 'trafilatura'} & packages\n"
        "print(*heavy, *(name for name in sys.modules if name.startswith('server.')))"
    )
    run = [sys.executable, "-c", program, *arguments]
    printed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    *helped, imported = printed.splitlines()
    assert [name for name in COMMANDS if not any(name in line.split() for line in helped)] == []
    assert set(imported.split()) == {"server.cli", "server.cli.main"}


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_gets_its_completion(monkeypatch, capsys, shell):
    monkeypatch.setenv("_UNABRIDGED_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    assert f"{shell}_complete" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("unabridged com", {"compare"}),
        ("unabridged feeds re", {"remove", "resume", "refresh"}),
        ("unabridged align --fail-on ", {"partly", "not_found", "differs"}),
    ],
)
def test_what_is_typed_is_completed(monkeypatch, capsys, typed, offered):
    monkeypatch.setenv("_UNABRIDGED_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    with pytest.raises(SystemExit):
        main([])
    assert {line.removeprefix("plain,") for line in capsys.readouterr().out.split()} == offered


def test_lists_and_the_doctor_speak_json_too(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(serve, "readiness", lambda _base: None)
    store = open_store(Settings(data=tmp_path))
    key, _ = store.tokens.create(Grant("Ada \u202e", ("compare",)))
    store.hooks.add("https://desk.example/in", ["page.changed"], key)
    store.feeds.add_feed("https://bote.example/feed", None, 60, 0.0)
    store.close()
    (tmp_path / "articles.db").touch()

    def said(*command):
        main([*command, "--json"])
        return capsys.readouterr().out

    (token,) = json.loads(said("tokens", "list"))
    assert (token["id"], token["name"], token["scopes"]) == (key, "Ada \u202e", ["compare"])
    assert "\u202e" not in said("tokens", "list")
    (hook,) = json.loads(said("hooks", "list"))
    assert hook["owner"] == key
    assert "whsec" not in said("hooks", "list")
    (feed,) = json.loads(said("feeds", "list"))
    assert (feed["url"], feed["state"]) == ("https://bote.example/feed", "active")
    assert json.loads(said("index", "stats"))["articles"] == 0
    assert json.loads(said("index", "search", "ferry")) == []
    findings = json.loads(said("doctor"))
    assert {type(finding["good"]) for finding in findings} == {bool}
    assert any("No server answers" in finding["text"] for finding in findings)
