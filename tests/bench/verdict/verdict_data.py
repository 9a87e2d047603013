"""The pages that the verdict is measured on, and intervals for what is counted."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.net.content import decode
from server.urls import registrable_domain
from tests.intervals import wilson

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
FORMS = DATA / "forms"
READ = Path(__file__).with_name("read.json")  # labels given after those of the data
FOLDS = 5
# Stories and threads among the pages of FORMS, by reading those that look most like one.
_STORIES = frozenset({81, 92, 106, 114, 119, 202, 261, 322, 398, 718, 845})


@dataclass(frozen=True)
class Page:
    """A labelled page; `others` are labels that a fair person might give too.

    `certainty` is that of the label: high and medium were judged by reading; assumed: nothing
    spoke against `full`; form: of `form_pages`.
    """

    name: str
    html: str
    url: str | None
    site: str
    language: str
    label: str
    others: frozenset[str]
    certainty: str
    why: str
    boundary: str

    @property
    def third(self) -> int:
        """Return the third of the sites that it is in, 0..2; the last is not looked at."""
        return third_of(self.site)

    @property
    def was_read(self) -> bool:
        """Return whether its label was given by reading it."""
        return self.certainty in ("high", "medium")

    def is_right(self, label: str) -> bool:
        """Return whether `label` is one of its labels."""
        return label == self.label or label in self.others


def third_of(site: str) -> int:
    """Return the third of the sites that `site` is in, 0..2; the last is not looked at."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % 3


def fold_of(page: Page) -> int:
    """Return the part with the pages of its site."""
    return int(hashlib.md5(page.site.encode()).hexdigest(), 16) % FOLDS


def pages_of(folder: str) -> Iterator[Page]:
    """Yield the pages of a data folder; pages without a label are whole."""
    return (page_of(folder, entry) for entry in entries(folder))


def page_of(folder: str, entry: dict[str, Any]) -> Page:
    """Return the page of an entry of a data folder's index, with the label that was given last."""
    url, name = entry.get("url"), f"{folder}/{entry['file']}"
    host = urlsplit(url or "").hostname or entry["file"]
    if again := read_again().get(name):
        named = {"alt_labels": again["others"], "confidence_of_label": again["sure"]}
        entry = {**entry, **named, "label": again["label"], "why": again["why"]}
    return Page(
        name=name,
        html=html_of(folder, entry),
        url=url,
        site=entry.get("site") or registrable_domain(host) or host,
        language=entry.get("lang") or "",
        label=entry.get("label", "full"),
        others=frozenset(entry.get("alt_labels") or ()),
        certainty=entry.get("confidence_of_label", "high" if "label" in entry else "assumed"),
        why=entry.get("why") or "",
        boundary=entry.get("boundary") or "",
    )


@cache
def read_again() -> dict[str, dict[str, Any]]:
    """Return the labels of READ by the pages' names."""
    pages: dict[str, dict[str, Any]] = json.loads(READ.read_text("utf-8"))["pages"]
    return pages


def form_pages(folder: Path) -> Iterator[Page]:
    """Logins, shops, front pages and searches of sites that `real` does not have.

    `folder` is formasaurus/data of the package's source:
    `pip download --no-deps --no-binary :all: formasaurus==0.10.0`.
    """
    sites = {entry["site"] for entry in entries("real")}
    sites |= {registrable_domain(site) or site for site in sites}
    for file, entry in json.loads((folder / "index.json").read_text("utf-8")).items():
        host = urlsplit(entry["url"]).hostname or file
        site = registrable_domain(host) or host
        if site in sites or int(Path(file).stem) in _STORIES:
            continue
        html = decode((folder / file).read_bytes(), "text/html")
        none: frozenset[str] = frozenset()
        yield Page(
            f"forms/{file}", html, entry["url"], site, "", "not_article", none, "form", "", ""
        )


def entries(folder: str) -> list[dict[str, Any]]:
    """Return the index of a data folder."""
    return [json.loads(line) for line in (DATA / folder / "index.jsonl").open(encoding="utf-8")]


def html_of(folder: str, entry: dict[str, Any]) -> str:
    """Return the HTML of an entry."""
    return decode(gzip.decompress((DATA / folder / entry["file"]).read_bytes()), "text/html")


def share(hits: int, count: int) -> str:
    """Return a share with its count and interval, for a table."""
    low, high = wilson(hits, count)
    return f"{hits}/{count} = {hits / max(1, count):.3f} [{low:.3f}, {high:.3f}]"
