"""The commands of `unabridged bridge`, and what the doctor says of bridges."""

import json
import time
from contextlib import closing
from dataclasses import replace

import pytest

from server.bridge.line import has_line
from server.cli import rounds
from server.cli.main import main
from server.config import Settings
from server.store import Bridge, open_store
from tests.contract.bridge.loopback import STORY, page, whole
from tests.contract.bridge.miniflux_stand_in import SECRET, TOKEN
from tests.servers import free_port

WALL = '<div class="paywall"><p>Subscribe to continue reading.</p></div>'


@pytest.fixture(autouse=True)
def own_data(tmp_path, site, monkeypatch):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("UNABRIDGED_WORKERS", "1")
    monkeypatch.setenv("UNABRIDGED_ALLOW_HOSTS", f"127.0.0.1:{site.server_port}")
    (tmp_path / "data").mkdir()


@pytest.fixture
def key_file(tmp_path):
    file = tmp_path / "key.txt"
    file.write_text(f"{TOKEN}\n")
    return file


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text(f"{SECRET}\n")
    return file


def kept_in(tmp_path):
    with closing(open_store(Settings(data=tmp_path / "data"))) as store:
        return store.bridges.bridges()


def lines_of(reader):
    return {number for number, entry in reader.entries.items() if has_line(entry["content"])}


def test_a_reader_is_added_marked_cleared_and_removed(tmp_path, reader, site, key_file, capsys):
    for name in ("early", "first", "second"):
        site.pages[f"/{name}"] = page(name, STORY[:2], WALL)
        reader.add(f"{site.base}/{name}", name)
    reader.add(f"{site.base}/whole", "whole", whole(STORY))
    add = ["bridge", "add", "miniflux", reader.url, "--token-file", str(key_file), "--last", "3"]
    assert not main(add)
    (bridge,) = kept_in(tmp_path)
    said = capsys.readouterr().out
    (check,) = rounds.bridges(Settings(), [bridge])
    assert check.good  # it is due, but not late, before a server ran
    assert f"Bridge {bridge.id}: iris at {reader.url}." in said
    assert f"/v1/bridges/{bridge.id}/entries\n" in said

    assert not main(["bridge", "run", "--once"])
    assert lines_of(reader) == {2, 3}  # the newest three, of which one is whole
    assert "2 marked" in capsys.readouterr().out
    assert not main(["bridge", "list"])
    listed = capsys.readouterr().out
    assert f"{bridge.id}  iris at {reader.url}  " in listed
    assert "2 marked" in listed
    assert "1 plain" in listed
    assert not main(["bridge", "list", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["entries"], row["signed"]) == (
        bridge.id,
        {"marked": 2, "plain": 1},
        False,
    )
    assert {"token", "secret"}.isdisjoint(row)

    assert not main(["bridge", "clear", bridge.id])
    assert capsys.readouterr().out == "2 lines removed. Entries to come get theirs.\n"
    assert lines_of(reader) == set()
    assert not main(["bridge", "remove", bridge.id])
    assert f"Bridge {bridge.id} is removed" in capsys.readouterr().out
    assert not main(["bridge", "list"])
    assert "There is no bridge yet" in capsys.readouterr().err


def test_a_new_key_and_secret_go_to_the_bridge_that_is_there(
    tmp_path, reader, key_file, secret_file, capsys
):
    add = ["bridge", "add", "miniflux", reader.url, "--token-file", str(key_file)]
    main(add)
    (first,) = kept_in(tmp_path)
    reader.token = "a new key"
    key_file.write_text("a new key")
    assert not main([*add, "--webhook-secret-file", str(secret_file), "--language", "de"])
    assert "Webhooks signed with its secret are taken" in capsys.readouterr().out
    (changed,) = kept_in(tmp_path)
    assert changed.id == first.id
    assert (changed.token, changed.secret, changed.language) == ("a new key", SECRET, "de")
    main(add)  # without a secret the one that it has stays
    assert kept_in(tmp_path)[0].secret == SECRET


def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path, reader, site, key_file, capsys):
    def said_of(*words):
        assert main(["bridge", *words])
        return capsys.readouterr().err

    key_file.write_text("another key")
    refused = said_of("add", "miniflux", reader.url, "--token-file", str(key_file))
    assert f"{reader.url} refuses the token (401). Make an API key in Miniflux" in refused
    unused = f"http://127.0.0.1:{free_port()}"
    assert "could not be asked" in said_of("add", "miniflux", unused, "--token-file", str(key_file))
    assert f"{site.base} does not answer as Miniflux does. Check the address" in said_of(
        "add", "miniflux", site.base, "--token-file", str(key_file)
    )
    key_file.write_text("")
    assert "`token` is empty" in said_of(
        "add", "miniflux", reader.url, "--token-file", str(key_file)
    )
    key_file.write_bytes(b"\xff\xfe")
    assert "is not a text file; save the key alone" in said_of(
        "add", "miniflux", reader.url, "--token-file", str(key_file)
    )
    for do in ("clear", "remove"):
        assert "There is no bridge b7e1; `unabridged bridge list`" in said_of(do, "b7e1")
    assert kept_in(tmp_path) == []


def test_the_doctor_asks_readers(reader):
    now = time.time()
    bridge = Bridge("b7e1", "miniflux", reader.url, "iris", TOKEN, SECRET, "en", "", due=now)

    def findings(**about):
        return list(rounds.bridges(Settings(), [replace(bridge, **about)]))

    assert list(rounds.bridges(Settings(), [])) == []
    (good,) = findings()
    assert good.good
    assert f"The bridge b7e1 to {reader.url} reaches its reader" in good.text
    assert "link to http://127.0.0.1:8750" in good.text
    (revoked,) = findings(token="another key")
    assert not revoked.good
    assert "refuses the token (401). Make an API key" in revoked.text
    assert "`unabridged bridge remove b7e1` drops it." in revoked.text
    (late,) = findings(due=now - 90_000)
    assert "did not ask for new entries when due. Check that the server runs." in late.text
    (resting,) = findings(due=now - 90_000, resting=now + 60)
    assert resting.good
    (unsigned,) = findings(refused=2)
    assert not unsigned.good
    assert "refused 2 webhooks" in unsigned.text
    (feeds,) = findings(kind="feeds", url="", name="annotated feeds", token="")
    assert feeds.good
