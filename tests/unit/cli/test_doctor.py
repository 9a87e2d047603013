"""What the doctor finds: each fault with its advice, and nothing where all is well."""

import json
from contextlib import closing
from dataclasses import replace

import pytest

from server.cli import doctor, serve
from server.cli.main import main
from server.config import Settings
from server.store import IndexArticle, SqliteArticles, backup, open_store


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (None, 1, "No server answers"),
        ({"status": "ready", "notes": []}, 0, "is ready"),
        ({"status": "ready", "notes": ["A proxy was seen."]}, 1, "check  A proxy was seen."),
        ({"status": 503, "detail": "Not ready: index."}, 1, "Not ready: index."),
        ({}, 1, "not an Unabridged server"),
    ],
)
def test_doctor_passes_on_what_the_server_noticed(
    monkeypatch, tmp_path, capsys, answer, status, words
):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setattr(serve, "readiness", lambda _base: answer)
    assert main(["doctor"]) == status
    assert words in capsys.readouterr().out


def texts(findings, *, good=False):
    return [finding.text for finding in findings if finding.good == good]


def test_an_index_that_cannot_be_read_is_said(tmp_path):
    settings = Settings(data=tmp_path)
    assert texts(doctor.index(settings), good=True)
    settings.articles_path.write_text("no database, and long enough to be looked at as one")
    assert "damaged" in texts(doctor.index(settings))[0]


def test_an_index_that_is_damaged_in_the_middle_is_said(tmp_path):
    settings = Settings(data=tmp_path)
    with closing(SqliteArticles(settings.articles_path)) as index:
        index.add_articles(
            IndexArticle(f"https://gazette.example/2026/{n}", "Lit", f"Line {n}. " * 200)
            for n in range(60)
        )
    assert texts(doctor.index(settings), good=True)
    with settings.articles_path.open("r+b") as file:
        file.seek(settings.articles_path.stat().st_size // 2)
        file.write(b"garbage" * 3_000)
    assert "index refill" in texts(doctor.index(settings))[0]


def test_a_backup_that_is_missing_or_old_is_said(tmp_path):
    settings = Settings(data=tmp_path)
    assert list(doctor.last_backup_made(settings)) == []
    team = replace(settings, address="https://a.example")
    assert "unabridged backup" in texts(doctor.last_backup_made(team))[0]
    open_store(settings).close()
    folder = backup(settings, tmp_path / "backups")
    assert texts(doctor.last_backup_made(team), good=True)
    note = tmp_path / "last-backup.json"
    last = json.loads(note.read_text())
    note.write_text(json.dumps({**last, "made": "2020-01-01T000000Z"}))
    assert "cron" in texts(doctor.last_backup_made(team))[0]
    note.write_text(json.dumps({**last, "folder": f"{folder}x"}))
    assert "no longer exists" in texts(doctor.last_backup_made(team))[0]


def test_a_database_that_cannot_be_used_keeps_nothing_else_from_being_looked_at(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setenv("UNABRIDGED_WORKERS", "1")
    monkeypatch.setattr(serve, "readiness", lambda _base: None)
    (tmp_path / "unabridged.sqlite3").write_text("no database, and long enough to be looked at")
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "unabridged restore" in printed
    assert "No server answers" in printed
