"""The command `tokens`: created, paired, listed and revoked."""

import pytest

from server.cli.main import main


def test_a_token_is_shown_once_listed_and_revoked(capsys):
    assert main(["tokens", "create", "Ada", "--scopes", "compare,index"]) == 0
    key = capsys.readouterr().out.split()[1]
    assert main(["tokens", "list"]) == 0
    assert f"{key}  Ada  compare,index" in capsys.readouterr().out
    assert main(["tokens", "revoke", key]) == 0
    assert main(["tokens", "revoke", key]) == 1
    assert "tokens list" in capsys.readouterr().err


def test_a_list_shows_what_a_token_may_do_until_when_and_how_much(capsys):
    assert main(["tokens", "create", " Ada   Lind ", "--days", "30", "--per-day", "5"]) == 0
    assert main(["tokens", "list"]) == 0
    printed = capsys.readouterr().out.splitlines()[-1]
    assert "  Ada Lind  compare  expires 2" in printed
    assert "last used never  0 of 5 calls today" in printed


def test_a_name_that_would_steer_a_terminal_is_refused_and_printed_without_doing_so(capsys):
    assert main(["tokens", "create", "Ada\x1b[31m Lind"]) == 2
    assert "Ada\ufffd[31m Lind is no name of a token" in capsys.readouterr().err


def test_a_pairing_link_is_printed_for_the_address_given(capsys):
    pair = ["tokens", "pair", "Bo", "--server", "https://team.example/", "--minutes", "5"]
    assert main(pair) == 0
    printed = capsys.readouterr().out
    assert "for 5 minutes" in printed
    assert printed.splitlines()[-1].startswith("https://team.example/pair#")
    assert main(["tokens", "pair", "Bo", "--server", "team.example"]) == 2
    assert "https://" in capsys.readouterr().err


@pytest.mark.parametrize(("host", "opened"), [("0.0.0.0", "127.0.0.1"), ("[::]", "[::1]")])
def test_a_pairing_link_of_a_server_on_all_addresses_can_be_opened(
    monkeypatch, capsys, host, opened
):
    monkeypatch.setenv("UNABRIDGED_BIND", f"{host}:8750")
    assert main(["tokens", "pair", "Bo"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].startswith(f"http://{opened}:8750/pair#")
    assert "UNABRIDGED_ADDRESS" in printed.err


@pytest.mark.parametrize("option", [["--days", "0"], ["--days=-3"], ["--per-day", "0"]])
def test_a_number_that_makes_no_sense_is_refused(capsys, option):
    assert main(["tokens", "create", "Ada", *option]) == 2
    assert option[0].partition("=")[0] in capsys.readouterr().err
    assert main(["tokens", "create", "  "]) == 2
    assert "name" in capsys.readouterr().err


def test_an_unknown_scope_is_refused(capsys):
    assert main(["tokens", "create", "Ada", "--scopes", "everything"]) == 2
    assert "everything" in capsys.readouterr().err
