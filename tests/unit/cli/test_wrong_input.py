"""Wrong arguments: a sentence, a status that is not 0, and no file changed."""

import hashlib
import io
import sqlite3
from contextlib import closing

import pytest

from server.cli.main import main
from server.store import IndexArticle, SqliteArticles

WRONG = [
    "index prune --days -1",
    "index prune --days 0",
    "index prune --days 1.5",
    "index prune --days 99999999",
    "index prune --days abc",
    "index prune --days 9" + 30 * "9",
    "index prune --index typo.db",
    "index prune --index page.html",
    "index prune --index other.db",
    "index repair --index page.html",
    "index repair --index other.db",
    "index repair --index typo.db",
    "index repair --index .",
    "index stats --index typo.db",
    "index stats --index page.html",
    "index stats --index other.db",
    "index search --index typo.db ferry",
    "index search --index other.db ferry",
    "index search --limit 0 ferry",
    "index search --limit -3 ferry",
    "index search",
    "index encode --index typo.db",
    "index copy typo.db",
    "index copy page.html --index new.db",
    "index copy other.db --index new.db",
    "index copy",
    "index add --index page.html",
    "index add --index other.db",
    "index",
    "backup --keep 0 backups",
    "backup --keep -1 backups",
    "backup --keep x backups",
    "backup page.html",
    "backup",
    "restore typo",
    "restore page.html",
    "restore .",
    "migrate --to page.html",
    "migrate",
    "tokens create Ada --days 0",
    "tokens create Ada --per-day -1",
    "tokens create Ada --scopes all",
    "tokens create ''",
    "tokens pair Ada --minutes 0",
    "tokens pair Ada --server ada.example",
    "tokens revoke nobody",
    "feeds remove nothing",
    "feeds import typo.opml",
    "feeds import page.html",
    "hooks remove nothing",
    "hooks try nothing",
    "hooks add http://10.0.0.1/ --whose user:ada",
    "hooks add https://hook.example/ --whose user:ada --events all",
    "batch extract --shard 3/2",
    "batch extract --output page.html",
    "batch extract --output letter.md",
    "batch find --index typo.db",
    "batch everything",
    "compare typo.html",
    "compare typo.html --item -1",
    "cite typo.md",
    "cite empty.md",
    "align page.html",
    "extension page.html",
    "data",
    "data delete",
    "data delete user:nobody --yes",
    "data export nobody",
    "data export --output page.html",
    "verdict",
    "nothing",
]
TEXT = "The ferry to Brackholm is late again, its captain said on Monday."


@pytest.fixture(scope="module")
def index_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "articles.db"
    index = SqliteArticles(path)
    index.add_articles([IndexArticle("https://a.example/ferry", "The ferry", TEXT)])
    index.close()
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path, monkeypatch, index_file):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "articles.db").write_bytes(index_file)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("create table notes (text)")
        other.execute("insert into notes values ('mine')")
        other.commit()
    (tmp_path / "page.html").write_text(f"<p>{TEXT}</p>\nA last line without an end")
    (tmp_path / "letter.md").write_text(f"{TEXT}\n\nAda")
    (tmp_path / "empty.md").write_text(" ")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("UNABRIDGED_BIND", "127.0.0.1:1")
    monkeypatch.setattr("sys.stdin", io.StringIO('{"text": "The ferry is late."}\n'))
    return tmp_path


def contents(folder):
    names = ("other.db", "page.html", "letter.md", "empty.md", "data/articles.db")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_arguments_change_nothing_and_are_explained(folder, capfd, line):
    before = contents(folder)
    arguments = [part.strip("'") for part in line.split()]
    try:
        status = main(arguments)
    except SystemExit as ended:
        status = ended.code
        if isinstance(status, str):
            assert "." in status
            status = 1
    said = capfd.readouterr()
    assert status in (1, 2), said.out
    assert "Traceback" not in said.err
    assert contents(folder) == before
    with closing(SqliteArticles(folder / "data" / "articles.db")) as index:
        assert index.count_articles() == 1
    assert not (folder / "typo.db").exists()
