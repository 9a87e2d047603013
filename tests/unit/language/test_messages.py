"""The pages' words: complete in every language, and worded as the browser words them."""

import json
import re
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import pytest

from server.errors import OF_AN_ADDRESS
from server.language.messages import languages, words
from server.model import FoundBy
from server.show import failure, how_found, places

OWN = files("server.language") / "words"
ENGLISH = json.loads((OWN / "en.json").read_text("utf-8"))
TEMPLATES = Path(str(files("server.web") / "templates"))


def test_every_language_has_every_word_with_its_places():
    assert len(languages()) > 5
    for language in languages():
        own = json.loads((OWN / f"{language}.json").read_text("utf-8"))
        assert list(own) == list(ENGLISH), language
        for key, text in own.items():
            assert text.strip(), (language, key)
            places = [sorted(re.findall(r"\$\d", message)) for message in (text, ENGLISH[key])]
            assert places[0] == places[1], (language, key)


def test_what_templates_name_exists():
    messages = words("en").messages
    used = [
        key
        for path in TEMPLATES.glob("*.html")
        for key in re.findall(r'words\.text\("(\w+)"\)', path.read_text("utf-8"))
    ]
    assert used
    assert [key for key in used if key not in messages] == []


def test_words_of_the_pages_alone_are_all_used():
    pages = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    scripts = Path(str(files("server.web") / "static"))
    for folder in ("site", "lib/view"):
        pages += "".join(path.read_text("utf-8") for path in (scripts / folder).rglob("*.js"))
    pages += (Path(str(files("server.bridge"))) / "line.py").read_text("utf-8")
    assert [key for key in ENGLISH if not re.search(rf"[\"']{key}[\"']", pages)] == []


def test_numbers_plurals_and_dates_are_the_language_s():
    assert words("de").number(1234.5) == "1.234,5"
    assert words("pl").count("words", 2) != words("pl").count("words", 5)
    assert "2026" in words("ja").date("2026-03-04T10:00:00Z")
    assert words("en").date("lately") == "lately"
    assert words("en").text("gist_says", "1") == "The original says “”; the page says “1”."
    assert words("en").text("there is no such word") == ""
    assert words("ar").direction == "rtl"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_could_not_be_asked_is_told_from_what_holds_nothing(language):
    messages = words(language)
    turns = [
        {"finder": "index", "outcome": "nothing"},
        {"finder": "same_publisher", "outcome": "failed"},
    ]
    looked, failed = places({"search": {"tried": turns}}, messages)
    assert looked == f"{messages.text('tried_index')} – {messages.text('turn_nothing')}"
    assert (
        failed == f"{messages.text('tried_same_publisher')} – {messages.text('access_unreachable')}"
    )


def test_a_page_that_cannot_be_reached_is_named_as_such_without_scripts_too():
    english = words("en")
    for slug in OF_AN_ADDRESS:
        title, detail = failure({"type": f"/problems/{slug}", "detail": "It is."}, english)
        assert (title, detail) == (english.text(f"page_{slug}_title"), "It is.")
        title, detail = failure({"type": f"/problems/{slug}", "detail": "It is."}, words("de"))
        assert title
        assert detail not in ("", "It is.")
    title, detail = failure({"type": "/problems/busy", "detail": "…"}, english)
    assert title == english.text("problem_busy_title")
    assert detail == english.text("problem_busy")


def test_pages_without_scripts_say_what_led_to_the_original():
    def said(finder, retells=None, **further_lines):
        finding = asdict(FoundBy(finder, "…", **further_lines))
        search = {"source": "https://b.example/", "candidates": [{"found_by": [finding]}]}
        search["candidates"][0]["url"] = search["source"]
        search["candidates"][0]["retells"] = retells
        (first_line, *further_lines) = how_found(
            {"search": search, "source": {"url": None}}, words("en")
        )
        assert further_lines == ([f"Retells {retells}"] if retells else [])
        return first_line

    assert said("page_link_cta", quote="Read on") == "Linked from this page as “Read on”."
    assert said("structured_data", "The Wire") == "Named in the page's code."
    assert said("guardian") == "Found by The Guardian with words of this page."
    way = {"by_way_of": "https://a.example/x", "text": "Read on"}
    assert said("page_link_cta", params=way) == "a.example → “Read on”"
    result = {"search": None, "source": {"url": "https://b.example/"}}
    assert list(how_found(result, words("en"))) == ["The address you gave."]
