import lxml.html
import pytest

from server.page.block import paragraphs


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One\n  and <b>two</b>.</p><p>Three.</p>", ["One and two.", "Three."]),
        ("loose<p>One.</p>tail <i>end</i>", ["loose", "One.", "tail end"]),
        ("<p>One.<br><br>Two.</p>", ["One.", "Two."]),
        ("<p>The line goes<br>on here.<br>Next.</p>", ["The line goes on here.", "Next."]),
        ("<ul><li>apples</li><li>pears</li></ul>", ["apples", "pears"]),
        (
            "<table><tr><th>Team</th><td></td><td>3</td></tr><tr><td>x</td></tr></table>",
            ["Team | 3", "x"],
        ),
        ("<p>One.<script>var a;</script> Two.</p><style>p{}</style>", ["One. Two."]),
        ("<p> • </p><p>-</p><p></p>", []),
    ],
)
def test_blocks_and_lines_are_paragraphs(html, lines):
    root = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    assert paragraphs(root) == lines
