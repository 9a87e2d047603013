import io
import json
import subprocess
import sys
from contextlib import closing

import pytest

from server.cli import serve
from server.cli.calls import page_input
from server.cli.main import COMMANDS, main
from server.cli.serve import page_shown
from server.config import Settings
from server.errors import InvalidRequest
from server.net import sample
from server.store import LOCAL_ACCOUNT, Grant, SavedComparison, moment, open_store
from server.store.index.article_index import SqliteArticles
from server.store.records import IndexArticle
from tests.servers import ROOT
from tests.unit.show.test_report import briefing


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("UNABRIDGED_DATA", str(tmp_path))
    monkeypatch.setenv("UNABRIDGED_WORKERS", "1")


def test_a_page_is_named_by_address_file_or_standard_input(tmp_path, monkeypatch):
    assert page_input("https://news.example/a").url == "https://news.example/a"
    (tmp_path / "a.html").write_text("\n <p>One.</p>")
    assert page_input(str(tmp_path / "a.html"), "https://news.example/a").html
    (tmp_path / "a.txt").write_text("One.")
    assert page_input(str(tmp_path / "a.txt")).text == "One."
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Two.")))
    assert page_input("-").text == "Two."


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("example.com", "https://example.com"),
        ("www.bbc.co.uk/news?a=b", "https://www.bbc.co.uk/news?a=b"),
        ("example.org:8443/x", "https://example.org:8443/x"),
    ],
)
def test_an_address_without_its_scheme_is_tried_as_a_browser_would(name, address, tmp_path):
    assert page_input(name).url == address


@pytest.mark.parametrize("name", ["typo.html", "letter.md", "notes.wiki", "a@example.com", "some"])
def test_the_name_of_a_missing_file_is_no_address(name):
    with pytest.raises(InvalidRequest, match="neither a file nor an address"):
        page_input(name)


def test_a_file_goes_before_an_address_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example.com").write_text("The ferry is late.")
    assert page_input("example.com").text == "The ferry is late."


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "windows-1251", "shift_jis"])
def test_a_file_is_read_in_its_charset(tmp_path, charset):
    said = "海底トンネルが開通した。" if charset == "shift_jis" else "Мост открыт."
    declared = f"<meta charset={charset}><p>{said}</p>"
    (tmp_path / "a.html").write_bytes(declared.encode(charset))
    assert page_input(str(tmp_path / "a.html")).html == declared
    assert page_shown(Settings(), str(tmp_path / "a.html")) == {"html": declared}


@pytest.mark.parametrize(("content", "says"), [(None, "neither"), ("", "is empty")])
def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path, capsys, content, says):
    path = tmp_path / "page.html"
    if content is not None:
        path.write_text(content)
    assert main(["extract", str(path)]) == 2
    assert says in capsys.readouterr().err


def test_compare_prints_the_comparison_readably(capsys):
    assert main(["compare", sample.summary_url(8750)]) == 0
    printed = capsys.readouterr().out
    for words in ("This is a summary", "Read Full Article", "The Harbour Gazette", "Left out"):
        assert words in printed


def test_a_story_that_a_page_does_not_have_is_a_sentence(capsys, tmp_path):
    (tmp_path / "a.html").write_text(briefing())
    given = [str(tmp_path / "a.html"), "--url", "https://brief.example/today"]
    assert main(["compare", *given, "--item=7"]) == 2
    assert "There is no item 7: the page has 5 stories" in capsys.readouterr().err


def test_extract_and_verdict_are_printed_to_be_read(capsys):
    assert main(["extract", sample.summary_url(8750)]) == 0
    title, imprint, blank, first, *_ = capsys.readouterr().out.splitlines()
    assert (title, imprint, blank) == (
        "Norvane bets big on homegrown AI",
        "Signal Brief · 2025-09-12",
        "",
    )
    assert first.startswith("Norvane is significantly escalating")
    assert main(["verdict", sample.summary_url(8750)]) == 0
    assert capsys.readouterr().out.startswith("This is a summary\n")


def test_the_parts_of_a_page_are_printed_with_what_gives_them(capsys, tmp_path):
    story = "".join(f"<p>The ferry {name} left the quay of Brevik.</p>" for name in ("A", "B", "C"))
    boxes = '<div class="paywall">Subscribe to read on</div><aside>Other stories</aside>'
    (tmp_path / "a.html").write_text(f"<article><h1>Ferries</h1>{story}</article>{boxes}")
    assert main(["verdict", "--why", str(tmp_path / "a.html")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "article: The ferry A left the quay of Brevik." in lines
    assert lines[-2:] == ["wall (paywall): Subscribe to read on", "aside (aside): Other stories"]


def test_a_file_that_is_not_there_and_a_closed_pipe_are_no_python_errors(capfd, monkeypatch):
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


def test_json_is_the_apis_answer(capsys, tmp_path):
    (tmp_path / "a.txt").write_text("The ferry is late. Nobody is surprised.")
    assert main(["align", "--json", str(tmp_path / "a.txt"), str(tmp_path / "a.txt")]) == 0
    assert json.loads(capsys.readouterr().out)["figures"]["verbatim"] == 2


@pytest.mark.parametrize(
    ("sentence", "mildest"),
    [
        ("The ferry to Brackholm carried 640 people on Monday.", None),
        ("The ferry to Brackholm carried 460 people on Monday.", "differs"),
        ("A court dismissed the complaint of a baker against the city.", "not_found"),
    ],
)
def test_the_status_says_whether_a_comparison_differs(tmp_path, capsys, sentence, mildest):
    original = "The ferry to Brackholm carried 640 people on Monday. It was built in 1987 in Sund."
    (tmp_path / "original.txt").write_text(original)
    (tmp_path / "page.txt").write_text(f"{sentence} It was built in 1987 in Sund.")
    files = [str(tmp_path / "page.txt"), str(tmp_path / "original.txt")]
    order = ["differs", "not_found", "partly"]
    for call in ("align", "compare"):
        assert main([call, *files]) == 0
        for fail_on in order:
            fails = mildest is not None and order.index(mildest) <= order.index(fail_on)
            assert main([call, *files, "--fail-on", fail_on]) == int(fails), (call, fail_on)


def test_a_comparison_without_an_original_has_its_own_status(tmp_path, capsys):
    (tmp_path / "page.txt").write_text("The ferry is late. Nobody is surprised.")
    assert main(["compare", str(tmp_path / "page.txt"), "--fail-on", "differs"]) == 2
    assert "Nothing was compared" in capsys.readouterr().err


def test_a_port_of_this_machine_is_allowed_by_the_setting_that_is_named(capsys):
    assert main(["verdict", "http://127.0.0.1:8790/sample/norvane-own-models"]) == 1
    assert "set UNABRIDGED_ALLOW_HOSTS=127.0.0.1:8790." in capsys.readouterr().err


def test_batch_reads_and_writes_lines(capsysbinary, monkeypatch):
    lines = b'{"id": 1, "text": "The ferry is late."}\n{"id": 2, "url": "http://x.example/"}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main(["batch", "extract", "--offline"]) == 1
    first, second = map(json.loads, capsysbinary.readouterr().out.splitlines())
    assert first["text"] == "The ferry is late."
    assert second["problem"]["type"] == "/problems/offline"


def test_a_token_is_shown_once_listed_and_revoked(capsys):
    assert main(["tokens", "create", "Ada", "--scopes", "compare,index"]) == 0
    key = capsys.readouterr().out.split()[1]
    assert main(["tokens", "list"]) == 0
    assert f"{key}  Ada  compare,index" in capsys.readouterr().out
    assert main(["tokens", "revoke", key]) == 0
    assert main(["tokens", "revoke", key]) == 1
    assert "tokens list" in capsys.readouterr().err


def test_a_list_shows_what_a_token_may_do_until_when_and_how_much(capsys):
    create = ["tokens", "create", " Ada\x1b[31m  Lind ", "--days", "30", "--per-day", "5"]
    assert main(create) == 0
    assert main(["tokens", "list"]) == 0
    printed = capsys.readouterr().out.splitlines()[-1]
    assert "  Ada[31m Lind  compare  expires 2" in printed
    assert "last used never  0 of 5 calls today" in printed


def test_a_pairing_link_is_printed_for_the_address_given(capsys):
    pair = ["tokens", "pair", "Bo", "--server", "https://team.example/", "--minutes", "5"]
    assert main(pair) == 0
    said = capsys.readouterr().out
    assert "for 5 minutes" in said
    assert said.splitlines()[-1].startswith("https://team.example/pair#")
    assert main(["tokens", "pair", "Bo", "--server", "team.example"]) == 2
    assert "https://" in capsys.readouterr().err


@pytest.mark.parametrize(("host", "opened"), [("0.0.0.0", "127.0.0.1"), ("[::]", "[::1]")])
def test_a_pairing_link_of_a_server_on_all_addresses_can_be_opened(
    monkeypatch, capsys, host, opened
):
    monkeypatch.setenv("UNABRIDGED_BIND", f"{host}:8750")
    assert main(["tokens", "pair", "Bo"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1].startswith(f"http://{opened}:8750/pair#")
    assert "UNABRIDGED_ADDRESS" in said.err


@pytest.mark.parametrize("option", [["--days", "0"], ["--days=-3"], ["--per-day", "0"]])
def test_a_number_that_makes_no_sense_is_refused(capsys, option):
    assert main(["tokens", "create", "Ada", *option]) == 2
    assert option[0].partition("=")[0] in capsys.readouterr().err
    assert main(["tokens", "create", "  "]) == 2
    assert "name" in capsys.readouterr().err


def test_an_unknown_scope_is_refused(capsys):
    assert main(["tokens", "create", "Ada", "--scopes", "everything"]) == 2
    assert "everything" in capsys.readouterr().err


def test_a_wrong_setting_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setenv("UNABRIDGED_WORKERS", "many")
    assert main(["tokens", "list"]) == 1
    assert "UNABRIDGED_WORKERS" in capsys.readouterr().err


STORY = (
    "The lighthouse at Brackholm will be lit again in May after eleven dark years, the harbour "
    "trust said on Tuesday. Odd Farrow, who chairs the trust, said that repairs had cost 2.4 "
    "million crowns. The first keeper's granddaughter, Wilma Stensund, will turn the switch."
)


@pytest.fixture
def one_story(tmp_path):
    path = tmp_path / "one.db"
    index = SqliteArticles(path)
    index.add_articles([IndexArticle("https://gazette.example/lit", "Lit again", STORY)])
    index.close()
    return str(path)


def test_batch_finds_in_an_index_without_a_connection(capsysbinary, monkeypatch, one_story):
    excerpt = STORY.rpartition("The first")[0]
    line = json.dumps({"id": 1, "text": excerpt}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert main(["batch", "find", "--offline", "--index", one_story]) == 0
    search = json.loads(capsysbinary.readouterr().out)["search"]
    assert search["source"] == "https://gazette.example/lit"
    assert [turn["outcome"] for turn in search["tried"] if turn["finder"] == "index"] == ["source"]


def test_an_index_that_is_missing_is_said_and_a_broken_one_stops_nothing(
    capsysbinary, monkeypatch, tmp_path
):
    line = json.dumps({"id": 1, "text": STORY}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    path = tmp_path / "broken.db"
    assert main(["batch", "find", "--offline", "--index", str(path)]) == 2
    assert b"does not exist" in capsysbinary.readouterr().err
    path.write_bytes(b"this is no database, " * 1000)
    assert main(["batch", "find", "--offline", "--index", str(path)]) == 0
    search = json.loads(capsysbinary.readouterr().out)["search"]
    assert search["outcome"] == "not_found"
    assert "damaged" in search["tried"][-1]["detail"]


def test_find_prints_what_was_found_and_where_it_looked(capsys, tmp_path):
    (tmp_path / "a.txt").write_text("The ferry is late. Nobody is surprised.")
    assert main(["find", str(tmp_path / "a.txt")]) == 0
    printed = capsys.readouterr().out
    assert "No original was found." in printed
    assert "Where we looked:" in printed


@pytest.mark.parametrize("given", [[], ["--help"], ["-h"]])
def test_the_help_lists_every_command_and_imports_none_of_them(given):
    program = (
        "import sys; from server.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "packages = {name.partition('.')[0] for name in sys.modules}\n"
        "heavy = {'pydantic', 'numpy', 'lxml', 'httpx2', 'flask', 'trafilatura'} & packages\n"
        "print(*heavy, *(name for name in sys.modules if name.startswith('server.')))"
    )
    run = [sys.executable, "-c", program, *given]
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
    assert {type(one["good"]) for one in findings} == {bool}
    assert any("No server answers" in one["text"] for one in findings)


def test_a_webhook_of_this_machines_own_calls_says_what_it_watches(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("UNABRIDGED_HOOK_HOSTS", "desk.example")
    with closing(open_store(Settings(data=tmp_path))) as store:
        about = ("Ferry", "https://a.example/", "Boat", "https://b.example/", "full")
        saved = SavedComparison("one", *about, moment(), moment(days=9))
        store.comparisons.save(saved, b"{}", LOCAL_ACCOUNT)
    main(["hooks", "add", "https://desk.example/in", "--whose", "local"])
    assert "comparisons of local: 1 page and 1 original now" in capsys.readouterr().out
    main(["data", "delete"])
    said = capsys.readouterr().out
    assert said == "This is kept of this machine's own calls: 1 comparison, 1 webhook.\n"
