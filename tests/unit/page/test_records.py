"""Lists of records, by structure alone; and pages made to cost much."""

import time

import lxml.html
import pytest

from server.page.block import blocks_of
from server.page.document import Document
from server.page.parse import parse
from server.page.records import records_of

TOLD = "The ferry to the island left at noon, and it came back in the evening."


def lists(body):
    document = parse(f"<html><body>{body}</body></html>", None)
    blocks = blocks_of(document.text_map)
    return [
        [[block.text for block in blocks[extent.start : extent.end]] for extent in records.extents]
        for records in records_of(document)
    ]


def each(record, count=4):
    return "".join(record.format(n=n, told=f"{TOLD} Day {n}.") for n in range(count))


@pytest.mark.parametrize(
    "body",
    [
        each("<div class='r'><h3>Head {n} of it</h3><p>{told}</p></div>"),
        each("<h3>Head {n} of it</h3><p>{told}</p>"),
        each("<p><b>Head {n} of it</b></p><p>{told}</p>"),
        each("<b>Head {n} of it</b><br>{told}<br>"),
        "<table>"
        + each("<tr><td><div>Head {n} of it</div><div>{told}</div></td></tr>")
        + "</table>",
        f"<h2>One</h2>{each('<h3>Head {n} of it</h3><p>{told}</p>', 2)}<h2>Two</h2>"
        + each("<h3>Head {n} of it</h3><p>{told}</p>", 4)[
            len(each("<h3>Head {n} of it</h3><p>{told}</p>", 2)) :
        ],
        "<div>"
        + each("<a class='c' href='/{n}'><div>Head {n} of it</div><p>{told}</p></a>")
        + "</div>",
    ],
    ids=["elements", "flat", "bold lines", "lines", "rows", "groups", "cards"],
)
def test_records_are_found_whatever_their_markup_is(body):
    records = [[f"Head {n} of it", f"{TOLD} Day {n}."] for n in range(4)]
    assert records in lists(body)


def test_records_of_one_class_are_one_list_without_what_is_between():
    story, advert = (
        "<div class='s{n} s'><p>{told}</p></div>",
        "<div class='ad'><p>Buy a lamp.</p></div>",
    )
    found_lists = lists(each(story, 2) + advert + each(story, 3))
    assert [f"{TOLD} Day {n}." for n in (0, 1, 0, 1, 2)] in [
        [text for record in found_list for text in record] for found_list in found_lists
    ]


def test_two_of_a_kind_are_not_a_list():
    assert lists(each("<h3>Head {n} of it</h3><p>{told}</p>", 2)) == []


PAGES = {
    "siblings": lambda n: each("<li class='a b{n}'>{told}</li>", n),
    "flat": lambda n: each("<h3>Head {n} of it</h3><p>{told}</p>", n),
    "lines": lambda n: each("<b>Head {n}</b> {told}<br>", n),
    "classes": lambda n: "".join(
        f"<p class='{chr(97 + i % 26) * (i % 9)} z'>{TOLD}</p>" for i in range(n)
    ),
    "deep": lambda n: f"<div class='k'><p>{TOLD}</p>" * n + "</div>" * n,
    "combs": lambda n: each("<i>" * 30 + "<p>{told}</p>" + "</i>" * 30, n // 8),
}


@pytest.mark.parametrize("body_of", PAGES.values(), ids=PAGES)
def test_the_cost_of_a_page_grows_with_its_size_alone(body_of):
    def seconds(count):
        html = f"<html><body>{body_of(count)}</body></html>"
        root = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(huge_tree=True))
        document = Document(root, None)
        blocks_of(document.text_map)
        began = time.process_time()
        records_of(document)
        return time.process_time() - began

    # Eight times the page; sixty-four times the work would be quadratic.
    assert min(seconds(4000) for _ in range(3)) <= 24 * min(seconds(500) for _ in range(3)) + 0.01


def test_a_hundred_thousand_siblings_are_one_list():
    html = f"<html><body><ul>{'<li>Ferries left at noon</li>' * 100_000}</ul></body></html>"
    root = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(huge_tree=True))
    assert len(records_of(Document(root, None))[0].extents) == 100_000
