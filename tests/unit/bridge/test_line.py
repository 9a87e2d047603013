import pytest

from server.bridge.line import EntryLine, has_line, html_of, with_line, without_line
from server.language.messages import languages, words

SERVER = "http://127.0.0.1:8750"
PAGE = "https://brief.example/a?b=1&c=2"
LINES = [
    EntryLine(
        "retells", "Harrow <Wire>", "https://wire.example/dock", "Port shuts “its” dock", 9, 31
    ),
    EntryLine("retells", "Harrow Wire"),
    EntryLine("compiles"),
    EntryLine("excerpt", "Harrow Wire", "https://wire.example/dock"),
    EntryLine("excerpt"),
    EntryLine("subscribers"),
    EntryLine("stories", count=5),
    EntryLine("same_story", "Bay Herald", "https://bay.example/a", "A & B"),
]
OWN = "<p>The publisher's own <a href='https://brief.example'>text</a>.</p>\n<p>More.</p>"


def test_a_retelling_names_whose_report_it_is_and_what_it_leaves_out():
    assert html_of(LINES[0], words("en"), SERVER, PAGE) == (
        "<p><strong>Retells Harrow &lt;Wire&gt;</strong> · Original: "
        '<a href="https://wire.example/dock">Port shuts “its” dock</a>'
        " · sentences left out: 9 of 31 · "
        f'<a href="{SERVER}/?page=https%3A%2F%2Fbrief.example%2Fa%3Fb%3D1%26c%3D2#unabridged-line">'
        "compare</a></p>"
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("line", LINES)
def test_a_line_is_found_again_and_leaves_the_entry_as_it_was(line, language):
    line_html = html_of(line, words(language), SERVER, PAGE)
    assert "$" not in line_html
    assert "<strong></strong>" not in line_html
    marked = with_line(OWN, line_html)
    assert has_line(marked)
    assert without_line(marked) == OWN
    # A better line takes the place of an earlier one.
    assert with_line(marked, line_html) == marked


def test_a_link_further_down_is_not_taken_for_a_line():
    quoting = f'{OWN}<p>Quoted: <a href="{SERVER}/?page=x#unabridged-line">compare</a></p>'
    assert not has_line(quoting)
    assert without_line(quoting) == quoting


def test_a_line_is_kept_as_json():
    assert [EntryLine.from_json(line.to_json()) for line in LINES] == LINES
