"""Firefox with the extension: the real button and the real sidebar, spoken to by Marionette."""

import base64
import contextlib
import json
import socket
import subprocess
from pathlib import Path
from typing import Any

from tests.e2e.drivers.waiting import LONGEST, wait_for
from tests.servers import free_port

ADDON = "unabridged@unabridged.invalid"
PREFERENCES = {
    "network.dns.localDomains": "brief.test,gazette.test,other.test",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "extensions.autoDisableScopes": 0,
    "sidebar.revamp": False,
}
# Runs an expression in the sidebar's document; its process is the extensions'.
PANEL = """
const [script, gesture, done] = arguments;
const holder = document.getElementById("sidebar").contentDocument;
const panel = holder?.getElementById("webext-panels-browser");
if (!panel?.currentURI?.spec.includes("/panel.html")) return done({value: null});
const name = "unabridged-test:" + Math.random();
panel.messageManager.addMessageListener(name, ({data}) => done(data));
panel.messageManager.loadFrameScript("data:," + encodeURIComponent(`
  (async () => {
    try {
      const box = Cu.Sandbox(content, {sandboxPrototype: content, wantXrays: false});
      const hand = ${gesture} && content.windowUtils.setHandlingUserInput(true);
      const begun = Cu.evalInSandbox(${JSON.stringify(script)}, box);
      if (hand) hand.destruct();
      const value = await begun;
      sendAsyncMessage("${name}", {value: JSON.stringify(value) ?? null});
    } catch (error) { sendAsyncMessage("${name}", {error: String(error)}); }
  })()`), false);
"""
ROLES = {
    "pushbutton": "button",
    "toggle button": "button",
    "graphic": "image",
    "text leaf": "text",
    "content insertion": "insertion",
    "content deletion": "deletion",
}
SPOKEN = """
const [done] = arguments;
const panel = document.getElementById("sidebar").contentDocument
  .getElementById("webext-panels-browser");
const name = "unabridged-test:" + Math.random();
panel.messageManager.addMessageListener(name, ({data}) => done(data));
panel.messageManager.loadFrameScript("data:," + encodeURIComponent(`
  (async () => {
    const service = Cc["@mozilla.org/accessibilityService;1"]
      .getService(Ci.nsIAccessibilityService);
    const said = [];
    const read = (one) => {
      said.push([service.getStringRole(one.role), one.name ?? ""]);
      for (let at = 0; at < one.childCount; at += 1) read(one.getChildAt(at));
    };
    for (let tries = 0; tries < 100 && said.length < 9; tries += 1) {
      await new Promise((then) => content.setTimeout(then, 50));
      said.length = 0;
      const root = service.getAccessibleFor(content.document);
      if (root) read(root);
    }
    sendAsyncMessage("${name}", said);
  })()`), false);
"""
KEY = """
const [key, shift, done] = arguments;
const panel = document.getElementById("sidebar").contentDocument
  .getElementById("webext-panels-browser");
panel.focus();
const name = "unabridged-test:" + Math.random();
panel.messageManager.addMessageListener(name, () => done(true));
panel.messageManager.loadFrameScript("data:," + encodeURIComponent(`{
  const hand = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
  hand.beginInputTransactionForTests(content);
  const shift = new content.KeyboardEvent("", {key: "Shift", code: "ShiftLeft"});
  const event = new content.KeyboardEvent("", {key: "${key}"});
  if (${shift}) hand.keydown(shift);
  hand.keydown(event);
  hand.keyup(event);
  if (${shift}) hand.keyup(shift);
  sendAsyncMessage("${name}");
}`), false);
"""
CLICK = """
const {ExtensionParent} = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const {extension} = WebExtensionPolicy.getByID(arguments[0]);
ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
"""
COMPLAINTS = """
const [id, done] = arguments;
const {Extension} = ChromeUtils.importESModule("resource://gre/modules/Extension.sys.mjs");
const {AddonManager} = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
const {extension} = WebExtensionPolicy.getByID(id);
(async () => {
  const {userPermissions} = await AddonManager.getAddonByID(id);
  const {msgs} = Extension.formatPermissionStrings({permissions: userPermissions, appName: ""});
  done([...msgs, ...extension.errors, ...extension.warnings, ...userPermissions.origins]);
})().catch(error => done([String(error)]));
"""
MENU = """
const [label, done] = arguments;
const menu = document.getElementById("contentAreaContextMenu");
const wait = setInterval(() => {
  const items = [...menu.querySelectorAll("menuitem")];
  const item = items.find(each => each.label === label && !each.hidden);
  if (menu.state !== "open" || !item) return;
  clearInterval(wait);
  menu.activateItem(item);
  done(true);
}, 20);
"""
ENTRIES = {"page": "Is this the full story?", "selection": "Compare this passage"}
ENTRIES["link"] = ENTRIES["page"]
PAINT = """
const holder = document.getElementById("sidebar").contentDocument;
holder.getElementById("webext-panels-browser").browsingContext.top.prefersColorSchemeOverride =
  arguments[0] ? "dark" : "light";
document.getElementById("sidebar-box").style.width = arguments[1] ? arguments[1] + "px" : "";
"""
SHOOT = """
const [dark, width, done] = arguments;
const holder = document.getElementById("sidebar").contentDocument;
const panel = holder.getElementById("webext-panels-browser");
panel.browsingContext.top.prefersColorSchemeOverride = dark ? "dark" : "light";
if (width) document.getElementById("sidebar-box").style.width = width + "px";
setTimeout(async () => {
  const actor = panel.browsingContext.currentWindowGlobal;
  const image = await actor.drawSnapshot(null, 1, "white");
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  panel.browsingContext.top.prefersColorSchemeOverride = "none";
  if (width) document.getElementById("sidebar-box").style.width = "";
  done(canvas.toDataURL("image/png").split(",")[1]);
}, width ? 150 : 0);
"""
ZOOM = """
const holder = document.getElementById("sidebar").contentDocument;
holder.getElementById("webext-panels-browser").fullZoom = arguments[0];
document.getElementById("sidebar-box").style.width = arguments[0] > 1 ? "360px" : "";
"""


STORE = """
const [id, stored, agreed, done] = arguments;
const {ExtensionStorageIDB} = ChromeUtils.importESModule(
  "resource://gre/modules/ExtensionStorageIDB.sys.mjs");
const {ExtensionPermissions} = ChromeUtils.importESModule(
  "resource://gre/modules/ExtensionPermissions.sys.mjs");
const {extension} = WebExtensionPolicy.getByID(id);
const data_collection = ["browsingActivity", "websiteContent"];
const leave = {permissions: [], origins: [], data_collection};
(async () => {
  const db = await ExtensionStorageIDB.open(ExtensionStorageIDB.getStoragePrincipal(extension));
  await db.set(stored);
  await ExtensionPermissions[agreed ? "add" : "remove"](id, leave, extension);
})().then(() => done(true), error => done(String(error)));
"""
UPDATE = """
const [id, done] = arguments;
const {AddonManager} = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
AddonManager.getAddonByID(id).then(addon => addon.reload()).then(() => done(true));
"""
CONSENT = """
const [done] = arguments;
const wait = setInterval(() => {
  const prompt = document.getElementById("addon-webext-permissions-notification");
  if (!prompt?.button || prompt.hidden) return;
  clearInterval(wait);
  prompt.button.click();
  done(true);
}, 20);
"""


class Firefox:
    """One browser with one window; commands go to its selected tab."""

    name = "firefox"
    own_page = "about:config"

    language = "en"

    def __init__(
        self, extension: Path, profile: Path, program: Path = Path("/usr/bin/firefox-esr")
    ) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        port = free_port()
        preferences = PREFERENCES | {"marionette.port": port}
        (profile / "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences.items()
            )
        )
        self._process = subprocess.Popen(
            [
                str(program),
                *("--marionette", "--remote-allow-system-access", "--headless", "--no-remote"),
                *("--profile", str(profile)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._begin(port, extension)
        except BaseException:
            self._process.kill()
            raise

    def _begin(self, port: int, extension: Path) -> None:
        self._marionette = Marionette(port)
        self._send = self._marionette.send
        self._send("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        limit = int(LONGEST * 1_000)
        self._send("WebDriver:SetTimeouts", {"script": limit, "pageLoad": limit})
        first = self._send("WebDriver:GetWindowHandle", {})["value"]
        self._send("Addon:Install", {"path": str(extension), "temporary": True})
        self.newest_tab("/welcome.html")
        self.close_tab(first)

    def close(self) -> None:
        try:
            self._marionette.quit()
            self._process.wait(LONGEST)
        finally:
            self._process.kill()
            self._process.wait()

    def open(self, url: str) -> None:
        self._send("WebDriver:Navigate", {"url": url})

    def open_tab(self, url: str) -> None:
        """Open a new tab and drive it."""
        handle = self._send("WebDriver:NewWindow", {"type": "tab", "focus": True})["handle"]
        self._send("WebDriver:SwitchToWindow", {"handle": handle, "focus": True})
        self.open(url)

    def regain_focus(self) -> None:
        """Give the focus back to the page: past its last element Tab goes on in the window."""
        handle = self._send("WebDriver:GetWindowHandle", {})["value"]
        self._send("WebDriver:SwitchToWindow", {"handle": handle, "focus": True})

    def close_tab(self, return_handle: str | None = None) -> None:
        """Close the driven tab and go on in `return_handle`, or the first one."""
        handles = self._send("WebDriver:CloseWindow", {})
        self._send(
            "WebDriver:SwitchToWindow", {"handle": return_handle or handles[0], "focus": True}
        )

    def screenshot(self) -> str:
        """Return the visible part of the driven tab, as base64 of a PNG."""
        shot: str = self._send("WebDriver:TakeScreenshot", {"full": True})["value"]
        return shot

    def turn_to(self, address: str) -> None:
        """Drives the tab that the extension opened with `address` in its own."""
        self.newest_tab(address)

    def choose(self, entry: str, selector: str) -> None:
        """Choose in the context menu of the element."""
        box = self.page(
            f"""(element => {{ element.scrollIntoView({{block: "center"}});
            const box = element.getClientRects()[0];
            return [Math.round(box.x + 5), Math.round(box.y + 5)]; }})
            (document.querySelector({selector!r}))"""
        )
        self._mouse(*box, 2)
        self._run_async(MENU, ENTRIES[entry])

    def _mouse(self, x: float, y: float, button: int) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"}
        press = [{"type": f"pointer{way}", "button": button} for way in ("Down", "Up")]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self._send("WebDriver:PerformActions", {"actions": [mouse | {"actions": [move, *press]}]})

    def newest_tab(self, address: str) -> "Tab":
        """Return the tab that was opened with `address` in its own."""
        return_handle = self._send("WebDriver:GetWindowHandle", {})["value"]
        wait_for(lambda: self._turns_to(address), lambda: f"No tab opened with {address}.")
        return Tab(self, return_handle)

    def _turns_to(self, address: str) -> bool:
        for handle in self._send("WebDriver:GetWindowHandles", {}):
            self._send("WebDriver:SwitchToWindow", {"handle": handle, "focus": False})
            if address in (self.page("location.href") or ""):
                return True
        return False

    def page(self, script: str) -> Any:
        """Value of a JavaScript expression in the page."""
        return self._run(f"return ({script});", "content")

    def click_button(self) -> None:
        """Click on the extension's button in the toolbar."""
        self._run(CLICK, "chrome", ADDON)

    def click_at(self, x: float, y: float) -> None:
        """Click with the mouse on a place in the page's window."""
        self._mouse(x, y, 0)

    def update_extension(self) -> None:
        """Restart the extension like an update."""
        self._run_async(UPDATE, ADDON)

    def close_panel(self) -> None:
        """Close the sidebar."""
        self._run("SidebarController.hide();", "chrome")

    def panel(self, script: str, *, gesture: bool = False) -> Any:
        """Value of a JavaScript expression in the sidebar; None while there is no sidebar.

        With `gesture` it runs as if the reader had clicked.
        """
        answer = self._run_async(PANEL, script, gesture)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return json.loads(answer["value"]) if answer["value"] is not None else None

    def panel_key(self, key: str, *, shift: bool = False) -> None:
        """Press a key in the sidebar."""
        self._run_async(KEY, key, shift)

    def hold_panel(self, *, zoom: int = 1) -> None:
        """Give the sidebar its usual width and the zoom."""
        self._run(ZOOM, "chrome", zoom)

    def panel_view(self) -> bytes:
        """Return a picture of the part of the sidebar in view, as a PNG."""
        return base64.b64decode(self._run_async(SHOOT, False, 0))

    def spoken(self) -> list[tuple[str, str]]:
        """Roles and names of what a screen reader finds in the sidebar, in its order."""
        return [(ROLES.get(role, role), name) for role, name in self._run_async(SPOKEN)]

    def paint(self, *, dark: bool = False, forced: bool = False, width: int = 0) -> None:
        """Show the sidebar in these colours, with its usual width or this one."""
        self.force(on=forced)
        self._run(PAINT, "chrome", dark, width)
        if width:
            wait_for(lambda: self.panel("innerWidth") == width, lambda: f"a sidebar of {width} px")

    def shoot(
        self, path: Path, *, dark: bool = False, forced: bool = False, width: int = 240
    ) -> None:
        """Screenshot of the sidebar as far as it is in view."""
        if forced:
            self.force(on=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self._run_async(SHOOT, dark, width)))
        if forced:
            self.force(on=False)

    def force(self, *, on: bool) -> None:
        """Show pages and the sidebar in forced colours."""
        script = 'Services.prefs.setIntPref("browser.display.document_color_use", arguments[0]);'
        self._run(script, "chrome", 2 if on else 0)

    def shoot_forced(self, path: Path, script: str) -> Any:
        """Screenshot of the sidebar in forced colours, and the value of an expression then."""
        value = self.panel(script)
        self.shoot(path, width=int(self.panel("innerWidth")))
        return value

    def configure(self, server: str, token: str = "", *, agreed: bool = True) -> None:
        """Store settings like the settings page, and permission like panel and browser."""
        stored = {"server": server, "token": token, "agreed": server if agreed else ""}
        stored["marks"] = "differences"  # another test may have chosen others
        self._run_async(STORE, ADDON, stored, agreed)

    def consent(self) -> None:
        """Says yes to the browser's own question whether data may be sent."""
        self._run_async(CONSENT)

    def complaints(self) -> list[str]:
        """Permission warnings, and what the browser found wrong with the manifest."""
        lines: list[str] = self._run_async(COMPLAINTS, ADDON)
        return lines

    def extension_page(self, name: str) -> str:
        host = self._run(
            "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname", "chrome", ADDON
        )
        return f"moz-extension://{host}/{name}"

    def _run(self, script: str, context: str, *arguments: Any) -> Any:
        return self._in(context, "WebDriver:ExecuteScript", script, arguments)

    def _run_async(self, script: str, *arguments: Any) -> Any:
        return self._in("chrome", "WebDriver:ExecuteAsyncScript", script, arguments)

    def _in(self, context: str, command: str, script: str, arguments: tuple[Any, ...]) -> Any:
        self._send("Marionette:SetContext", {"value": context})
        try:
            answer = self._send(command, {"script": script, "args": list(arguments)})
        finally:
            self._send("Marionette:SetContext", {"value": "content"})
        return answer["value"]


class Tab:
    """A tab beside the one that was driven; it is driven until it is closed."""

    def __init__(self, browser: Firefox, return_handle: str) -> None:
        self._browser, self._back = browser, return_handle

    def wait_for(self, script: str) -> Any:
        """Value of the expression once it is neither empty nor an error."""

        def look() -> Any:
            with contextlib.suppress(AssertionError):
                return self._browser.page(script)

        return wait_for(look, lambda: f"{script} stayed empty.")

    def shoot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._browser.screenshot()))

    def close(self) -> None:
        self._browser.close_tab(self._back)


class Marionette:
    """Firefox's own remote protocol: `length:[type, id, command, parameters]` over TCP."""

    def __init__(self, port: int) -> None:
        self._socket = _connect(port)
        self._buffer = b""
        self._last = 0
        self._read()  # its greeting

    def send(self, command: str, parameters: dict[str, Any]) -> Any:
        self._last += 1
        body = json.dumps([0, self._last, command, parameters]).encode()
        self._socket.sendall(str(len(body)).encode() + b":" + body)
        _, _, error, result = self._read()
        if error:
            raise AssertionError(f"{command}: {error['error']}: {error['message']}")
        return result

    def quit(self) -> None:
        with self._socket:
            self.send("Marionette:Quit", {"flags": ["eForceQuit"]})

    def _read(self) -> Any:
        while b":" not in self._buffer:
            self._receive()
        size, _, self._buffer = self._buffer.partition(b":")
        while len(self._buffer) < int(size):
            self._receive()
        message, self._buffer = self._buffer[: int(size)], self._buffer[int(size) :]
        return json.loads(message)

    def _receive(self) -> None:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("Firefox closed the connection.")
        self._buffer += received


def _connect(port: int) -> socket.socket:
    def look() -> socket.socket | None:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=2 * LONGEST)
        return None

    connected: socket.socket = wait_for(look, lambda: "Firefox did not start.", 2 * LONGEST)
    return connected
