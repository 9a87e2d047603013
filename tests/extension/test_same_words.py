"""The panel, the plain page, the card and the terminal say the same of a comparison."""

import json
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask, render_template_string
from lxml import html
from pydantic_core import from_json, to_json

from server import create_app
from server.align import Text, align
from server.config import Settings
from server.language.messages import words
from server.model import ANSWER_OF, FINDERS, Basis, Evidence, FoundBy, Label, Verdict
from server.show import gist_of, source_kinds
from server.show.report import REPORTS, Style
from server.verdict import SIGNALS

Json = dict[str, Any]
SAYS = Path(__file__).parents[1] / "e2e" / "drivers" / "says.mjs"
PLAIN = '{% from "plain.html" import comparison with context %}{{ comparison(result, words) }}'
COUNT = 60
SUBJECTS = ("Solund Lines", "Tilda Marsh", "The council of Brevik", "Orla Venn")
ACTS = ("sold {} ferries to Morrow", "closed {} routes in the north", "paid {} crowns for the quay")
ENDINGS = ("", " after a long dispute over grey paint", " because the old engines failed in storms")
ASIDES = ("Read more about the harbour", "Photo: Ravi Lindqvist", "Sign up for our newsletter.")
ADDED = ("It is a triumph of will.", "Gulls cried over the roofs all night long.")


def texts(seed: int) -> tuple[list[str], list[str]]:
    """Draw a page and its original, of which it has sentences whole, in part or otherwise."""
    draw = random.Random(seed)
    source, page = [], []
    for _ in range(draw.randint(1, 14)):
        number = draw.randint(2, 90)
        statement = f"{draw.choice(SUBJECTS)} {draw.choice(ACTS).format(number)}"
        source.append(statement + draw.choice(ENDINGS) + ".")
        turn = draw.random()
        if turn < 0.2:
            page.append(f"{statement}.")
        elif turn < 0.35:
            page.append(statement.replace(str(number), str(number + 100)) + ".")
        elif turn < 0.5:
            page.append(source[-1])
        elif turn < 0.6:
            page.append(draw.choice(ADDED))
    for aside in draw.sample(ASIDES, draw.randint(0, 2)):
        source.insert(draw.randint(0, len(source)), aside)
    return page or [draw.choice(ADDED)], source


def made(seed: int) -> Json:
    """Return a comparison as the API gives it."""
    page, source = texts(seed)
    alignment = align(Text(page, "en"), Text(source, "en"))
    verdict = Verdict("summary", 0.9, [], "retells", Basis("retells", []))
    judged = {"verdict": verdict, "alignment": alignment, "gist": gist_of(alignment)}
    named = {"title": "T", "publisher": None, "published": None, "url": None, "language": "en"}
    both = {"page": named, "source": named | {"sentences": []}}
    rest = {"id": None, "search": None, "warnings": [], "sources": [], "versions": []}
    return {**rest, **both, **from_json(to_json(judged))}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    application = create_app(Settings(data=tmp_path_factory.mktemp("data"), workers=1))
    yield application
    application.extensions["unabridged"].close()


def panel(language: str, comparisons: list[Json]) -> list[Json]:
    """Return what the extension says of each."""
    inputs = [dict(words(language).messages), *comparisons]
    lines = "".join(json.dumps(entry) + "\n" for entry in inputs)
    ran = subprocess.run(["node", SAYS], input=lines, text=True, capture_output=True, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def plain(app: Flask, language: str, comparison: Json) -> Any:
    """Return the page for browsers without scripts."""
    with app.test_request_context("/", headers={"Host": "127.0.0.1:8750"}):
        app.preprocess_request()
        shown = render_template_string(PLAIN, result=comparison, words=words(language))
    return html.fromstring(f"<div>{shown}</div>")


def pieces(item: Any) -> list[str]:
    return [element.text for element in item.find_class("piece")]


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_plain_page_the_card_and_the_panel_say_the_same(app: Flask, language: str) -> None:
    comparisons = [made(seed) for seed in range(COUNT)]
    for comparison, said in zip(comparisons, panel(language, comparisons), strict=True):
        page, figures = plain(app, language, comparison), comparison["alignment"]["figures"]
        assert page.findtext(".//h1") == said["line"]
        shown = page.find_class("reason")[0].text_content()
        assert shown.endswith(said["reason"]) is not said["repeats_share"]
        assert page.find_class("coverage-words")[0].text_content() == said["covered"]
        tiles = [
            [tile.findtext("span"), int(tile.findtext("b").translate({0x200E: None}))]
            for tile in page.find_class("tile")
        ]
        assert tiles == [[name, count] for name, count in said["tiles"] if count]
        quotes = page.xpath('.//li[contains(@class, "left_out")]/blockquote')
        assert [quote.text_content() for quote in quotes] == said["whole"]
        assert len(quotes) == said["left_out"] == figures["left_out"]
        parts = page.xpath('.//li[contains(@class, "in_part")]/blockquote')
        assert [pieces(quote) for quote in parts] == said["parts"]
        assert source_kinds(comparison["alignment"]) == said["kinds"]
        assert len(said["kinds"]) == figures["source_sentences"]


QUOTE = "Read the <b>full</b> story at $1 & more"
# Of a signal that only a newer server knows, too.
PARAMS: tuple[Json, ...] = ({}, {"sentences": 1234}, {"url": "https://a.example/"})


def seen() -> Iterator[Evidence]:
    """Yield evidence of each signal, with a quotation or without."""
    for signal in (*SIGNALS, "of_tomorrow"):
        for params in PARAMS:
            yield Evidence(signal, "It says so.", QUOTE, None, 0.9, params)
            yield Evidence(signal, "It says so.", None, None, 0.9, params)
    for how in ("words", "same_all", "none", "translated"):
        params = {"how": how, "used": 1, "total": 1234}
        yield Evidence("alignment_shows", "It shows.", QUOTE, None, 0.9, params)


@pytest.mark.parametrize("language", ["en", "de", "ar", "fr", "ja"])
def test_messages_are_worded_alike_by_the_server_and_the_panel(language: str) -> None:
    ways: tuple[Json, ...] = ({}, {"by_way_of": "https://a.example/x"}, {"similarity": 0.9})
    leads = [
        FoundBy(finder, "By it.", QUOTE, way)
        for finder in (*FINDERS, "of_tomorrow")
        for way in ways
    ]
    messages = [
        carrier.message
        for carrier in (*seen(), *leads, *(FoundBy(finder, "So.") for finder in FINDERS))
    ]
    comparison = made(0) | {"messages": from_json(to_json(messages))}
    (said,) = panel(language, [comparison])
    plainly = [words(language).say(message) for message in messages]
    assert [re.sub("[\u200e\u200f]", "", message) for message in said["messages"]] == [
        re.sub("[\u200e\u200f]", "", wording) for wording in plainly
    ]
    assert all(plainly)


def test_the_reason_is_the_same_everywhere(app: Flask) -> None:
    labels: tuple[Label, ...] = get_args(Label)
    evidence = [signal for signal in seen() if signal.quote or signal.signal == "whole_text"]
    comparisons = [
        made(1)
        | {"gist": None, "verdict": from_json(to_json(Verdict(label, 0.9, [signal], answer)))}
        for label in labels
        for answer in {ANSWER_OF[label], "retells", "unsure"}
        for signal in evidence[::7]
    ]
    for comparison, said in zip(comparisons, panel("en", comparisons), strict=True):
        page = plain(app, "en", comparison)
        assert page.findtext(".//h1") == said["line"]
        assert page.find_class("reason")[0].text_content() == said["reason"]
        lines = REPORTS["compare"](comparison, Style(width=500)).splitlines()
        assert lines[0] == said["line"]
        assert f"  - {said['reason']}" in lines


def test_the_terminal_and_the_panel_say_the_same() -> None:
    comparisons = [made(seed) for seed in range(COUNT)]
    kinds_seen = set[str]()
    for comparison, said in zip(comparisons, panel("en", comparisons), strict=True):
        text = REPORTS["compare"](comparison, Style(width=500))
        lines = [line.strip() for line in text.splitlines()]
        assert lines[0] == said["line"]
        figures_line = lines.index("In figures") + 1
        assert lines[figures_line].split(" · ")[0] == said["covered"]
        counts = [f"{name} {count}" for name, count in said["tiles"] if count]
        assert lines[figures_line + 1] == " · ".join(counts)
        listed = _listed(text)
        assert listed.get("What was left out", []) == said["whole"][:10]
        parts = [
            re.findall(r"\{(.*?)\}", sentence) for sentence in listed.get("Left out in part", [])
        ]
        assert parts == said["parts"][:10]
        assert (" · Left out " in lines[figures_line]) == bool(said["left_out"])
        assert f"Left out {said['left_out']}" in lines[figures_line] or not said["left_out"]
        sign = {"told": "█", "differs": "", "in_part": "▒", "left_out": "░", "not_compared": "·"}
        chart = next(line for line in lines if line and set(line) <= set("█▒░·"))
        for kind, drawn in zip(said["kinds"], chart, strict=True):
            assert drawn == sign[kind] or (kind == "differs" and drawn in "█▒")
        kinds_seen |= set(said["kinds"])
    assert kinds_seen >= {"told", "differs", "in_part", "left_out"}


def _listed(text: str) -> dict[str, list[str]]:
    """Return the numbered sentences under each heading of a report."""
    listed_by_heading: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if numbered := re.match(r" +\d+\. (.*)", line):
            listed_by_heading.setdefault(heading, []).append(numbered[1])
        elif line and not line.startswith(" "):
            heading = line
    return listed_by_heading


def test_an_exported_comparison_lists_what_the_panel_does() -> None:
    comparisons = [made(seed) for seed in range(COUNT)]
    for said in panel("en", comparisons):
        assert f"\n\n{said['covered']}\n\n" in said["markdown"]
        counts = " · ".join(f"{name} {count}" for name, count in said["tiles"] if count)
        assert f"\n\n{counts}\n\n" in said["markdown"]
        _, _, after = said["markdown"].partition("\n\n## What was left out\n\n")
        left_out = [line.removeprefix("- ") for line in after.partition("\n\n")[0].splitlines()]
        assert left_out == said["whole"]
        _, _, after = said["markdown"].partition("\n\n## Left out in part\n\n")
        assert [re.findall(r"\*\*(.*?)\*\*", line) for line in after.splitlines()] == said["parts"]
