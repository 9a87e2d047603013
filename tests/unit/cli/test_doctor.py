from dataclasses import replace

import pytest

from server.cli import doctor
from server.cli.doctor import who_needs_a_token
from server.cli.main import main
from server.config import Settings

HOME = Settings(bind="127.0.0.1:8750")


@pytest.mark.parametrize(
    ("settings", "made", "valid", "words", "good"),
    [
        (HOME, False, 0, "need no token", [True]),
        (HOME, True, 1, "Everybody needs a token", [True]),
        (HOME, True, 0, "Everybody needs a token", [True, False]),
        (replace(HOME, address="https://a.example"), False, 1, "Everybody needs a token", [True]),
        (replace(HOME, local=True), True, 1, "X-Forwarded-For", [False]),
        (replace(HOME, bind="0.0.0.0:8750"), False, 0, "needs a token", [True, False]),
    ],
)
def test_doctor_says_who_needs_a_token(settings, made, valid, words, good):
    found = list(who_needs_a_token(settings, made=made, valid=valid))
    assert [finding.good for finding in found] == good
    assert words in found[0].text


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (None, 1, "No server answers"),
        ({"status": "ready", "notes": []}, 0, "is ready"),
        ({"status": "ready", "notes": ["A proxy was seen."]}, 1, "check  A proxy was seen."),
        ({"status": 503, "detail": "Not ready: index."}, 1, "Not ready: index."),
        ({}, 1, "no Unabridged server"),
    ],
)
def test_doctor_passes_on_what_the_server_noticed(
    monkeypatch, tmp_path, capsys, answer, status, words
):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setattr(doctor.client, "readiness", lambda _base: answer)
    assert main(["doctor"]) == status
    assert words in capsys.readouterr().out
