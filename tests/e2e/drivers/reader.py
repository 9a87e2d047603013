"""A reader's steps and sights, the same in both browsers."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.drivers.waiting import wait_for
from tests.e2e.made.sites import Site

LOCALES = Path(__file__).parents[3] / "extension" / "_locales"
SCREENSHOTS = Path(__file__).parents[3] / ".screenshots"
PICTURES = "UNABRIDGED_PICTURES" in os.environ  # whether tests leave pictures of what they saw
TEXT = "document.body.innerText"
# Nothing fades in any more: half of a colour has half of its contrast.
SETTLED = "document.getAnimations().every(each => each.animationName !== 'fade')"


class Reader:
    """Someone who reads pages and presses the button."""

    def __init__(self, browser: Any, pages: Site) -> None:
        self.browser = browser
        self.pages = pages

    def address(self, path: str, host: str = "brief.test") -> str:
        return f"http://{host}:{self.pages.port}/{path}"

    def opens(self, path: str, host: str = "brief.test") -> None:
        self.browser.open(self.address(path, host))

    def checks(self, path: str) -> None:
        """Open the page and press the button."""
        self.opens(path)
        self.presses_button()

    def presses_button(self) -> None:
        """Press the extension's button; what the panel then says is of this check."""
        self._panel("document.body.dataset.state = 'before'")
        self.browser.click_button()
        self.waits_for(
            "['checking', 'asking', 'answer', 'failed'].includes(document.body.dataset.state)"
        )

    def says(self, key: str) -> str:
        """Return the extension's words in the reader's language, up to the first value."""
        file = LOCALES / self.browser.language / "messages.json"
        message: str = json.loads(file.read_text("utf-8"))[key]["message"]
        return message.partition("$")[0].strip()

    def sees(self, words: str) -> str:
        """Wait for `words` in the panel; return its text."""
        text = ""

        def is_there() -> bool:
            nonlocal text
            text = str(self._panel(TEXT) or "")
            return words in text

        wait_for(is_there, lambda: f"{words!r} did not come; the panel says: {text}")
        return text

    def gets_answer(self) -> None:
        """Wait until a check has ended, with any result."""
        self.waits_for("['answer', 'failed'].includes(document.body.dataset.state)")

    def waits_for(self, condition: str) -> None:
        wait_for(lambda: self._panel(condition), lambda: f"{condition}: {self._panel(TEXT)}")

    def waits_for_page(self, condition: str) -> None:
        self.waits_until(lambda: self.browser.page(condition), condition)

    def waits_until(self, holds: Callable[[], Any], condition: str = "it") -> None:
        wait_for(holds, lambda: f"{condition} did not come")

    def types(self, field: str, words: str) -> None:
        """Types into the panel's field with this id."""
        self.browser.panel(
            f"""(field => {{ field.value = {words!r};
            field.dispatchEvent(new Event("input", {{bubbles: true}})); }})
            (document.getElementById({field!r}))"""
        )

    def _panel(self, script: str) -> Any:
        """Value of an expression in the panel; None while it is still being loaded."""
        try:
            return self.browser.panel(script)
        except AssertionError:
            return None

    def presses(self, label: str) -> None:
        """Presses the button in the panel that is labelled so."""
        pressed = self.browser.panel(
            f"""(() => {{ const wanted = [...document.querySelectorAll("button")]
            .find(each => each.textContent.trim().startsWith({label!r}) && each.checkVisibility());
            wanted?.click(); return Boolean(wanted); }})()""",
            gesture=True,
        )
        assert pressed, f"There is no button {label!r}: {self.browser.panel(TEXT)}"

    def knows_original(self) -> None:
        """Open the forms for an original that the reader knows."""
        self.waits_for("document.querySelector('.known, .act') !== null")
        self.browser.panel("document.querySelector('.known, .act').open = true")

    def opens_details(self) -> None:
        """Open what is known of a page that was not compared."""
        self.waits_for("document.querySelector('.about-page') !== null")
        self.browser.panel("document.querySelector('.about-page').open = true")

    def unfolds(self, label: str) -> None:
        """Open the fold that is labelled so."""
        self.waits_for(
            f"""(() => {{ const wanted = [...document.querySelectorAll("main summary")]
            .find(each => each.textContent.startsWith({label!r}));
            let fold = wanted?.parentElement;
            for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
            return Boolean(wanted); }})()"""
        )

    def opens_menu(self) -> None:
        """Open the "⋯" menu."""
        self.gets_answer()
        self.browser.panel("document.querySelector('.menu').open = true")

    def texts(self, selector: str) -> list[str]:
        """Text of each visible element of the panel that matches."""
        texts: list[str] = self.browser.panel(
            f"""[...document.querySelectorAll({selector!r})]
            .filter(each => each.checkVisibility()).map(each => each.textContent.trim())"""
        )
        return texts
