"""The commands that answer one page: what they read, print and end with."""

import io
import json

import pytest

from server.cli.calls import page_input
from server.cli.main import main
from server.cli.serve import page_shown
from server.config import Settings
from server.errors import InvalidRequest
from server.net import sample
from tests.unit.show.test_report import briefing


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
def test_the_name_of_a_missing_file_is_not_an_address(name):
    with pytest.raises(InvalidRequest, match="neither a file nor an address"):
        page_input(name)


def test_a_file_goes_before_an_address_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example.com").write_text("The ferry is late.")
    assert page_input("example.com").text == "The ferry is late."


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "windows-1251", "shift_jis"])
def test_a_file_is_read_in_its_charset(tmp_path, charset):
    sentence = "海底トンネルが開通した。" if charset == "shift_jis" else "Мост открыт."
    declared = f"<meta charset={charset}><p>{sentence}</p>"
    (tmp_path / "a.html").write_bytes(declared.encode(charset))
    assert page_input(str(tmp_path / "a.html")).html == declared
    assert page_shown(Settings(), str(tmp_path / "a.html")) == {"html": declared}


@pytest.mark.parametrize(("content", "message"), [(None, "neither"), ("", "is empty")])
def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path, capsys, content, message):
    path = tmp_path / "page.html"
    if content is not None:
        path.write_text(content)
    assert main(["extract", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_compare_prints_the_comparison_readably(capsys):
    assert main(["compare", sample.summary_url(8750)]) == 0
    printed = capsys.readouterr().out
    for words in ("This is a summary", "Read Full Article", "The Harbour Gazette", "Left out"):
        assert words in printed


def test_a_story_that_a_page_does_not_have_is_a_sentence(capsys, tmp_path):
    (tmp_path / "a.html").write_text(briefing())
    arguments = [str(tmp_path / "a.html"), "--url", "https://brief.example/today"]
    assert main(["compare", *arguments, "--item=7"]) == 2
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


def test_find_prints_what_was_found_and_where_it_looked(capsys, tmp_path):
    (tmp_path / "a.txt").write_text("The ferry is late. Nobody is surprised.")
    assert main(["find", str(tmp_path / "a.txt")]) == 0
    printed = capsys.readouterr().out
    assert "No original was found." in printed
    assert "Where we looked:" in printed
