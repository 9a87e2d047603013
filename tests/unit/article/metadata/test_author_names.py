import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.metadata.authors import (
    byline_names,
    declared_names,
    is_byline,
    looks_like_name,
    names_a_person,
)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Iris Calloway", ["Iris Calloway"]),
        ("By Iris Calloway and Jonas Moor", ["Iris Calloway", "Jonas Moor"]),
        ("Von Hanne Quast, Ole Brandt und Eva Lind", ["Hanne Quast", "Ole Brandt", "Eva Lind"]),
        ("Par Léa Morin et Paul Rive", ["Léa Morin", "Paul Rive"]),
        ("Por Ana Ruiz y Luis Vega", ["Ana Ruiz", "Luis Vega"]),
        ("Di Carla Neri e Ugo Valli", ["Carla Neri", "Ugo Valli"]),
        ("Door Piet Hoek en Anna de Wit", ["Piet Hoek", "Anna de Wit"]),
        ("Autor: Ewa Lis", ["Ewa Lis"]),
        ("Автор: Анна Лис", ["Анна Лис"]),
        ("Yazan: Ece Demir", ["Ece Demir"]),
        ("文/林海", ["林海"]),
        ("記者：林海", ["林海"]),
        ("山城花子 記者", ["山城花子"]),
        ("김하늘 기자", ["김하늘"]),
        ("بقلم: سلمى نور", ["سلمى نور"]),
        ("लेखक: मीरा जोशी", ["मीरा जोशी"]),
        ("Posted on 3 May 2026 by Iris Calloway", ["Iris Calloway"]),
        ("Iris Calloway, political editor", ["Iris Calloway"]),
        ("文・折川千代", ["折川千代"]),
        ("记者 林海", ["林海"]),
        ("本報記者 林海", ["林海"]),
        ("كتبت: سلمى نور", ["سلمى نور"]),
        ("김하늘 기자 sky@courant.example", ["김하늘"]),
        ("By Iris Calloway | Jonas Moor", ["Iris Calloway", "Jonas Moor"]),
        ("Posted on", []),
        ("Share this story with your friends today", []),
    ],
)
def test_a_byline_gives_its_names(byline, names):
    assert byline_names(byline) == names


@pytest.mark.parametrize(
    ("declaration", "names"),
    [
        (["Calloway, Iris"], ["Calloway, Iris"]),
        (["Iris Calloway, Jonas Moor"], ["Iris Calloway", "Jonas Moor"]),
        (["icw/jm"], ["icw/jm"]),
        (["Iris Calloway; iris CALLOWAY"], ["Iris Calloway"]),
        (["https://courant.example/staff/iris", "@iris", "iris@courant.example"], []),
        (["By Iris Calloway"], ["Iris Calloway"]),
        (["The Courant and AP"], ["The Courant and AP"]),
        ([""], []),
    ],
)
def test_declarations_are_taken_apart_only_where_that_is_safe(declaration, names):
    assert declared_names(declaration) == names


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        ("김하늘 기자", True),
        ("김하늘 기자 sky@courant.example", True),
        ("김하늘 기자는 이 소식을 처음 전했다", False),
        ("记者 林海", True),
        ("記者会見で社長が謝罪した", False),
        ("كتبت: سلمى نور", True),
        ("文・折川千代", True),
    ],
)
def test_a_byline_begins_or_ends_as_one(text, byline):
    assert is_byline(text) is byline


def test_of_a_thousand_declarations_few_are_read():
    many = iter(["Ada Varga"] * 1_000)
    assert declared_names(many) == ["Ada Varga"]
    assert len(list(many)) > 900


@pytest.mark.parametrize("text", ["By the sea", "Byron Lane", "12 May", "what a shame", "x" * 61])
def test_what_is_not_a_name(text):
    assert not (is_byline(text) and looks_like_name(text))


def test_a_name_that_was_cut_is_none():
    assert looks_like_name("Ottilie Brandt-Moo")
    assert not looks_like_name("Ottilie Brandt-Moo...")


@pytest.mark.parametrize(
    ("names", "person"),
    [
        (["The Courant"], False),
        (["courant.example"], False),
        (["Courant staff"], False),
        (["News desk"], False),
        (["Redaktion"], False),
        (["The Courant", "Iris Calloway"], True),
    ],
)
def test_a_site_or_a_desk_is_not_a_person(names, person):
    assert names_a_person(names, ["The Courant", "courant.example"]) is person


@given(st.text(max_size=300))
def test_names_are_short_lines(text):
    for name in [*declared_names([text]), *byline_names(text)]:
        assert 0 < len(name) <= 100
        assert name == name.strip()
        assert name.isprintable()
