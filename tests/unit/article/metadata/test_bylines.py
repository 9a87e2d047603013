import lxml.html
import pytest

from server.article.metadata.bylines import (
    AuthorMarks,
    desks,
    marked_authors,
)


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
    assert marked_authors(AuthorMarks(tree(html))) == ["Iris Calloway"]


def test_links_are_names_of_their_own():
    html = '<p class="byline"><a>Iris Calloway</a> <a>Jonas Moor</a></p>'
    assert marked_authors(AuthorMarks(tree(html))) == ["Iris Calloway", "Jonas Moor"]


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
    assert marked_authors(AuthorMarks(tree(html))) == []


def test_a_desk_is_the_author_where_the_page_marks_it_so_and_nobody_else():
    tree = lxml.html.document_fromstring(
        "<h1>Rain</h1><p class='author-name'>Courant Staff</p><p>It rained.</p>"
    )
    assert desks(AuthorMarks(tree)) == ["Courant Staff"]


@pytest.mark.parametrize(
    "html",
    [
        "<div class=with-sidebar><h1>Rain</h1><div class=byline>By Iris Calloway</div></div>",
        "<h1>Rain</h1><footer class=post-meta><a rel=author>Iris Calloway</a></footer>",
    ],
)
def test_a_place_around_the_heading_or_of_the_author_is_not_elsewhere(html):
    assert marked_authors(AuthorMarks(lxml.html.document_fromstring(html))) == ["Iris Calloway"]
