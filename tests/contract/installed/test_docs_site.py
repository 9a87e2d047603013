"""The site of the documentation: built without a warning, and it loads nothing from elsewhere."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from tests.servers import ROOT

# What a browser loads by itself, with the attribute that names it.
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.loaded, self.links, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if (tag, name) in LOADED:
                self.loaded.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)
            elif name == "id":
                self.ids.add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    done = subprocess.run(
        [sys.executable, "packaging/site.py", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {
        f"/{path.relative_to(folder).as_posix()}": Page(path.read_text("utf-8"))
        for path in folder.rglob("*.html")
    }, folder


def test_every_paper_is_a_page(site):
    pages, _ = site
    papers = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")]
    wanted = {f"/{path.with_suffix('').as_posix()}/index.html" for path in papers}
    wanted = {name.replace("/index/index.html", "/index.html") for name in wanted}
    assert wanted - set(pages) == set()
    assert {"/CHANGELOG/index.html", "/docs/SECURITY/index.html"} <= set(pages)


def test_nothing_is_loaded_from_elsewhere(site):
    pages, folder = site
    for name, page in pages.items():
        for address in page.loaded:
            assert not urlsplit(address).netloc, f"{name} loads {address}"
    for style in folder.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)|@import ([^;]*)", style.read_text("utf-8")):
            assert not re.match(r"https?://|//", "".join(address).strip("\"' ")), style


def test_no_link_within_the_site_is_broken(site):
    pages, folder = site
    for name, page in pages.items():
        for link in page.links:
            at = urlsplit(urljoin(f"https://site.example{name}", link))
            if at.netloc != "site.example":
                continue
            path = f"{at.path}index.html" if at.path.endswith("/") else at.path
            assert (folder / path.lstrip("/")).is_file(), f"{name}: {link}"
            if at.fragment and path in pages:
                assert at.fragment in pages[path].ids, f"{name}: {link}"
