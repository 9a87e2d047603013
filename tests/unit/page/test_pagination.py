import pytest

from server.page.pagination import page_number
from server.verdict.signals import pager_signals
from tests.unit.verdict.stories import ENGLISH, HERE, page, prose, remarked, view_of


def kinds(behind, head="", url=HERE):
    view = view_of(page(prose(ENGLISH) + behind, head=head), url)
    signals = [*pager_signals(view), *remarked(view)]
    return [signal.kind for signal in signals if signal.code == "more_pages"][:1]


@pytest.mark.parametrize(
    ("own", "url", "number"),
    [
        ("https://a.example/news/harbour-tunnel", "https://a.example/news/harbour-tunnel/2/", 2),
        (
            "https://a.example/news/harbour-tunnel/",
            "https://a.example/news/harbour-tunnel?page=3",
            3,
        ),
        ("https://a.example/it/3600251.shtml", "https://a.example/it/3600251_2.shtml", 2),
        ("https://a.example/it/3600251_2.shtml", "https://a.example/it/3600251_3.shtml", 3),
        ("https://a.example/x/tunnel", "https://a.example/x/tunnel?single_page=true", 0),
        ("https://a.example/x/tunnel", "https://a.example/x/tunnel?from=home", None),
        ("https://a.example/x/tunnel", "https://a.example/x/bridge/2/", None),
        ("https://a.example/x/tunnel", "https://b.example/x/tunnel/2/", None),
        ("https://a.example/", "https://a.example/page/2", None),
        ("https://a.example/x/tunnel", "https://a.example/x/tunnel/comment-page-2", None),
        ("https://a.example/x/tunnel,nId,52", "https://a.example/x/tunnel,nId,52,nPack,2", 2),
        ("https://a.example/201909/1220000.shtml", "https://a.example/News-1220000_2.html", 2),
        ("https://a.example/2012/01/02/tunnel", "https://a.example/2012/01/02/tunnel_p2", 2),
        ("https://a.example/news/1220000", "https://a.example/news/1220001", None),
        ("https://a.example/x/tunnel", "https://a.example/x/tunnel?topic=12345&page=2", 2),
        ("https://a.example/x/tunnel", "https://a.example/x/tunnel?page=0,1", 0),
        ("https://a.example/x/tunnel", "https://a.example/x/tunnel/12345/2", None),
    ],
)
def test_an_address_is_another_page_of_the_same_text(own, url, number):
    assert page_number(own, url) == number


@pytest.mark.parametrize(
    ("behind", "kind"),
    [
        (f'<p>Síða <b>1</b> <a href="{HERE}?p=2">2</a> <a href="{HERE}?p=3">3</a></p>', "own"),
        (f'<div>หน้า 1 <a href="{HERE}/2">2</a> <a href="{HERE}/2">ถัดไป</a></div>', "own"),
        (f'<ul><li>1</li><li><a href="{HERE}/2/">2</a></li></ul>', "own"),
        (f'<div>გვერდი 1 <a href="{HERE}_2.html">2</a></div>', "own"),
        (f'<p><a href="{HERE}?side=2">Næste side</a></p>', "own"),
        (f'<p><a href="{HERE}?page=2"><img src="r.gif" alt="Next"></a></p>', "own"),
        (f'<p><a href="{HERE}/2" aria-label="Volgende pagina">»</a></p>', "own"),
        (f'<p>1 <a href="{HERE}?topic=12345&page=2">2</a></p>', "own"),
        ("<p>Síða 1 <a href='/1518,712345-2,00.html'>2</a></p>", "alike"),
        ("<p>... contd.</p>", "next"),
        ("<p>下一页</p>", "next"),
    ],
)
def test_a_pager_of_the_text_is_found_in_any_language(behind, kind):
    assert kinds(behind) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (
            f'1 <a href="{HERE}?p=2">2</a> <a href="{HERE}?p=3">3</a> Next',
            (1, 3),
        ),
        (f'<a href="{HERE}">1</a> 2 <a href="{HERE}?p=3">3</a>', (2, 3)),
        (f'1 <a href="{HERE}?p=2">2</a> … <a href="{HERE}?p=9">9</a>', None),
        (f'<a href="{HERE}?p=2">Next page</a>', None),
        (f'<a href="{HERE}?p=2">Next page</a> <span>Page 1 of 3</span>', (1, 3)),
        ("Page 2 of 4", (2, 4)),
        ("第1页/共3页", (1, 3)),
    ],
)
def test_a_pager_that_lists_or_counts_all_pages_tells_which_of_them_this_one_is(row, place):
    (signal,) = pager_signals(view_of(page(prose(ENGLISH) + f"<p>{row}</p>"), HERE))
    message = signal.evidence(1).message
    assert (message.key, message.quote) == (
        ("page_of", None) if place else ("signal_more_pages", signal.quote)
    )
    assert tuple(message.params) == (place or ())


@pytest.mark.parametrize(
    "behind",
    [
        f'<div class="comments"><p>1 <a href="{HERE}?page=2">2</a></p></div>',
        '<p><a href="/news/page/2">2</a> <a href="/news/page/3">3</a></p>',
        '<p><a href="/next-story">Next</a></p>',
        '<p><a href="/next-story">Weiterlesen</a></p><p>1 2</p>',
        "<p>14/3/2026</p>",
        "<p>1 / 3</p>",
        "<p>1 2 下一页 余下全文</p>",
        f'<p><a href="{HERE}?page=1">1</a></p>',
        f'<p><a href="{HERE}?page=0%2C%2C1">Next page</a></p>',
        f'<p><a href="{HERE}?p=2#komentarze" rel="next">2</a></p>',
        '<p><a href="/review/harbour-drama/episode-12.205718">Drama #12</a></p>',
        f'<p><a href="{HERE}/pull/46">#46</a> mends the pumps of the tunnel</p>',
        f'<p><a href="{HERE}/page/2">Older posts</a> <a href="{HERE}/map">Map</a></p>',
        f'<p><a href="{HERE}/2">Pumps</a> <a href="{HERE}/map">Map</a></p>',
        f'<p><a href="{HERE}/2"><img src="a.jpg"></a><a href="{HERE}/3"><img src="b.jpg"></a></p>',
        f'<p><a href="{HERE}?comment=2">Ada</a> <a href="{HERE}?comment=3">Ben</a></p>',
        '<div class="rating">1 2 3 4 5</div>',
    ],
    ids=[
        *(
            "comments",
            "another list",
            "next story",
            "read on",
            "a date",
            "pictures",
            "words alone",
            "itself",
        ),
        *(
            "a second list",
            "remarks",
            "an episode",
            "a number",
            "archive",
            "one",
            "a gallery",
            "replies",
        ),
        "stars",
    ],
)
def test_other_numbers_are_not_pages_of_the_text(behind):
    assert kinds(behind) == []


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ('<p>1 <a href="tunnel_2.html">2</a> <a href="tunnel_3.html">3</a></p>', ["alike"]),
        (
            '<p><a href="9.html">1</a><a href="9_2.html">2</a> <a href="9_2.html">下一页</a></p>',
            ["alike"],
        ),
        ('<p>1 <a href="/vote?for=red">2</a> <a href="/vote?for=blue">3</a></p>', []),
        ("<p>26 27 <a href='/d/28'>28</a> <a href='/d/29'>29</a> <a href='/d/30'>30</a></p>", []),
    ],
    ids=["relative", "all linked", "other addresses", "calendar"],
)
def test_numbers_of_a_saved_page_are_pages_where_addresses_differ_by_them(behind, expected):
    view = view_of(page(prose(ENGLISH) + behind), None)
    assert ([view.pager.kind] if view.pager else []) == expected


def test_a_pager_far_behind_the_text_is_of_another_list():
    links = "".join(f'<p><a href="/s/{n}">Another story of the day, {n}</a></p>' for n in range(20))
    assert kinds(f"<aside>{links}</aside>" + f'<p>1 <a href="{HERE}?page=2">2</a></p>') == []


def test_a_page_of_one_paragraph_has_no_pager():
    view = view_of(f"<html><body><p>{ENGLISH[0]}</p></body></html>")
    assert view.pager is None


def test_a_row_of_pages_before_the_text_is_not_a_pager_of_it():
    row = f'<nav>Pages 1 <a href="{HERE}?page=2">2</a> <a href="{HERE}?page=2">next</a></nav>'
    assert view_of(page(row + prose(ENGLISH))).pager is None
    assert kinds(row) == ["own"]
