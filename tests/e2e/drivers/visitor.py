"""Somebody who uses the server's own pages, the same in both browsers."""

import json
from pathlib import Path
from typing import Any

from server.cli.serve import sign_in_link
from server.config import Settings
from tests.e2e.drivers.hands import hands_of
from tests.e2e.drivers.waiting import wait_for
from tests.servers import Server

PROBE = (Path(__file__).parent / "probe.js").read_text("utf-8")
FACTS = f"(() => {{ {PROBE}; return probe.facts(); }})()"


class Visitor:
    """Opens pages of the server and does things there."""

    def __init__(self, browser: Any, server: str) -> None:
        self.browser = browser
        self.server = server
        self.hands = hands_of(browser)

    def opens(self, path: str = "/") -> None:
        self.browser.open(f"{self.server}{path}")
        self.waits_for("document.readyState === 'complete'")

    def signs_in(self, running: Server) -> None:
        """Open the link that `unabridged open` prints."""
        settings = Settings(bind=f"127.0.0.1:{running.port}", data=running.data)
        code = sign_in_link(settings).partition("#")[2]
        self.opens(f"/open#{code}")
        self.waits_for(
            "!location.pathname.endsWith('/open') && document.readyState === 'complete' && "
            "document.querySelector('form.sign-out') !== null"
        )

    def opens_form(self, language: str = "en") -> None:
        """Open the form and wait for its script, without which it is submitted."""
        self.opens(f"/?lang={language}")
        self.waits_for("document.body.dataset.state === 'idle'")

    def asks(self, page: str, source: str = "") -> None:
        """Fill the form and send it."""
        self.opens_form()
        self.fills("page", page)
        self.fills("source", source)
        self.presses("Compare")

    def asks_sample(self, view: str = "Reading") -> None:
        """Compare the sample and wait for the answer."""
        self.opens_form()
        self.presses("Try it with a sample")
        self.gets_answer()
        self.presses(view)

    def gets_answer(self) -> None:
        self.waits_for("['answer', 'failed'].includes(document.body.dataset.state)")

    def fills(self, field: str, words: str) -> None:
        self.browser.page(f"document.getElementById({field!r}).value = {json.dumps(words)}")

    def presses(self, label: str) -> None:
        """Presses the button in the page that is labelled so."""
        press = f"""(() => {{ const wanted = [...document.querySelectorAll("button")]
            .find(each => each.textContent.trim().startsWith({label!r}) && each.checkVisibility());
            wanted?.click(); return Boolean(wanted); }})()"""
        self.waits_for(press)

    def opens_menu(self) -> None:
        """Open the "⋯" menu."""
        self.waits_for("document.querySelector('.menu')")
        self.browser.page("document.querySelector('.menu').open = true")

    def steps(self, way: str) -> None:
        """Goes to the next or the previous difference."""
        key = {"next": "n", "previous": "p"}[way]
        self.waits_for(
            f"document.querySelector('.walk [aria-keyshortcuts={key}]')?.click() ?? true"
        )

    def waits_for(self, condition: str) -> Any:
        """Wait for the condition; return its value."""
        # An element may be gone before a driver has named it.
        expression = f"(value => value instanceof Node || value)({condition})"
        return wait_for(
            lambda: self.browser.page(expression),
            lambda: f"{condition}: {self.browser.page('document.body?.innerText')}",
        )

    def sees(self, words: str) -> None:
        self.waits_for(f"document.body.innerText.includes({words!r})")

    def probes(self, call: str) -> Any:
        """Return probe.js's answer to the call."""
        return self.browser.page(f"(() => {{ {PROBE}; return probe.{call}; }})()")

    def awaits(self, call: str) -> Any:
        """Wait for probe.js's answer to the call."""
        return self.waits_for(f"(() => {{ {PROBE}; return probe.{call}; }})()")

    def begins(self, call: str) -> None:
        """Begins what probe.js does in its own time."""
        self.browser.page(f"(() => {{ {PROBE}; probe.{call}; }})()")

    def texts(self, selector: str) -> list[str]:
        """Text of each visible element that matches."""
        texts: list[str] = self.browser.page(
            f"""[...document.querySelectorAll({selector!r})]
            .filter(each => each.checkVisibility()).map(each => each.textContent.trim())"""
        )
        return texts

    def place(self, selector: str) -> tuple[float, float]:
        """Return the middle of the element's first box, in the window."""
        x, y = self.browser.page(
            f"""(box => [box.x + Math.min(box.width, 60) / 2, box.y + box.height / 2])
            (document.querySelector({selector!r}).getClientRects()[0])"""
        )
        return x, y

    def points_at(self, selector: str) -> None:
        self.hands.point(*self.place(selector))

    def clicks(self, selector: str) -> None:
        self.hands.click(*self.place(selector))
