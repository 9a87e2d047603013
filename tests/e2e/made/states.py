"""Every state of the panel, by the way that leads to it."""

from collections.abc import Callable, Mapping
from typing import Any

from server.cite import Reference
from server.model import Basis, Credit, Evidence, FoundBy, Label
from tests.e2e.drivers.reader import Reader
from tests.e2e.made.answers import UNDECIDED, as_json, judged, told
from tests.e2e.made.hard_pages import SENTENCES
from tests.e2e.made.sites import Misbehaving

Way = Callable[[Reader, Misbehaving], Any]
ANSWER = told(SENTENCES[:3])
GIVEN = "https://gazette.test/ferries"
SEARCHED = {"outcome": "not_found", "source": None, "candidates": [], "tried": []}
FOUND: dict[str, Any] = {
    "url": GIVEN,
    "title": "Ferries to go electric",
    "publisher": "The Marlow Gazette",
    "published": "2026-03-04",
    "relation": "same_story",
    "found_by": [as_json(FoundBy("index", ""))],
    "access": "open",
}
STORIES = [
    {
        "title": title,
        "start": number * 100,
        "end": number * 100 + 90,
        "candidates": [FOUND | {"url": f"https://paper{number}.test/a", "publisher": None}],
    }
    for number, title in enumerate(("Ferries go electric", "A second bridge is put off"))
]
OFFER = {"providers": ["searxng"], "words": [["Tidewell", "Hanne Ostrow", "Brennick"]]}
QUESTION = {"sentence": 1, "source": [1, 2]}
OPINION_OFFER = {"by": "small-model", "to": "models.test", "questions": [QUESTION]}


def _reaches(condition: str) -> str:
    return f"document.body.dataset.state === {condition!r}"


def _answered(comparison: Mapping[str, Any], path: str = "summary.html") -> Way:
    """Answer a check of the page at `path` with this comparison."""

    def way(reader: Reader, api: Misbehaving) -> None:
        api.mode, api.comparison = "comparison", comparison
        reader.checks(path)
        reader.waits_for(_reaches("answer"))

    return way


def verdict(label: Label, signal: str, quote: str | None, **params: int) -> dict[str, Any]:
    credit = Credit("Dagens Sund", None, None, "also", "Dagens Sund wrote", None, None)
    evidence = Evidence(signal, "", quote, None, 1, params)
    return {"verdict": judged(label, evidence, basis=Basis("own", [credit]))}


READ = ANSWER["page"] | {
    "authors": ["Orla Venn"],
    "published": "2026-03-04",
    "words": 420,
    "warnings": [],
    "sentences": [{"text": text} for text in SENTENCES[:6]],
}


def bare(judged: dict[str, Any], search: dict[str, Any] | None = None) -> dict[str, Any]:
    rest = {"search": search, "source": None, "alignment": None, "page": READ}
    return ANSWER | judged | rest


def _marking(reader: Reader, api: Misbehaving) -> None:
    """Mark where the article ends."""
    _answered(bare(verdict("full", "whole_text", None, sentences=42)))(reader, api)
    reader.opens_details()
    reader.browser.panel("document.querySelector('.fold:has(.sentences)').open = true")
    reader.waits_for("document.querySelectorAll('.sentences input').length > 0")


def _stopped(reader: Reader, api: Misbehaving) -> None:
    """Stop once the verdict is there."""
    api.mode, api.comparison = "hang_judged", bare(verdict("full", "whole_text", None))
    reader.checks("summary.html")
    reader.waits_for("document.querySelector('.doing') !== null")
    reader.presses(reader.says("cancel"))
    reader.waits_for(_reaches("answer"))


def _failing(mode: str) -> Way:
    def way(reader: Reader, api: Misbehaving) -> None:
        api.mode = mode
        reader.checks("summary.html")
        reader.waits_for(_reaches("failed"))

    return way


def _at(server: str) -> Way:
    def way(reader: Reader, _: Misbehaving) -> None:
        reader.browser.configure(server)
        reader.checks("summary.html")
        reader.waits_for(_reaches("failed"))

    return way


def _on(address: Callable[[Reader], str], mode: str = "busy") -> Way:
    def way(reader: Reader, api: Misbehaving) -> None:
        api.mode = mode
        reader.checks("list.html")
        reader.browser.open(address(reader))
        reader.waits_for(_reaches("moved"))
        reader.browser.click_button()
        reader.waits_for(_reaches("failed"))

    return way


def _asking(reader: Reader, api: Misbehaving) -> None:
    reader.browser.configure(f"http://127.0.0.1:{api.port}", agreed=False)
    reader.checks("summary.html")
    reader.waits_for(_reaches("asking"))


def _checking(reader: Reader, api: Misbehaving) -> None:
    api.mode = "hang"
    reader.checks("summary.html")
    reader.waits_for("document.querySelectorAll('.steps .done').length === 1")


def _cancelled(reader: Reader, api: Misbehaving) -> None:
    _checking(reader, api)
    reader.presses(reader.says("cancel"))
    reader.waits_for(_reaches("failed"))


def _moved(reader: Reader, api: Misbehaving) -> None:
    _answered(ANSWER)(reader, api)
    reader.opens("list.html", "other.test")
    reader.waits_for(_reaches("moved"))


def _sent(reader: Reader, api: Misbehaving) -> None:
    _failing("busy")(reader, api)
    reader.browser.panel("document.querySelector('.sent summary').click()")
    reader.waits_for("document.querySelectorAll('.sent dd').length > 0")


def _kept(reader: Reader, api: Misbehaving) -> None:
    """Keep a page, with the button pressed on its possible original."""
    unreachable = {"url": reader.address("harbour.html", "other.test"), "access": "unreachable"}
    blocked = SEARCHED | {"candidates": [FOUND | unreachable]}
    _answered(bare(verdict("excerpt", "points_to_longer", "Read on"), blocked))(reader, api)
    reader.presses(reader.says("open_and_compare"))
    reader.browser.turn_to("harbour.html")
    reader.waits_for("document.querySelector('.kept') !== null")
    reader.browser.click_button()
    reader.waits_for("document.querySelector('.kept .primary') && " + _reaches("answer"))


REFERENCES = (
    Reference("1", GIVEN, None, "matches", SENTENCES[0], "", 0.91, f"{GIVEN}#:~:text=a"),
    Reference("2", GIVEN, None, "differs", SENTENCES[1], "“320” is “380”.", 0.08),
    Reference("3", GIVEN, None, "partly", SENTENCES[2], "The passage does not say “yard”.", 0.4),
    Reference("4", GIVEN, None, "unreadable", None, "It is gone.", why_unreadable="gone"),
)
CITED = (
    {"event": "sources", "page": READ, "urls": [GIVEN]},
    {"event": "progress", "stage": "source", "number": 1, "of": 2},
    {"event": "progress", "stage": "source", "host": "gazette.test"},
    *(
        {
            "event": "source",
            "number": 1,
            "of": 2,
            "url": GIVEN,
            "claims": [{"sentence": sentence_index, "left": 0, "reference": as_json(reference)}],
        }
        for sentence_index, reference in enumerate(REFERENCES)
    ),
    {"event": "done", "citations": {}},
)


def _sources(reader: Reader, api: Misbehaving) -> None:
    """Check what a page cites."""
    api.cited = CITED
    _answered(bare(verdict("full", "whole_text", None, sentences=42)), "cited.html")(reader, api)
    reader.unfolds(reader.says("cite"))
    reader.waits_for("document.querySelector('.cited .unreadable:not([hidden])') !== null")


PAYWALLED = {"outcome": "source", "source": GIVEN, "candidates": [FOUND | {"access": "paywalled"}]}
OPINIONS = ANSWER | {"alignment": ANSWER["alignment"] | {"opinion_offer": OPINION_OFFER}}
STATES: dict[str, Way] = {
    "asking": _asking,
    "checking": _checking,
    "full": _answered(bare(verdict("full", "whole_text", None, sentences=42))),
    "marking": _marking,
    "stopped": _stopped,
    "sources": _sources,
    "excerpt": _answered(bare(verdict("excerpt", "points_to_longer", "Read on"), SEARCHED)),
    "subscribers": _answered(
        ANSWER
        | verdict("paywalled", "cut_for_subscribers", "Subscribe to read on")
        | {"search": PAYWALLED | {"tried": []}}
    ),
    "candidates": _answered(UNDECIDED),
    "same-story": _answered(
        bare(
            verdict("summary", "says_summary", "This is a summary."),
            SEARCHED | {"outcome": "same_story", "candidates": [FOUND]},
        )
    ),
    "not-found": _answered(
        bare(verdict("unknown", "short_text", None, words=41), SEARCHED | {"offer": OFFER})
    ),
    "several-stories": _answered(
        bare(verdict("full", "whole_text", None), SEARCHED | {"items": STORIES})
    ),
    "opinion": _answered(OPINIONS),
    "not-article": _answered(bare(verdict("not_article", "list_of_links", "Harbour tunnel"))),
    "kept": _kept,
    "moved": _moved,
    "unreadable": _on(lambda reader: reader.browser.own_page),
    "pdf": _on(lambda reader: reader.address("paper.pdf", "other.test"), "unreadable_document"),
    "server-down": _at("http://127.0.0.1:9"),
    "plain-http": _at("http://192.168.1.20:8750"),
    "unauthorized": _failing("unauthorized"),
    "too-old": _failing("not_found"),
    "quota": _failing("quota_exceeded"),
    "busy-and-sent": _sent,
    "not-unabridged": _failing("html"),
    "broke-off": _failing("half"),
    "cancelled": _cancelled,
}
