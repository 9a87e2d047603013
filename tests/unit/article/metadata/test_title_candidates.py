from server.article.metadata.title_candidates import Heading, Titles, candidates
from server.model import Claim


def found(value, found_in="title_element", sites=("Tide Notes",)):
    titles = Titles([Claim(value, found_in)], [], list(sites), None, 10)
    return {each.claim.value: each for each in candidates(titles)}


def test_a_title_is_cut_at_each_separator_and_from_the_sites_name():
    known = found("Weather - Herring return | Tide Notes")
    assert set(known) == {
        "Weather - Herring return",
        "Weather - Herring return | Tide Notes",
        "Weather",
        "Herring return",
    }
    assert known["Weather - Herring return"].whole == {"title_element"}
    assert known["Weather"].begun == {"title_element"}
    assert not known["Herring return"].whole | known["Herring return"].begun


def test_short_parts_are_no_candidates():
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
