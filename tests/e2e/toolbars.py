"""Pictures of each browser's toolbar for the welcome page: `python -m tests.e2e.toolbars`.

They show the real button in the real browsers, light and dark, with a ring round it; Chromium needs
Xvfb, a screen in memory. The icon's checksum is noted in each, so that a test knows a stale one.
"""

import base64
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from zopfli import zlib as zopfli

from tests.e2e.drivers.chromium import bare_page
from tests.e2e.drivers.firefox import Firefox
from tests.e2e.drivers.pixels import Picture
from tests.e2e.pictures import note
from tests.servers import ROOT

SHOWN = ROOT / "extension" / "toolbar"
ICON = ROOT / "extension" / "icons" / "32.png"
WIDTH, HEIGHT, STEP = 176, 40, 16  # in CSS pixels; colours are rounded to cost few bytes
SCREEN = (1600, 600)
Place = tuple[float, float]


def icon_sum() -> str:
    """Return what is noted in a picture of today's icon."""
    return hashlib.sha256(ICON.read_bytes()).hexdigest()[:16]


def main() -> None:
    """Write the four pictures."""
    SHOWN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        command = [sys.executable, str(ROOT / "extension" / "build.py"), str(work)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shots = _in_firefox(work) | _in_chromium(work)
        with bare_page() as page:
            for name, (shot, button) in shots.items():
                file = SHOWN / f"{name}.png"
                file.write_bytes(_packed(_ringed(page, shot, button)))
                note(file, icon_sum())
                sys.stdout.write(f"{file} ({file.stat().st_size} bytes)\n")


def _in_firefox(work: Path) -> dict[str, tuple[bytes, Place]]:
    browser, shots = Firefox(work / "firefox", work / "profile"), {}
    try:
        for look in ("light", "dark"):
            browser._run(
                """Services.prefs.setStringPref("layout.css.devPixelsPerPx", "2.0");
                Services.prefs.setIntPref("ui.systemUsesDarkTheme", arguments[0]);
                window.resizeTo(760, 300);""",
                "chrome",
                int(look == "dark"),
            )
            time.sleep(1.5)
            box = browser._run(
                """const box = document.querySelector("#nav-bar .webextension-browser-action")
                .getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];""",
                "chrome",
            )
            shot = browser._in("chrome", "WebDriver:TakeScreenshot", "", ())
            shots[f"firefox-{look}"] = (base64.b64decode(shot), tuple(box))
    finally:
        browser.close()
    return shots


def _in_chromium(work: Path) -> dict[str, tuple[bytes, Place]]:
    return {f"chromium-{look}": _on_screen(work, look) for look in ("light", "dark")}


def _on_screen(work: Path, look: str) -> tuple[bytes, Place]:
    """Shoot a Chromium with the button pinned, on a screen in memory."""
    extension, profile, frame = work / "chromium", work / look, work / f"frame-{look}"
    digest = hashlib.sha256(str(extension).encode()).hexdigest()[:32]
    pinned = "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
    for folder in (profile / "Default", frame):
        folder.mkdir(parents=True)
    preferences = {"extensions": {"pinned_extensions": [pinned]}}
    (profile / "Default" / "Preferences").write_text(json.dumps(preferences))
    size = "x".join(map(str, SCREEN))
    screen = ["Xvfb", ":77", "-screen", "0", f"{size}x24", "-fbdir", str(frame)]
    with subprocess.Popen(screen, stderr=subprocess.DEVNULL) as xvfb, sync_playwright() as driver:
        time.sleep(1)
        browser = driver.chromium.launch_persistent_context(
            str(profile),
            executable_path="/usr/bin/chromium",
            headless=False,
            no_viewport=True,
            env={**os.environ, "DISPLAY": ":77"},
            args=[
                *("--no-sandbox", "--test-type", "--lang=en", "--force-device-scale-factor=2"),
                *("--window-size=760,280", "--window-position=0,0"),
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
                *(["--force-dark-mode"] if look == "dark" else []),
            ],
        )
        time.sleep(4)
        shot = _frame((frame / "Xvfb_screen0").read_bytes())
        browser.close()
        xvfb.terminate()
    return shot, _place_of_icon(Picture(shot))


def _place_of_icon(picture: Picture) -> Place:
    """Return the icon's middle, by its green: in the toolbar, not in a tab."""
    green = Picture(ICON.read_bytes()).colour(16, 3)
    places = [
        (x, y)
        for y in range(84, 172)
        for x in range(picture.width)
        if picture.colour(x, y) == green
    ]
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    return (left + right + 1) / 4, (top + bottom + 1) / 4


def _frame(dump: bytes) -> bytes:
    """Return X's dump of a screen as a PNG."""
    header = struct.unpack(">25I", dump[:100])
    start, line = header[0] + header[19] * 12, header[12]
    rows = [dump[start + y * line :][: SCREEN[0] * 4] for y in range(SCREEN[1])]
    pixels = (bytes(v for x in range(0, len(row), 4) for v in row[x : x + 3][::-1]) for row in rows)
    return _png(*SCREEN, 8, 2, pixels)


def _ringed(page: Any, shot: bytes, button: Place) -> bytes:
    """Cut the toolbar's end out, with a ring round the button."""
    x, y = button
    right = SCREEN[0] / 2 - 40 if x < 650 else 760
    left = min(x - 30, right - WIDTH)
    image = base64.b64encode(shot).decode()
    page.set_viewport_size({"width": WIDTH * 2, "height": HEIGHT * 2})
    page.set_content(
        f"""<body style="margin: 0; zoom: 2"><img src="data:image/png;base64,{image}"
        style="position: absolute; zoom: .5; left: {-2 * left}px; top: {-2 * (y - HEIGHT / 2)}px">
        <div style="position: absolute; left: {x - left - 16}px; top: {HEIGHT / 2 - 16}px;
        box-sizing: border-box; width: 32px; height: 32px; border: 2.5px solid #ffc53d;
        border-radius: 50%"></div>"""
    )
    cut: bytes = page.screenshot()
    return cut


def _packed(shot: bytes) -> bytes:
    """Return a PNG with a palette of rounded colours."""
    picture = Picture(shot)
    rows = [
        [
            tuple(min(255, round(v / STEP) * STEP) for v in picture.colour(x, y))
            for x in range(picture.width)
        ]
        for y in range(picture.height)
    ]
    palette = sorted({colour for row in rows for colour in row})
    places = {colour: at for at, colour in enumerate(palette)}
    chosen = bytes(value for colour in palette for value in colour)
    lines = (bytes(places[colour] for colour in row) for row in rows)
    return _png(picture.width, picture.height, 8, 3, lines, _chunk(b"PLTE", chosen))


def _png(width: int, height: int, depth: int, kind: int, rows: Any, palette: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    data = zopfli.compress(b"".join(b"\0" + row for row in rows))
    body = _chunk(b"IHDR", head) + palette + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
