"""Mouse, wheel, keys and window of the page that a browser shows; real input in both browsers."""

import base64
from pathlib import Path
from typing import Any

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.firefox import Firefox


class ChromiumHands:
    """By Playwright."""

    def __init__(self, browser: Chromium) -> None:
        self._browser = browser
        self._zoomed: Any = None

    @property
    def _page(self) -> Any:
        return self._browser._page

    def point(self, x: float, y: float) -> None:
        self._page.mouse.move(x, y)

    def click(self, x: float, y: float) -> None:
        self._page.mouse.click(x, y)

    def wheel(self, x: float, y: float, down: float) -> None:
        self._page.mouse.move(x, y)
        self._page.mouse.wheel(0, down)

    def press(self, key: str, *, shift: bool = False) -> None:
        self._page.keyboard.press(f"Shift+{key}" if shift else key)

    def dress(self, *, dark: bool = False, width: int = 1400, height: int = 900) -> None:
        self._page.set_viewport_size({"width": width, "height": height})
        self._page.emulate_media(color_scheme="dark" if dark else "light")

    def zoom(self, times: int) -> None:
        """Show the page `times` as large, as the browser's own zoom does; 1 ends it."""
        if self._zoomed:
            self._zoomed.send("Emulation.clearDeviceMetricsOverride")
            self._zoomed.detach()
            self._zoomed = None
        size = self._page.viewport_size
        if times == 1:
            self._page.set_viewport_size(size | {"width": size["width"] + 1})
            self._page.set_viewport_size(size)
        else:
            narrow = {"width": size["width"] // times, "height": size["height"] // times}
            scaled = narrow | {"deviceScaleFactor": times, "mobile": False}
            self._zoomed = self._page.context.new_cdp_session(self._page)
            self._zoomed.send("Emulation.setDeviceMetricsOverride", scaled)

    def view(self) -> bytes:
        """Return a picture of what is in view, as a PNG."""
        shot: bytes = self._page.screenshot()
        return shot

    def shoot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.view())

    def print(self, *, on: bool) -> None:
        """Show the page as it is printed, or normally again."""
        self._page.emulate_media(media="print" if on else "null")

    def undress(self) -> None:
        self.dress(width=1280, height=720)


_MEDIUM = "gBrowser.selectedBrowser.browsingContext.mediumOverride = arguments[0]"
_DARK = """gBrowser.selectedBrowser.browsingContext.prefersColorSchemeOverride =
arguments[0] ? "dark" : "light";"""
_KEYS = {"ArrowDown": "\ue015", "ArrowUp": "\ue013", "End": "\ue010", "Home": "\ue011"}
_KEYS |= {"Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008"}


class FirefoxHands:
    """By WebDriver's actions, over Marionette."""

    def __init__(self, browser: Firefox) -> None:
        self._browser = browser

    def point(self, x: float, y: float) -> None:
        self._mouse({"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"})

    def click(self, x: float, y: float) -> None:
        self._mouse(
            {"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def wheel(self, x: float, y: float, down: float) -> None:
        scroll = {"type": "scroll", "x": round(x), "y": round(y), "deltaX": 0}
        self._act({"type": "wheel", "id": "wheel", "actions": [scroll | {"deltaY": round(down)}]})

    def press(self, key: str, *, shift: bool = False) -> None:
        pressed = [_KEYS["Shift"]] * shift + [_KEYS.get(key, key)]
        keys = [{"type": "keyDown", "value": value} for value in pressed]
        keys += [{"type": "keyUp", "value": value} for value in reversed(pressed)]
        self._act({"type": "key", "id": "keys", "actions": keys})

    def dress(self, *, dark: bool = False, width: int = 1400, height: int = 900) -> None:
        inner = self._browser.page("[outerWidth - innerWidth, outerHeight - innerHeight]")
        size = {"width": width + inner[0], "height": height + inner[1]}
        self._browser._send("WebDriver:SetWindowRect", size)
        self._browser._run(_DARK, "chrome", dark)

    def zoom(self, times: int) -> None:
        """Show the page `times` as large, by the browser's own zoom."""
        self._browser._run("gBrowser.selectedBrowser.fullZoom = arguments[0]", "chrome", times)

    def view(self) -> bytes:
        """Return a picture of what is in view, as a PNG."""
        shot = self._browser._send("WebDriver:TakeScreenshot", {"full": False})["value"]
        return base64.b64decode(shot)

    def shoot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.view())

    def print(self, *, on: bool) -> None:
        """Show the page as it is printed, or normally again."""
        self._browser._run(_MEDIUM, "chrome", "print" if on else "")

    def undress(self) -> None:
        self.dress(width=1280, height=720)

    def _mouse(self, *actions: dict[str, Any]) -> None:
        kind = {"pointerType": "mouse"}
        self._act({"type": "pointer", "id": "mouse", "parameters": kind, "actions": list(actions)})

    def _act(self, source: dict[str, Any]) -> None:
        self._browser._send("WebDriver:PerformActions", {"actions": [source]})
        self._browser._send("WebDriver:ReleaseActions", {})


def hands_of(browser: Any) -> Any:
    """Return the hands that fit the browser."""
    return ChromiumHands(browser) if isinstance(browser, Chromium) else FirefoxHands(browser)
