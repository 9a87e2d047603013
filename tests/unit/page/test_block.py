import lxml.html
import pytest

from server.page.block import blocks_of, separate_from_links
from server.page.document import Link, TextMap


def blocks(body):
    return blocks_of(TextMap(lxml.html.document_fromstring(f"<html><body>{body}</body></html>")))


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>One\n  and <b>two</b>.</p><p>Three.</p>", ["One and two.", "Three."]),
        ("loose<p>One.</p>tail <i>end</i>", ["loose", "One.", "tail end"]),
        ("<td>One.<br><br>Two.</td>", ["One.", "Two."]),
        ("<p>The line goes<br>on here.<br>Next.</p>", ["The line goes on here.", "Next."]),
        ("<div>Über<div></div>Unter</div>", ["Über", "Unter"]),
        (
            "<table><tr><th>Team<td><td>3</tr><tr><td>x</td></tr></table>",
            ["Team | 3", "x"],
        ),
        ("<p>—</p><p> • </p><p></p>", []),
        ("<p>One.<script>var a;</script> Two.</p><p hidden>Not seen.</p>", ["One. Two."]),
    ],
)
def test_edges_of_block_elements_and_line_breaks_part_blocks(body, texts):
    assert [block.text for block in blocks(body)] == texts


def test_a_block_knows_its_place_and_how_much_of_it_is_linked():
    first, second = blocks('<p>Ten let ters</p><p>See <a href="/x"><i>all of it</i></a> now</p>')
    assert (first.start, first.end, first.length) == (0, 10, 10)
    assert (second.start, second.end, second.linked) == (10, 23, 7)
    assert second.element.tag == "p"


def test_a_link_around_the_whole_page_tells_nothing():
    separated = separate_from_links(blocks('<a href="/x"><p>One.</p><p>Two.</p></a>'))
    assert [block.linked for block in separated] == [0, 0]


@pytest.mark.parametrize(
    ("body", "is_led"),
    [
        ('The tunnel opens on Monday, at long last. <a href="/x">Gazette</a>.', True),
        ('<a href="/x">The tunnel opens on Monday</a>, at noon.', True),
        ('The <a href="/x">tunnel</a> opens on Monday, at long last.', False),
    ],
)
def test_link_that_ends_a_block_or_is_most_of_it_leads_the_block(body, is_led):
    (block,) = blocks(f"<p>{body}</p>")
    words = next(run.text for run in block.runs if run.anchor is not None)
    assert block.is_led_by(Link(words, "https://gazette.example/x", elsewhere=True)) is is_led
