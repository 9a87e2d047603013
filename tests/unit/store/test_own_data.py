"""All that is kept of one person, and of nobody else."""

import json
from contextlib import closing

import pytest

from server import create_app
from server.cli.main import main
from server.config import Settings
from server.store import (
    LOCAL_ACCOUNT,
    Grant,
    SavedComparison,
    SignedIn,
    moment,
    open_store,
    owner_token,
)

HOST = {"Host": "127.0.0.1:8750"}


def owner(folder):
    """Return the headers of a call by the owner of the server with this data folder."""
    return {**HOST, "Authorization": f"Bearer {owner_token(folder)}"}


BODY = b'{"page": {"text": "SECRETWORD"}}'


def saved(key):
    return SavedComparison(key, "Ferry", None, None, None, "full", moment(), moment(days=1), key)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    opened = open_store(Settings(data=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def people(store):
    """Return Ada's token, one paired from it, one paired from that, and Bo's with the same."""
    ids = {}
    for name in ("Ada", "Bo"):
        own, _ = store.tokens.create(Grant(name, ("compare",)))
        ids[name] = [own]
        for _ in range(2):
            maker = Grant(f"{name}'s phone", ("compare",), maker=ids[name][-1], account=own)
            ids[name].append(store.tokens.create(maker)[0])
    for account in (*ids["Ada"], *ids["Bo"], "user:cleo", "local"):
        store.comparisons.save(saved(f"of {account}"), BODY, account)
        hook = store.hooks.add("https://desk.example/in", ["page.changed"], account)
        store.hooks.watched(hook)
        store.pairings.make(Grant("x", ("compare",), maker=account))
    for name in ("cleo", "dan"):
        store.sessions.begin(SignedIn(f"user:{name}"), 1)
    return ids


@pytest.mark.parametrize("whose", ["Ada", "user:cleo", "local"])
def test_all_of_it_is_in_one_document_and_then_gone(store, people, whose):
    ids = people.get(whose, [whose])
    before = json.loads(b"".join(store.own_data.document("nobody")))
    assert not any(before[name] for name in ("tokens", "hooks", "comparisons", "sessions"))
    text = b"".join(store.own_data.document(ids[0])).decode()
    assert "whsec_" not in text
    assert "sha256" not in text
    own = json.loads(text)
    assert {comparison["id"] for comparison in own["comparisons"]} == {
        f"of {account}" for account in ids
    }
    assert own["comparisons"][0]["comparison"] == json.loads(BODY)
    assert {token["id"] for token in own["tokens"]} == {account for account in ids if len(ids) > 1}
    assert len(own["hooks"]) == len(own["pairings"]) == len(ids)
    assert own["sessions"] == (whose == "user:cleo")
    assert (own["hooks"][0]["events"], own["pairings"][0]["scopes"]) == (
        ["page.changed"],
        ["compare"],
    )

    others = {hook.id for hook in store.hooks.hooks() if hook.owner not in ids}
    counted = store.own_data.count(ids[0])
    assert store.own_data.delete(ids[0]) == counted
    assert not any(store.own_data.count(ids[0]).values())
    assert {hook.id for hook in store.hooks.hooks()} == others
    assert set(store.comparisons.counts()) & set(ids) == set()
    assert len(store.comparisons.counts()) == 8 - len(ids)
    token_ids = {token.id for token in store.tokens.valid()}
    assert token_ids & set(ids) == {ids[0]} - {"user:cleo", "local"}
    assert set(store.sessions.counts()) == {"user:cleo", "user:dan"} - {whose}


def test_what_is_deleted_is_in_no_file(store, tmp_path):
    store.comparisons.save(saved("k"), BODY, "local")
    store.own_data.delete("local")
    assert not any(b"SECRETWORD" in file.read_bytes() for file in tmp_path.iterdir())


def test_the_command_writes_one_file_and_asks_before_it_deletes(store, people, tmp_path, capsys):
    ada, file = people["Ada"][0], tmp_path / "ada.json"
    assert main(["data", "export", ada, "--output", str(file)]) == 0
    assert len(json.loads(file.read_bytes())["comparisons"]) == 3
    assert file.stat().st_mode & 0o077 == 0
    assert main(["data", "export", ada, "--output", str(file)]) == 1
    capsys.readouterr()
    assert main(["data", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["owner"] == "local"
    assert main(["data", "delete", ada]) == 1
    assert "--yes" in capsys.readouterr().err
    assert store.own_data.count(ada)["comparisons"] == 3
    assert main(["data", "delete", ada, "--yes"]) == 0
    assert "3 comparisons" in capsys.readouterr().out
    assert main(["data", "delete", "user:nobody", "--yes"]) == 1
    assert "Nothing is kept of user:nobody" in capsys.readouterr().err


def test_the_command_imports_what_was_exported(tmp_path, monkeypatch, capsys, store):
    client = create_app(Settings(data=tmp_path)).test_client()
    body = {"page": {"text": "The ferry sank at noon on Monday."}, "find": False, "save": True}
    key = client.post("/v1/compare", json=body, headers=owner(tmp_path)).get_json()["id"]
    store.comparisons.change(key, LOCAL_ACCOUNT, tags=["sea"], note="Ask Orla")
    file, broken = tmp_path / "own.json", tmp_path / "broken.json"
    assert main(["data", "export", "--output", str(file)]) == 0
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path / "elsewhere"))
    for report in ("Imported: 1 comparison. There already: 0.", "There already: 1."):
        assert main(["data", "import", str(file), "user:ada"]) == 0
        assert report in capsys.readouterr().out
    with closing(open_store(Settings(data=tmp_path / "elsewhere"))) as importing:
        (entry,) = importing.comparisons.listed("user:ada", 5, None)
    assert (entry.id, entry.tags, entry.note, entry.imported) == (key, ("sea",), "Ask Orla", True)
    broken.write_text("[]")
    assert main(["data", "import", str(broken)]) == 1
    assert "data export" in capsys.readouterr().err
    assert main(["data", "import", str(file), "nobody"]) == 1


def test_a_store_that_fails_is_a_problem_of_the_answer(tmp_path):
    settings = Settings(data=tmp_path)
    client = create_app(settings).test_client()
    assert client.get("/v1/me", headers=owner(tmp_path)).get_json()["owner"] == LOCAL_ACCOUNT
    store = open_store(settings)
    with store.sql.write() as db:
        db.execute("drop table pairings")
    store.close()
    answer = client.get("/v1/me", headers=owner(tmp_path))
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
