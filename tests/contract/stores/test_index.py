"""The article index over every engine: the same articles, the same questions, the same answers."""

import pytest

from server.cli.main import main
from server.config import variable
from server.store import IndexArticle, SqliteArticles
from tests.index_engines import BRIDGE, ENGINES, FERRY, empty_index, settings_of, urls

pytestmark = pytest.mark.xdist_group("osmem")


@pytest.fixture(params=ENGINES)
def index(request, osmem, tmp_path):
    is_real = request.param == "cluster"
    address = request.getfixturevalue("opensearch") if is_real else osmem
    with empty_index(request.param, address, tmp_path / "new") as empty:
        yield empty


def test_an_article_is_found_by_its_words_and_told_without_its_text(index):
    assert index.add_articles([FERRY, BRIDGE]) == ["added", "added"]
    (hit,) = index.search_articles(["Lindqvist", "Brackholm"])
    assert (hit.url, hit.title, hit.publisher, hit.whole) == (
        FERRY.url,
        FERRY.title,
        FERRY.publisher,
        True,
    )
    assert hit.lead == FERRY.text
    assert not hasattr(hit, "text")
    assert index.article_text(FERRY.url).text == FERRY.text
    assert index.article_text("https://nowhere.example/") is None


def test_the_same_address_again_replaces_the_article(index):
    index.add_articles([FERRY])
    corrected = IndexArticle(
        FERRY.url, FERRY.title, "Nobody named Zelenka came.", published="2026-03-03"
    )
    assert index.add_articles([FERRY]) == ["unchanged"]
    assert index.add_articles([corrected]) == ["updated"]
    assert index.count_articles() == 1
    assert index.search_articles(["Lindqvist"]) == []
    assert urls(index.search_articles(["Zelenka"])) == [FERRY.url]


def test_one_batch_may_hold_an_address_twice(index):
    edited = IndexArticle(FERRY.url, "Ferry", "Zelenka came alone.")
    assert index.add_articles([FERRY, edited, edited]) == ["added", "updated", "unchanged"]
    assert index.count_articles() == 1
    assert index.search_articles(["Lindqvist"]) == []
    assert urls(index.search_articles(["Zelenka"])) == [FERRY.url]


def test_a_batch_that_fails_leaves_nothing_behind(index):
    def articles():
        yield FERRY
        raise KeyError("the feed broke off")

    with pytest.raises(KeyError):
        index.add_articles(articles())
    assert index.count_articles() == 0
    assert index.search_articles(["Lindqvist"]) == []


def test_title_and_lead_alone_are_found_and_told_as_such(index):
    index.add_articles([IndexArticle(FERRY.url, FERRY.title, lead="Oda Lindqvist is glad.")])
    (hit,) = index.search_articles(["Lindqvist"])
    assert not hit.whole
    assert hit.lead == "Oda Lindqvist is glad."


def test_a_window_of_days_includes_both_ends_and_the_undated(index):
    undated = IndexArticle("https://gazette.example/undated", "Ferry", "Lindqvist without a date.")
    index.add_articles([FERRY, undated])
    assert FERRY.url in urls(
        index.search_articles(["Lindqvist"], since="2026-03-02", until="2026-03-02")
    )
    assert urls(index.search_articles(["Lindqvist"], since="2026-03-03")) == [undated.url]
    assert urls(index.search_articles(["Lindqvist"], until="2026-03-01")) == [undated.url]


@pytest.mark.parametrize("date", ["2199-01-01", "1969-12-31", "yesterday", ""])
def test_an_impossible_date_is_as_good_as_none(index, date):
    index.add_articles([IndexArticle(FERRY.url, "Ferry", "Lindqvist", published=date)])
    assert urls(index.search_articles(["Lindqvist"], until="2020-01-01")) == [FERRY.url]


def test_an_excluded_address_is_not_found(index):
    index.add_articles([FERRY])
    assert index.search_articles(["Lindqvist"], exclude=[FERRY.url]) == []


@pytest.mark.parametrize(
    "term",
    [
        '"',
        'a" OR "b',
        "NEAR(a b)",
        "title:ferry",
        "^ferry",
        "ferry*",
        "-ferry",
        "",
        "\0",
        "a AND",
        "'",
        "\ud800",
    ],
)
def test_a_term_is_never_syntax(index, term):
    index.add_articles([FERRY])
    index.search_articles([term, "Lindqvist"])
    assert urls(index.search_articles([term, "Lindqvist"])) == [FERRY.url]


def test_a_phrase_is_found_as_a_phrase(index):
    index.add_articles([FERRY, IndexArticle("https://x.example/", "Oda", "Lindqvist met Oda.")])
    assert urls(index.search_articles(["Oda Lindqvist"])) == [FERRY.url]


def test_the_article_that_the_page_is_taken_from_goes_before_one_about_the_same(index):
    about = IndexArticle(
        "https://x.example/about", "Lindqvist", "Lindqvist of the harbour: Lindqvist. Lindqvist!"
    )
    index.add_articles([FERRY, about])
    excerpt = "Harbour master Oda Lindqvist said 412 passengers came"
    assert urls(index.search_articles(["Lindqvist"]))[0] == about.url
    assert urls(index.search_articles(["Lindqvist"], page=excerpt))[0] == FERRY.url


def test_a_heavier_term_decides(index):
    index.add_articles([FERRY, BRIDGE])
    assert urls(index.search_articles([("Varga", 5.0), ("Lindqvist", 1.0)]))[0] == BRIDGE.url
    assert urls(index.search_articles([("Varga", 1.0), ("Lindqvist", 5.0)]))[0] == FERRY.url


def test_words_that_are_everywhere_still_find_the_article_that_has_them_all(index):
    fillers = [
        IndexArticle(
            f"https://x.example/{n}",
            "",
            f"{'alpha' if n % 2 else 'gamma'} {'beta' if n % 3 else 'delta'}",
        )
        for n in range(6_000)
    ]
    rare = IndexArticle("https://x.example/both", "", "alpha gamma together")
    index.add_articles([*fillers, rare])
    assert urls(index.search_articles(["alpha", "gamma"]))[0] == rare.url


def test_copies_are_one_hit_under_the_earliest_address(index):
    later = IndexArticle(
        "https://copy.example/1", "Ferry!", FERRY.text.upper(), published="2026-03-04"
    )
    index.add_articles([later, FERRY])
    (hit,) = index.search_articles(["Lindqvist", "passengers"])
    assert (hit.url, hit.copies) == (FERRY.url, [later.url])


SHORT = (
    "The old ship of the line came in at noon on the first day of May. She had been out for six "
    "weeks, and her crew of ten were glad to see the quay and the town again. The cook said that "
    "the food had run out two days ago. All of them went up the hill to eat at the inn of Dana Orr."
)


@pytest.mark.parametrize("change", [("at noon", "at one"), ("ten were", "nine men were")])
def test_short_texts_with_few_long_words_are_told_as_copies_too(index, change):
    copy = IndexArticle("https://b.example/1", "In", f"{SHORT.replace(*change)} It rained.")
    unlike = IndexArticle(
        "https://c.example/1",
        "Out",
        "The inn of Dana Orr on the hill will be sold in May, and the town is not glad to see it "
        "go. Ten or more men of the quay said that they eat there at noon all week.",
    )
    index.add_articles([IndexArticle("https://a.example/1", "In", SHORT), copy, unlike])
    hits = index.search_articles(["Dana", "Orr", "quay", "inn"])
    assert sorted(len(hit.copies) for hit in hits) == [0, 1]


def test_the_credited_address_goes_before_the_earliest(index):
    first = IndexArticle(
        "https://copy.example/1",
        "Ferry",
        FERRY.text,
        published="2026-03-01",
        canonical_url=FERRY.url,
    )
    index.add_articles([first, FERRY])
    (hit,) = index.search_articles(["Lindqvist"])
    assert (hit.url, hit.copies) == (FERRY.url, [first.url])


def test_old_articles_are_dropped_whole(index):
    old = IndexArticle("https://x.example/old", "", "Lindqvist long ago", published="2001-01-01")
    fresh = IndexArticle("https://x.example/new", "", "Lindqvist again")
    index.add_articles([old, fresh])
    assert index.prune_articles(older_than_days=90, max_bytes=None) == 1
    assert index.article_text(old.url) is None
    assert urls(index.search_articles(["Lindqvist"])) == [fresh.url]
    assert index.count_articles() == 1


def test_an_sqlite_index_is_copied_into_a_cluster_once(osmem, tmp_path, monkeypatch, capsys):
    old = SqliteArticles(tmp_path / "old.db")
    undated = IndexArticle("https://x.example/undated", "Ferry", lead="Nobody knows when.")
    old.add_articles([FERRY, BRIDGE, undated])
    settings = settings_of("osmem", osmem, tmp_path)
    for name in ("data", "index", "index_name", "index_replicas"):
        monkeypatch.setenv(variable(name), str(getattr(settings, name)))
    for counts in ("3 added, 0 updated, 0 unchanged", "0 added, 0 updated, 3 unchanged"):
        assert main(["index", "copy", str(tmp_path / "old.db")]) == 0
        assert capsys.readouterr().out == f"{counts}\n"
    assert main(["index", "search", "Varga"]) == 0
    assert BRIDGE.url in capsys.readouterr().out
    assert main(["index", "copy", str(tmp_path / "none.db")]) == 2
    old.close()
