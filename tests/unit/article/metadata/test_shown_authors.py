import lxml.html
import pytest

from server.article.metadata.authors import (
    dated_authors,
    desks,
    marked_authors,
    signing_authors,
    written_authors,
)
from server.article.metadata.statements import Statements
from server.page.document import Document


def tree(html):
    return lxml.html.document_fromstring(f"<html><body><h1>Rain</h1>{html}</body></html>")


@pytest.mark.parametrize(
    "html",
    [
        '<p class="byline">By <a href="/iris">Iris Calloway</a></p>',
        '<a rel="author" href="/iris">Iris Calloway</a>',
        '<span class="post-author vcard">Posted on 3 May 2026 by Iris Calloway</span>',
        '<div class="autor">Von Iris Calloway</div>',
        '<div class="author"><span>Iris Calloway</span><span hidden>x</span></div>',
        "<address>By Iris Calloway</address>",
    ],
)
def test_the_marked_author_is_found(html):
    assert marked_authors(Statements(Document(tree(html), None))) == ["Iris Calloway"]


def test_links_are_names_of_their_own():
    html = '<p class="byline"><a>Iris Calloway</a> <a>Jonas Moor</a></p>'
    assert marked_authors(Statements(Document(tree(html), None))) == ["Iris Calloway", "Jonas Moor"]


@pytest.mark.parametrize(
    "html",
    [
        '<div class="comment-author">Iris Calloway</div>',
        '<aside><p class="author">Iris Calloway</p></aside>',
        '<div class="related"><p class="author">Iris Calloway</p></div>',
        '<p class="author" style="display:none">Iris Calloway</p>',
        f'<p class="author">{"Iris Calloway " * 50}</p>',
    ],
)
def test_authors_of_other_things_are_left_alone(html):
    assert marked_authors(Statements(Document(tree(html), None))) == []


def test_a_desk_is_the_author_where_the_page_marks_it_so_and_nobody_else():
    tree = lxml.html.document_fromstring(
        "<h1>Rain</h1><p class='author-name'>Courant Staff</p><p>It rained.</p>"
    )
    assert desks(Statements(Document(tree, None))) == ["Courant Staff"]


@pytest.mark.parametrize(
    "html",
    [
        "<div class=with-sidebar><h1>Rain</h1><div class=byline>By Iris Calloway</div></div>",
        "<h1>Rain</h1><footer class=post-meta><a rel=author>Iris Calloway</a></footer>",
    ],
)
def test_a_place_around_the_heading_or_of_the_author_is_not_elsewhere(html):
    assert marked_authors(Statements(Document(lxml.html.document_fromstring(html), None))) == [
        "Iris Calloway"
    ]


def written(root):
    return written_authors(Statements(Document(root, None)))


def test_a_line_behind_the_heading_that_begins_as_bylines_do():
    assert written(tree("<p>3 May 2026</p><p>Von Hanne Quast</p>")) == ["Hanne Quast"]


def test_far_from_the_heading_a_byline_has_whole_names():
    far = "<p>Rain fell.</p>" * 30
    assert written(tree(f"{far}<p>Von Hanne Quast</p>")) == ["Hanne Quast"]
    assert written(tree(f"{far}<p>By Hanne</p>")) == []
    assert written(tree(f"{far}<p>By Harbour Street.</p>")) == []
    assert written(tree(f"{far}<div class=comment><p>By Hanne Quast</p></div>")) == []
    assert written(lxml.html.document_fromstring("<p>By Iris Calloway</p>")) == ["Iris Calloway"]


def test_a_day_in_the_bylines_line_is_not_part_of_it():
    html = "<p>By <a>Iris Calloway</a> <time>April 12, 2026</time></p>"
    assert written(tree(html)) == ["Iris Calloway"]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>Iris Calloway</p><p>3 May 2026</p>", ["Iris Calloway"]),
        ("<p>Iris Calloway</p><p>It rained.</p>", []),  # no day
        ("<p><b>Iris Calloway</b><i>May 3, 2026</i><u>2 shares</u></p>", ["Iris Calloway"]),
        ("<p>Partner Content</p><p>3 May 2026</p><p>Our partner wrote content.</p>", []),
        ("<p>Iris</p><p>3 May 2026</p>", []),
        ("<aside><p>Iris Calloway</p></aside><p>3 May 2026</p>", []),
        ("<p>It rained.</p>" * 12 + "<p>Iris Calloway</p><p>3 May 2026</p>", []),
    ],
)
def test_a_whole_name_by_a_day_near_the_heading_is_the_authors(html, names):
    assert dated_authors(Statements(Document(tree(html), None))) == names


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>Posted on 3 May 2026 by iris</p>", ["iris"]),
        ("<p>Posted in Letters by Iris Calloway on 3 May 2026</p>", ["Iris Calloway"]),
        ("<p>3. Mai 2026 | von der Hafenbehörde gebaut.</p>", []),
        ("<p>Posted in Letters by iris</p>", []),  # no day
        ("<p>It rained.</p>" * 20 + "<p>3 May 2026, by Iris</p>", ["Iris"]),
        ("<p>It rained.</p>" * 20 + "<p>3 May 2026 by Iris</p><p>2 May 2026 by Hanne</p>", []),
        ("<div class=comment><p>3 May 2026 by Hanne</p></div>", []),
    ],
)
def test_who_signs_a_line_that_names_a_day_is_the_author(html, names):
    assert signing_authors(Statements(Document(tree(html), None))) == names
