"""Chromium with the extension: the real button and the real side panel, without a screen."""

import atexit
import base64
import contextlib
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PageError

from tests.e2e.drivers.waiting import LONGEST, wait_for

ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    "--disable-background-networking",
    "--no-first-run",
]

ROLES = {"StaticText": "text"}
# Pages that may follow each other while one expression waits for its value, as at a sign-in.
_PAGES_IN_A_ROW = 4
KEY_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40}


@cache
def _playwright() -> Playwright:
    """One for all browsers of a process: there can't be two."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@contextlib.contextmanager
def bare_page() -> Iterator[Page]:
    """Yield a tab of a Chromium without the extension."""
    browser = _playwright().chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
    try:
        yield browser.new_page()
    finally:
        browser.close()


class Chromium:
    """One browser with one window; `page` is its first tab."""

    name = "chromium"
    own_page = "chrome://version/"

    def __init__(self, extension: Path, profile: Path, language: str = "en") -> None:
        self.language = language
        self._context = _playwright().chromium.launch_persistent_context(
            str(profile),
            executable_path="/usr/bin/chromium",
            headless=True,
            args=[
                *ARGUMENTS,
                f"--lang={language}",
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
            ],
        )
        self._context.set_default_timeout(LONGEST * 1_000)
        assert self._context.browser is not None
        self._cdp = self._context.browser.new_browser_cdp_session()
        self._page = self._context.pages[0]
        self._sessions: dict[str, _Attached] = {}
        self._await_worker()
        self.newest_tab("/welcome.html").close()

    def _await_worker(self) -> None:
        self._worker = (
            self._context.service_workers or [self._context.wait_for_event("serviceworker")]
        )[0]
        self._id = self._worker.url.split("/")[2]
        # A click before the worker listens is lost.
        wait_for(
            lambda: self._worker.evaluate("chrome.action.onClicked.hasListeners()"),
            lambda: "the extension's worker does not listen",
        )

    def close(self) -> None:
        self._context.close()

    def open(self, url: str) -> None:
        self._page.goto(url, wait_until="load")

    def open_tab(self, url: str) -> None:
        """Open a new tab and drive it."""
        self._page = self._context.new_page()
        self.open(url)

    def regain_focus(self) -> None:
        """Do nothing: a page without a window keeps its focus."""

    def close_tab(self) -> None:
        self._page.close()
        self._page = self._context.pages[0]
        self._page.bring_to_front()

    def turn_to(self, address: str) -> None:
        """Drives the tab that the extension opened with `address` in its own."""
        self._page = self.newest_tab(address).page
        self._page.wait_for_load_state()  # a press on a page on its way may be lost

    def choose(self, entry: str, selector: str) -> None:
        """Choose in the context menu, by its event: headless Chromium has no menu."""
        info = self._page.evaluate(
            """selector => ({pageUrl: location.href, selectionText: String(getSelection()),
            linkUrl: document.querySelector(selector).href})""",
            selector,
        )
        self._worker.evaluate(
            """async info => {
            const [tab] = await chrome.tabs.query({active: true, currentWindow: true});
            chrome.contextMenus.onClicked.dispatch(info, tab); }""",
            info | {"menuItemId": entry},
        )

    def newest_tab(self, address: str) -> "Tab":
        """Return the tab that was opened with `address` in its own."""
        targets = wait_for(
            lambda: [page for page in self._context.pages if address in page.url],
            lambda: f"No tab opened with {address}.",
            rest=self._rest,
        )
        return Tab(targets[0], self._page)

    def _rest(self, seconds: float) -> None:
        """Wait, and let Playwright hear of new tabs."""
        self._page.wait_for_timeout(seconds * 1_000)

    def page(self, script: str) -> Any:
        """Value of a JavaScript expression in the page, of the next one where it just goes away."""
        for _ in range(_PAGES_IN_A_ROW - 1):
            try:
                return self._page.evaluate(script)
            except PageError as error:
                if "context was destroyed" not in str(error):
                    raise
                self._page.wait_for_load_state()
        return self._page.evaluate(script)

    def click_button(self) -> None:
        """Click on the extension's button in the toolbar."""
        self._cdp.send("Extensions.triggerAction", {"id": self._id, "targetId": self._tab_target()})

    def click_at(self, x: float, y: float) -> None:
        """Click with the mouse on a place in the page's window."""
        self._page.mouse.click(x, y)

    def update_extension(self) -> None:
        """Restart the extension like an update; its button can't be pressed any more."""
        page = self._context.new_page()
        page.goto("chrome://extensions")
        page.evaluate("id => chrome.developerPrivate.reload(id)", self._id)
        page.close()
        self._page.bring_to_front()

    def close_panel(self) -> None:
        """Close the side panel."""
        self._worker.evaluate(
            """async () => { const {id} = await chrome.windows.getLastFocused();
            await chrome.sidePanel.close({windowId: id}); }"""
        )
        wait_for(
            lambda: all("/panel.html" not in target["url"] for target in self._targets()),
            lambda: "the panel stays open",
        )

    def panel(self, script: str, *, gesture: bool = False) -> Any:
        """Value of a JavaScript expression in the side panel; None while there is no panel.

        With `gesture` it runs as if the reader had clicked.
        """
        target = next(
            (t for t in self._targets() if "/panel.html" in t["url"] and "?" not in t["url"]), None
        )
        if target is None:
            return None
        answer = self._call(
            target["targetId"],
            "Runtime.evaluate",
            {
                "expression": script,
                "returnByValue": True,
                "awaitPromise": True,
                "userGesture": gesture,
            },
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def panel_key(self, key: str, *, shift: bool = False) -> None:
        """Press a key in the side panel: a letter, or one of `KEY_CODES`."""
        target = self._panel_target()
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        code = KEY_CODES.get(key) or (ord(key.upper()) if key.isalnum() else 0)
        names = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 * shift}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        for way in (down, {"type": "keyUp"}):
            self._call(target, "Input.dispatchKeyEvent", names | way)

    def hold_panel(self, *, zoom: int = 1) -> None:
        """Give the panel the keyboard, 360 px and the zoom, until `paint`."""
        target = self._panel_target()
        self._call(target, "Emulation.setFocusEmulationEnabled", {"enabled": True})
        size = {"width": 360 // zoom, "height": 700 // zoom, "mobile": False}
        scale = {"deviceScaleFactor": zoom}
        self._call(target, "Emulation.setDeviceMetricsOverride", size | scale)

    def panel_view(self) -> bytes:
        """Return a picture of the part of the panel in view, as a PNG."""
        fast = {"optimizeForSpeed": True}
        shot = self._call(self._panel_target(), "Page.captureScreenshot", fast)
        return base64.b64decode(shot["data"])

    def spoken(self) -> list[tuple[str, str]]:
        """Roles and names of what a screen reader finds in the panel, in its order."""
        ax_nodes = self._call(self._panel_target(), "Accessibility.getFullAXTree", {})["nodes"]
        nodes = {node["nodeId"]: node for node in ax_nodes}
        announced: list[tuple[str, str]] = []
        waiting = [ax_nodes[0]["nodeId"]]
        while waiting:
            node = nodes[waiting.pop()]
            if not node["ignored"]:
                role = node["role"]["value"]
                announced.append((ROLES.get(role, role), node.get("name", {}).get("value", "")))
            waiting += [child for child in reversed(node["childIds"]) if child in nodes]
        return announced

    def shoot(self, path: Path, *, width: int = 360, **look: Any) -> None:
        """Screenshot of the whole side panel."""
        target = self.paint(width=width, **look)
        shot = self._call(target, "Page.captureScreenshot", {"captureBeyondViewport": True})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))
        self.paint()

    def force(self, *, on: bool) -> None:
        """Show pages in forced colours; the panel gets them by `paint`."""
        self._page.emulate_media(forced_colors="active" if on else "none")

    def shoot_forced(self, path: Path, script: str) -> Any:
        """Screenshot of the panel in forced colours, and the value of an expression then."""
        self.paint(width=360, height=3000, forced=True)
        value = self.panel(script)
        self.shoot(path, height=3000, forced=True)
        return value

    def paint(
        self,
        *,
        dark: bool = False,
        forced: bool = False,
        width: int | None = None,
        height: int = 700,
    ) -> str:
        """Show the panel in these colours and this width; return its target."""
        target = self._panel_target()
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "forced-colors", "value": "active" if forced else "none"},
        ]
        self._call(target, "Emulation.setEmulatedMedia", {"features": features})
        if width is None:
            self._call(target, "Emulation.clearDeviceMetricsOverride", {})
        else:
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            self._call(target, "Emulation.setDeviceMetricsOverride", size)
            wait_for(lambda: self.panel("innerWidth") == width, lambda: f"no width of {width}")
        return target

    def configure(self, server: str, token: str = "", *, agreed: bool = True) -> None:
        """Store settings like the settings page, and permission like the panel."""
        stored = {"server": server, "token": token, "agreed": server if agreed else ""}
        stored["marks"] = "differences"  # another test may have chosen others
        self._worker.evaluate("stored => chrome.storage.local.set(stored)", stored)

    def consent(self) -> None:
        """Chromium asks nothing of its own."""

    def complaints(self) -> list[str]:
        """Permission warnings, and what the browser found wrong with the manifest or the code."""
        page = self._context.new_page()
        page.goto("chrome://extensions")
        (info,) = page.evaluate(
            """id => chrome.developerPrivate.getExtensionsInfo()
            .then(found => found.filter(each => each.id === id))""",
            self._id,
        )
        page.close()
        permissions = info["permissions"]
        assert "simplePermissions" in permissions
        return [
            *(str(entry) for entry in permissions["simplePermissions"]),
            *(
                str(entry)
                for entry in permissions.get("runtimeHostPermissions", {}).get("hosts", [])
            ),
            *(info.get("installWarnings") or []),
            *(entry["message"] for entry in info["manifestErrors"] + info["runtimeErrors"]),
        ]

    def extension_page(self, name: str) -> str:
        return f"chrome-extension://{self._id}/{name}"

    def _targets(self) -> list[dict[str, Any]]:
        targets: list[dict[str, Any]] = self._cdp.send("Target.getTargets", {"filter": [{}]})[
            "targetInfos"
        ]
        return targets

    def _panel_target(self) -> str:
        return str(next(t for t in self._targets() if "/panel.html" in t["url"])["targetId"])

    def _tab_target(self) -> str:
        """Return the target of kind `tab` with the driven page."""
        url = self._page.url.removeprefix("view-source:")
        targets: list[str] = wait_for(
            lambda: [
                target["targetId"]
                for target in self._targets()
                if target["type"] == "tab" and target["url"].removeprefix("view-source:") == url
            ],
            lambda: f"No tab has {url}.",
        )
        return targets[0]

    def _call(self, target: str, method: str, parameters: dict[str, Any]) -> Any:
        """One CDP call to a target that Playwright does not list."""
        if target not in self._sessions:
            self._sessions[target] = _Attached(self._cdp, target)
        return self._sessions[target].call(method, parameters, self._rest)


class Tab:
    """A tab beside the driven one."""

    def __init__(self, page: Page, return_page: Page) -> None:
        self.page, self._back = page, return_page

    def wait_for(self, script: str) -> Any:
        """Value of the expression once it is neither empty nor an error."""

        def look() -> Any:
            with contextlib.suppress(Exception):
                return self.page.evaluate(script)

        return wait_for(look, lambda: f"{script} stayed empty: {self.page.inner_text('body')}")

    def shoot(self, path: Path) -> None:
        self.page.set_viewport_size({"width": 1000, "height": 800})
        self.page.screenshot(path=path, full_page=True)

    def close(self) -> None:
        self.page.close()
        self._back.bring_to_front()


class _Attached:
    """A session with a target, spoken to by messages through the browser's session."""

    def __init__(self, cdp: CDPSession, target: str) -> None:
        self._cdp = cdp
        self._answers: dict[int, Any] = {}
        self._last = 0
        answer = cdp.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        self._session = answer["sessionId"]
        cdp.on("Target.receivedMessageFromTarget", self._receive)

    def _receive(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if event["sessionId"] == self._session and "id" in message:
            self._answers[message["id"]] = message

    def call(self, method: str, parameters: dict[str, Any], rest: Callable[[float], None]) -> Any:
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        self._cdp.send(
            "Target.sendMessageToTarget",
            {"sessionId": self._session, "message": json.dumps(message)},
        )
        wait_for(lambda: self._last in self._answers, lambda: f"no answer to {method}", rest=rest)
        answer = self._answers.pop(self._last)
        assert "error" not in answer, answer
        return answer["result"]
