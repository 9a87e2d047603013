"""A policy of an organisation sets the server, in both browsers, by their real policy files."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.firefox import ADDON, Firefox
from tests.e2e.drivers.reader import Reader
from tests.e2e.made.sites import Misbehaving, Site
from tests.e2e.panel.test_accessibility import AXE, RUN

pytestmark = pytest.mark.browser

CHROMIUM = Path("/etc/chromium/policies/managed")
FIREFOX = Path("/usr/lib/firefox-esr")


@contextmanager
def managed_chromium(dist: Path, folder: Path, settings: dict[str, str]) -> Iterator[Any]:
    """Chromium reads policies from one place only; what is written names this extension alone."""
    extension = folder / "extension"
    shutil.copytree(dist / "chromium", extension)
    digest = hashlib.sha256(str(extension).encode()).hexdigest()[:32]
    name = "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
    policy = CHROMIUM / f"unabridged-{name}.json"
    try:
        CHROMIUM.mkdir(parents=True, exist_ok=True)
        policy.write_text(json.dumps({"3rdparty": {"extensions": {name: settings}}}), "utf-8")
    except PermissionError:
        pytest.skip(f"{CHROMIUM} can't be written to")
    try:
        browser = Chromium(extension, folder / "profile")
        try:
            yield browser
        finally:
            browser.close()
    finally:
        policy.unlink()


@contextmanager
def managed_firefox(dist: Path, folder: Path, settings: dict[str, str]) -> Iterator[Any]:
    """Firefox reads policies beside its program: here a program with links to the real one."""
    installed = folder / "firefox"
    (installed / "distribution").mkdir(parents=True)
    for path in FIREFOX.iterdir():
        if path.name == "firefox-esr":
            shutil.copy(path, installed / path.name)
        elif path.name != "distribution":
            (installed / path.name).symlink_to(path)
    policies = {"3rdparty": {"Extensions": {ADDON: settings}}}
    file = installed / "distribution" / "policies.json"
    file.write_text(json.dumps({"policies": policies}), "utf-8")
    browser = Firefox(dist / "firefox", folder / "profile", installed / "firefox-esr")
    try:
        yield browser
    finally:
        browser.close()


@pytest.mark.parametrize(
    "managed",
    [
        pytest.param(managed_chromium, id="chromium", marks=pytest.mark.xdist_group("chromium")),
        pytest.param(managed_firefox, id="firefox", marks=pytest.mark.xdist_group("firefox")),
    ],
)
def test_a_policy_sets_server_and_token_and_the_settings_show_them_as_locked(
    managed: Any, dist: Path, tmp_path: Path, pages: Site, misbehaving: Misbehaving
) -> None:
    address = f"http://127.0.0.1:{misbehaving.port}"
    with managed(dist, tmp_path, {"server": address, "token": "of-the-team"}) as browser:
        browser.configure("http://127.0.0.1:9", agreed=False)  # the reader's own is not used
        reader = Reader(browser, pages)
        reader.checks("summary.html")
        reader.sees("May this page be sent?")
        reader.presses("Send")
        browser.consent()
        reader.sees("The server is busy")
        assert misbehaving.tokens == {"Bearer of-the-team"}
        browser.open(browser.extension_page("options.html"))
        reader.waits_for_page("document.querySelectorAll('input[readonly]').length === 2")
        assert browser.page("document.getElementById('server').value") == address
        notes = browser.page("document.querySelector('main').innerText")
        assert notes.count("Set by your organisation.") == 2
        if browser.name == "chromium":  # Firefox's driver does not wait for promises
            browser.page(AXE.read_text("utf-8") + ";1")
            assert browser.page(RUN) == []
