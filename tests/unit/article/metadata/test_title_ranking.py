import math

from server.article.metadata.titles import (
    Heading,
    Titles,
    best_first,
    candidates,
    signs_of,
)
from server.model import Claim, linear_models


def page(stated=(), headings=(), sites=(), address=None, prose=20):
    return Titles(
        [Claim(value, where) for where, value in stated],
        [Heading(Claim(value, "heading"), level, index) for value, level, index in headings],
        list(sites),
        address,
        prose,
    )


def signs(titles, value):
    ranked = candidates(titles)
    index = [candidate.claim.value for candidate in ranked].index(value)
    return list(signs_of(titles, ranked))[index]


def test_the_signs_of_a_heading():
    titles = page([("title_element", "Herring return | News")], [("Herring return", 1, 10)])
    signals = signs(titles, "Herring return")
    assert signals["only_heading"] == signals["above_text"] == signals["heading_and_title"] == 1
    assert signals["near_text"] == math.exp(-0.1)
    assert signals["shared_and_title"] == signals["has_site"] == signals["title_of_home"] == 0
    assert round(signals["most_shared"], 2) == 0.67


def test_the_words_of_the_address_and_the_sites_name():
    titles = page(
        [("opengraph", "Herring return to Tide Notes")],
        sites=["Tide Notes"],
        address="https://notes.example/news/herring-return-2026.html",
    )
    signals = signs(titles, "Herring return to Tide Notes")
    assert (signals["of_address"], signals["has_site"]) == (2 / 5, 1)


def test_a_page_without_titles_has_none():
    assert best_first(page()) == []


def test_every_sign_has_a_weight():
    titles = page([("opengraph", "Herring return")], [("Herring return", 1, 3)])
    sign_names = set(signs(titles, "Herring return"))
    assert sign_names == set(
        linear_models("server.article.metadata", "titles.json")["title"].weights
    )


def found(value, found_in="title_element", sites=("Tide Notes",)):
    titles = Titles([Claim(value, found_in)], [], list(sites), None, 10)
    return {candidate.claim.value: candidate for candidate in candidates(titles)}


def test_a_title_is_cut_at_each_separator_and_from_the_sites_name():
    candidate_by_title = found("Weather - Herring return | Tide Notes")
    assert set(candidate_by_title) == {
        "Weather - Herring return",
        "Weather - Herring return | Tide Notes",
        "Weather",
        "Herring return",
    }
    assert candidate_by_title["Weather - Herring return"].whole == {"title_element"}
    assert candidate_by_title["Weather"].begun == {"title_element"}
    assert (
        not candidate_by_title["Herring return"].whole | candidate_by_title["Herring return"].begun
    )


def test_short_parts_are_not_candidates():
    assert set(found("A - Herring return")) == {"A - Herring return", "Herring return"}


def test_the_same_title_in_two_places_is_one_candidate():
    titles = Titles(
        [Claim("Herring return", "opengraph")],
        [Heading(Claim("HERRING RETURN", "heading"), 1, 3)],
        [],
        None,
        10,
    )
    (only,) = candidates(titles)
    assert (only.claim.value, only.whole) == ("Herring return", {"opengraph", "h1"})
