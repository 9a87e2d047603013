"""Wrong arguments: a sentence, its status, and no file changed."""

import hashlib
import io
import json
import re
import sqlite3
from contextlib import closing

import pytest

from server.cli.main import main
from server.store import IndexArticle, SqliteArticles

# Each ends with status 2.
WRONG_ARGUMENTS = [
    "index prune --days -1",
    "index prune --days 0",
    "index prune --days 1.5",
    "index prune --days 99999999",
    "index prune --days abc",
    "index prune --days 9" + 30 * "9",
    "index prune --index typo.db",
    "index stats --index typo.db",
    "index search --index typo.db ferry",
    "index search --limit 0 ferry",
    "index search --limit -3 ferry",
    "index search",
    "index encode --index typo.db",
    "index copy typo.db",
    "index copy",
    "index",
    "backup --keep 0 backups",
    "backup --keep -1 backups",
    "backup --keep x backups",
    "backup",
    "migrate --to page.html",
    "migrate",
    "tokens create Ada --days 0",
    "tokens create Ada --per-day -1",
    "tokens create Ada --scopes all",
    "tokens create ''",
    "tokens pair Ada --minutes 0",
    "tokens pair Ada --server ada.example",
    "feeds import typo.opml",
    "hooks add https://hook.example/ --whose user:ada --events all",
    "batch extract --shard 3/2",
    "batch find --index typo.db",
    "batch everything",
    "compare typo.html",
    "compare typo.html --item -1",
    "cite typo.md",
    "cite empty.md",
    "align page.html",
    "data",
    "verdict",
    "nothing",
]
# Each ends with status 1.
REFUSED = [
    "index prune --index page.html",
    "index prune --index other.db",
    "index stats --index page.html",
    "index stats --index other.db",
    "index search --index other.db ferry",
    "index copy page.html --index new.db",
    "index copy other.db --index new.db",
    "index add --index page.html",
    "index add --index other.db",
    "backup page.html",
    "restore typo",
    "restore page.html",
    "restore .",
    "tokens revoke nobody",
    "feeds remove nothing",
    "feeds import page.html",
    "hooks remove nothing",
    "hooks try nothing",
    "hooks add http://10.0.0.1/ --whose user:ada",
    "batch extract --output page.html",
    "batch extract --output letter.md",
    "extension page.html",
    "data delete",
    "data delete user:nobody --yes",
    "data export nobody",
    "data export --output page.html",
]
# Variables before the command, and words of the sentence that is printed.
SAYS_OF_ARGUMENTS = [
    ("verdict ''", "An empty name is neither a file nor an address"),
    ("verdict news.example/story", "news.example/story is neither a file nor an address"),
    ("verdict ftp://a.example/x", "ftp://a.example/x is neither a file nor an address"),
    ("verdict http://", "its host is not a name or an address"),
    ("verdict https://a.example/" + "x" * 9_000, "at most 8192 characters"),
    ("verdict page.html --url nothing", "nothing is no address"),
    ("verdict page.html --jsn", "No such option '--jsn'. Did you mean '--json'?"),
    ("verdict page.html more", "Got unexpected extra argument (more)"),
    ("verdict empty.html", "empty.html is empty."),
    ("verdict -", "Standard input is empty."),
    ("compare some", "some is neither a file nor an address"),
    ("compare page.html typo.html", "typo.html is neither a file nor an address"),
    ("compare page.html --item x", "x is not a whole number from 0"),
    ("compare page.html letter.md --item 2", "There is no item 2"),
    ("compare" + 7 * " page.html", "at most 5 items"),
    ("align page.html empty.md", "empty.md is empty."),
    ("story typo.html", "typo.html is neither a file nor an address"),
    ("cite some", "some is neither a file nor an address"),
    ("cite image.png", "This is binary data"),
    ("cite letter.md --format pdf", "'pdf' is not one of 'text'"),
    ("cite letter.md --format json --html", "one form of the answer alone"),
    ("cite letter.md --json --html", "one form of the answer alone"),
    ("cite letter.md --fail-on never", "'never' is not one of 'partly'"),
    ("cite letter.md --known page.html", "page.html holds no findings of `cite`"),
    ("cite letter.md --known some", "some: Is a directory. Name a file."),
    ("cite letter.md --every 5", "give --watch too"),
    ("cite letter.md --every 0 --watch", "0 is not a whole number from 1"),
    ("batch extract --shard 5/4", "5/4 is not a shard"),
    ("batch extract --shard 0/2", "0/2 is not a shard"),
    ("batch extract --shard 2", "2 is not a shard"),
    ("batch extract --output some", "File 'some' is a directory"),
    ("batch extract --index other.db", "`extract` asks no index"),
    ("index stats --index some", "File 'some' is a directory"),
    ("index copy typo.db", "File 'typo.db' does not exist"),
    ("tokens create Ada --scopes ''", "Unknown scope “”"),
    ("tokens create Ada --scopes compare,", "Unknown scope “”"),
    ("tokens create Ada --days 1.5", "1.5 is not a whole number"),
    (f"tokens create {'x' * 101}", "at most 100 characters"),
    ("tokens quota nobody x", "x is not a whole number from 0"),
    ("tokens quota nobody", "Missing argument 'CALLS'"),
    ("tokens pair Ada --server ftp://x", "ftp://x is no address"),
    ("feeds add x", "begins with https:// or http://"),
    ("feeds edit nothing --minutes 5", "10 minutes or more"),
    ("feeds edit nothing", "give --address, --minutes or both"),
    ("feeds import some", "File 'some' is a directory"),
    ("feeds poll --onse", "No such option '--onse'. Did you mean '--once'?"),
    ("hooks add http://127.0.0.1:1/", "Missing option '--whose'"),
    ("hooks add x --whose local", "begins with https:// or http://"),
    ("HOOK_HOSTS=127.0.0.1:1 hooks add http://127.0.0.1:1/ --whose user:", "user: is nobody here"),
    ("HOOK_HOSTS=127.0.0.1:1 hooks add http://127.0.0.1:1/ --whose local --events ''", "event “”"),
    ("data import typo.json", "File 'typo.json' does not exist"),
    ("migrate --to sqlite:x", "sqlite:x is not the address of a PostgreSQL database."),
    ("serve --prot 9", "No such option '--prot'. Did you mean '--port'?"),
    ("serve --port 99999", "99999 is not a whole number from 1 to 65535."),
    ("serve --bind x", "x is no address to listen on"),
    ("serve --bind ::1:9 --port 9", "Give --port or --bind, not both."),
    ("compare page.html typo.html --fail-on differs", "typo.html is neither a file nor"),
    ("compare page.html letter.md --fail-on most", "'most' is not one of 'partly'"),
    ("cite letter.md --language klingon", "klingon is no language"),
    ("compar page.html", "No such command 'compar'. Did you mean 'compare'?"),
    ("feeds lst", "No such command 'lst'. Did you mean 'list'?"),
]
SAYS_OF_FAILURES = [
    ("verdict http://10.0.0.1/", "UNABRIDGED_ALLOW_HOSTS"),
    ("extract broken.pdf", "The document is damaged"),
    ("batch extract --output no/where", "no/where: No such file or directory. Check the name"),
    ("tokens quota nobody 5", "There is no token nobody; `unabridged tokens list` shows them."),
    ("tokens revoke user:nobody", "no token user:nobody and no session of that person"),
    ("feeds add http://10.0.0.1/", "UNABRIDGED_ALLOW_HOSTS"),
    ("feeds edit nothing --minutes 60", "There is no feed nothing"),
    ("feeds pause nothing", "There is no feed nothing"),
    ("feeds export no/where.opml", "no/where.opml: No such file or directory. Check the name"),
    ("feeds export some", "some: Is a directory. Name a file."),
    ("data import page.html", "page.html is no export of saved comparisons."),
    ("data import none.json", "none.json has no saved comparison."),
    (
        "hooks add https://desk.example/in --whose local",
        "set UNABRIDGED_HOOK_HOSTS=desk.example:443",
    ),
    ("backup page.html", "page.html: File exists. Name another one."),
    ("backup /proc/nothing", "/proc/nothing: No such file or directory."),
    ("restore some", "some holds no backup; `unabridged backup` writes one."),
    ("extension page.html", "page.html/chromium: Not a directory. Name a folder."),
    ("BIND=8750 tokens list", "UNABRIDGED_BIND='8750' is not `host:port` such as"),
    ("BIND=127.0.0.1:99999 tokens list", "UNABRIDGED_BIND='127.0.0.1:99999' is not"),
    ("DATA=/proc/nothing tokens list", "Set UNABRIDGED_DATA to a folder"),
    ("DATABASE=mysql://x tokens list", "is not the path of a file or `postgresql://…`."),
    ("DATABASE=some tokens list", "UNABRIDGED_DATABASE to a file"),
    ("INDEX=opensearch:9200 index stats", "UNABRIDGED_INDEX='opensearch:9200' is not an address"),
    ("INDEX_SHARDS=0 index stats", "UNABRIDGED_INDEX_SHARDS='0' is not a whole number from 1"),
    ("WORKERS=two tokens list", "UNABRIDGED_WORKERS='two' is not a whole number"),
    ("FEEDS_POLL=maybe tokens list", "UNABRIDGED_FEEDS_POLL='maybe' is not a yes or no (1 or 0)."),
    ("PROXIES=proxy.example tokens list", "is not 10.0.0.5 or 10.0.0.0/8."),
    ("ALLOW_HOSTS=http://intranet tokens list", "UNABRIDGED_ALLOW_HOSTS='http://intranet'"),
    ("ADDRESS=unabridged.example tokens list", "UNABRIDGED_ADDRESS='unabridged.example'"),
    ("USER_HEADER=Remote-User tokens list", "needs UNABRIDGED_PROXIES"),
    ("CONTACT=ada tokens list", "UNABRIDGED_CONTACT='ada' is not `mailto:"),
    ("SAVED_DAYS=0 tokens list", "UNABRIDGED_SAVED_DAYS='0' is not a whole number from 1"),
    ("FETCH_SECONDS=nan tokens list", "UNABRIDGED_FETCH_SECONDS='nan' is not a number"),
    ("OIDC_ISSUER=https://id.example tokens list", "needs UNABRIDGED_OIDC_CLIENT"),
    ("OIDC_SECRET_FILE=/no/such tokens list", "/no/such can't be read (No such file or directory)"),
    ("OIDC_SECRET=a OIDC_SECRET_FILE=page.html tokens list", "are both set; unset one."),
]
# What is done all the same, and said beside it.
REMARKS = [
    ("WORKER=2 extract page.html", "Did you mean UNABRIDGED_WORKERS?"),
    ("PORT=9000 tokens list", "Did you mean UNABRIDGED_BIND?"),
    ("tokens list", "There is no token yet"),
    ("hooks list", "There is no webhook yet"),
    ("feeds list", "There is no feed yet"),
    ("index search zebra", "No article has these words"),
    ("batch extract", "No line was left to answer."),
    ("extract latin.txt", "latin.txt is not UTF-8 and names no encoding; it was guessed."),
]
TEXT = "The ferry to Brackholm is late again, its captain said on Monday."


OTHERS = {
    "empty.html": b"",
    "none.json": b'{"owner": "local", "comparisons": []}',
    "broken.pdf": b"%PDF-1.7 nothing",
    "image.png": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "latin.txt": "Die Fähre ist spät dran, sagte der Kapitän in Lübeck.".encode("latin-1"),
}


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
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("create table notes (text)")
        connection.execute("insert into notes values ('mine')")
        connection.commit()
    (tmp_path / "page.html").write_text(f"<p>{TEXT}</p>\nA last line without an end")
    (tmp_path / "letter.md").write_text(f"{TEXT}\n\nAda")
    (tmp_path / "empty.md").write_text(" ")
    (tmp_path / "some").mkdir()
    for name, content in OTHERS.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("UNABRIDGED_BIND", "127.0.0.1:1")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "It is late."}\n')))
    return tmp_path


def contents(folder):
    names = ("other.db", "page.html", "letter.md", "empty.md", "data/articles.db")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


@pytest.mark.parametrize(
    ("line", "ends_with"),
    [*((line, 2) for line in WRONG_ARGUMENTS), *((line, 1) for line in REFUSED)],
)
def test_wrong_arguments_change_nothing_and_are_explained(folder, capfd, line, ends_with):
    before = contents(folder)
    status, output = run(line, capfd)
    assert status == ends_with
    assert "Traceback" not in output
    assert contents(folder) == before
    with closing(SqliteArticles(folder / "data" / "articles.db")) as index:
        assert index.count_articles() == 1
    assert not (folder / "typo.db").exists()


@pytest.mark.parametrize(
    ("line", "message", "ends_with"),
    [
        *((*line, 2) for line in SAYS_OF_ARGUMENTS),
        *((*line, 1) for line in SAYS_OF_FAILURES),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_that_names_it(
    folder, capfd, monkeypatch, line, message, ends_with
):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    status, output = run(line, capfd, monkeypatch)
    assert status == ends_with
    assert message in output
    assert "Traceback" not in output
    assert "errors.pydantic.dev" not in output


@pytest.mark.parametrize(("line", "remark"), REMARKS)
def test_a_doubtful_line_is_done_with_a_remark(folder, capfd, monkeypatch, line, remark):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    status, output = run(line, capfd, monkeypatch)
    assert status == 0
    assert remark in output


def test_each_wrong_line_of_a_batch_has_its_sentence(folder, capfd, monkeypatch):
    wrong = [
        ("nonsense", "Line 1 can't be read as JSON: expected ident at column 2."),
        ("[1]", "Line 2 is not a JSON object."),
        ("{}", "give at least one of url, html or text"),
        ('{"url": "https://a.example/1"}', "this run opens no connection"),
        ('{"text": "a", "html": "b"}', "give html or text, not both"),
        ('{"text": "a", "text": "b"}', "`text` is given twice"),
        ('{"text": "a", "txt": "b"}', "`page.txt` is not known"),
        ('{"text": "a", "language": "klingon"}', "klingon is no language"),
        ('{"text": "a", "published": "2026-02-30"}', "2026-02-30 is no date"),
    ]
    lines = "".join(f"{line}\n" for line, _ in wrong)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert main(["batch", "extract", "--offline"]) == 1
    printed = capfd.readouterr()
    answers = [json.loads(line)["problem"]["detail"] for line in printed.out.splitlines()]
    missed = [
        detail for (_, message), detail in zip(wrong, answers, strict=True) if message not in detail
    ]
    assert missed == []
    assert printed.err == f"Lines with a problem, as their answers say: {len(wrong)}.\n"


def run(line, capfd, monkeypatch=None):
    """Return the exit status of a command line and what it says on standard error."""
    arguments = [argument.strip("'") for argument in line.split()]
    while re.fullmatch("[A-Z_]+=.*", arguments[0]):
        name, value = arguments.pop(0).split("=", 1)
        monkeypatch.setenv(f"UNABRIDGED_{name}", value)
    try:
        status, exit_message = main(arguments), ""
    except SystemExit as ended:
        status, exit_message = 1, str(ended.code)
    return status, exit_message + capfd.readouterr().err
