"""Measures the lines above entries of feeds, in docs/measurements.md; teaches SURE_ANSWER.

    python -m tests.bench.whole.bridges lines [THIRD] [PAGES]

Reads ../shared/data beside the project: pages of real, basis and digests, and the pairs of source.
`lines` serves pages of the THIRD of sites on loopback (0 and 1 taught, 2, the default, is looked at
once a version), under their own names, has a bridge write lines above their entries in a stand-in
of Miniflux, and grades each: PAGES (default 7) of a kind, 0 for all. Without a THIRD of 2 it prints
what other bars of sureness would have given.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from server.bridge import Bridging, SubscribedFeeds, add_bridge, work
from server.bridge import judge as judging
from server.bridge.judge import Judgement
from server.bridge.line import EntryLine
from server.config import Settings
from server.model import BridgeRequest, PageInput
from server.net.fetch import Fetcher
from server.pipeline import Engine
from server.pipeline.wiring import open_index
from server.store import Store, open_store
from server.urls import normalise
from server.workers import WorkerPool
from tests.bench.verdict.verdict_data import DATA, entries, html_of, share, third_of
from tests.bench.whole import answers
from tests.contract.bridge.miniflux_stand_in import TOKEN, StandIn
from tests.servers import serving

KINDS = ("whole", "excerpt", "wall", "retold, named", "digest", "copied", "retold, link", "retold")
# What a line may say of each kind.
RIGHT = {
    "whole": frozenset[str](),
    "excerpt": frozenset({"excerpt"}),
    "wall": frozenset({"subscribers"}),
    "retold, named": frozenset({"retells", "compiles"}),
    "digest": frozenset({"stories"}),
    "copied": frozenset({"same_story", "retells"}),
    "retold, link": frozenset({"retells", "same_story"}),
    "retold": frozenset({"retells", "same_story"}),
}
_FEWEST_STORIES = 3
# The third of sites that taught nothing.
_JUDGED_THIRD = 2
_NEVER_SURE = 2.0


@dataclass(frozen=True)
class Case:
    """An entry with its page, and what a line on it may say.

    `names` are whose report it is, `sources` the addresses that a line may lead to; empty: any.
    `content` is what its feed gives of it.
    """

    kind: str
    url: str
    title: str
    html: str = ""
    content: str = ""
    right: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def takes(self, line: EntryLine) -> bool:
        """Whether `line` is right of it."""
        if line.kind not in self.right:
            return False
        if line.kind == "retells" and self.names:
            return any(_alike(line.name, name) for name in self.names)
        return not self.sources or _path(line.url) in map(_path, self.sources)


def _alike(name: str, other: str) -> bool:
    left, right = name.casefold(), other.casefold()
    return left in right or right in left


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"


@dataclass
class Web:
    """The pages of cases on loopback, each under its own name, at one port."""

    port: int = 0
    pages: dict[tuple[str, str], str] = field(default_factory=dict)

    def address(self, url: str) -> str:
        """Return the address of a page here."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"http://{parts.hostname}:{self.port}{parts.path or '/'}{query}"

    def put(self, url: str, html: str) -> str:
        """Serve a page, whose links to its own site lead here; return its address here."""
        parts, address = urlsplit(url), self.address(url)
        for scheme in ("https", "http"):
            own_site = f"http://{parts.hostname}:{self.port}/"
            html = html.replace(f"{scheme}://{parts.hostname}/", own_site)
        served = urlsplit(address)
        path = served.path + (f"?{served.query}" if served.query else "")
        self.pages[parts.hostname or "", path] = html
        return address


@contextmanager
def loopback() -> Iterator[Web]:
    """Serve the pages of a `Web` for a block."""
    web = Web()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = web.pages.get((self.headers["Host"].partition(":")[0], self.path))
            body = (html or "Not here.").encode("utf-8", "replace")
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", f"text/{'html' if html else 'plain'}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Pages)) as server:
        web.port = server.server_port
        yield web


# The cases


def _ordered(rows: Iterable[dict[str, Any]], third: int) -> list[dict[str, Any]]:
    """Return the rows of a third of the sites, in an order that says nothing."""
    own = [row for row in rows if third_of(row["site"]) == third]
    return sorted(own, key=lambda row: hashlib.sha256(row["id"].encode()).hexdigest())


def real_cases(third: int, limit: int) -> Iterator[Case]:
    """Yield whole and cut pages, and pages that name whose report they tell; each with its copy."""
    rows = _ordered(entries("real"), third)
    labels = [json.loads(line) for line in (DATA / "basis/labels.jsonl").open(encoding="utf-8")]
    basis = {label["id"]: label for label in labels}
    counts: Counter[str] = Counter()
    for row in rows:
        label = basis.get(row["id"])
        kind = _kind(row, label)
        is_readable = (row.get("url") or "").startswith("http")
        if kind is None or not is_readable or (limit and counts[kind] >= limit):
            continue
        counts[kind] += 1
        names = tuple(label["outlets"]) if label and kind == "retold, named" else ()
        right = RIGHT[kind] | {
            {"paywalled": "subscribers", "excerpt": "excerpt"}.get(alternative, "")
            for alternative in row["alt_labels"]
        }
        title = (row.get("expected") or {}).get("title") or row["url"]
        sources = (row["source_url"],) if row["source_url"] else ()
        yield Case(kind, row["url"], title, html_of("real", row), "", right, names, sources)


def _kind(row: dict[str, Any], label: dict[str, Any] | None) -> str | None:
    match row["label"], label and label["basis"]:
        case "excerpt", _:
            return "excerpt"
        case "paywalled", _:
            return "wall"
        case "full", "own":
            return "whole"
        case _, "retells" | "compiles":
            return "retold, named"
    return None


def digest_cases(third: int, limit: int) -> Iterator[Case]:
    """Yield pages of several stories, and pages that look like them, which get no line."""
    counts: Counter[str] = Counter()
    for row in _ordered(entries("digests"), third):
        kind = {"digest": "digest", "not_digest": "whole"}.get(row["kind"])
        is_small = row["kind"] == "digest" and row["n_items"] < _FEWEST_STORIES
        if kind is None or is_small or (limit and counts[kind] >= limit):
            continue
        counts[kind] += 1
        url = f"https://{row['site'].replace('/', '-').casefold()}.example/{row['file'][:-8]}.html"
        yield Case(kind, url, row["path"], html_of("digests", row), "", RIGHT[kind])


def pair_cases(third: int, limit: int) -> Iterator[Case]:
    """Yield articles in one feed, and in another what people wrote of them, or copies of them."""
    articles = {article["id"]: article for article in answers.read("articles.jsonl.gz")}
    pairs = sorted(answers.read("pairs.jsonl.gz"), key=lambda pair: answers.hashed(pair["id"]))
    own = [pair for pair in pairs if answers.third_of(pair["article_id"]) == third]
    own = [pair for pair in own if pair["kind"] == "human-rewritten"]
    own = list({pair["article_id"]: pair for pair in own}.values())
    for number, pair in enumerate(own[: 3 * limit or 180]):
        article = articles[pair["article_id"]]
        url, title = answers.address(article), article["title"] or "Untitled"
        full_page = answers.page(title, article["body"])
        yield Case("whole", url, title, full_page)
        place = f"https://digest.example/{answers.hashed(pair['id'])}/news-of-the-day"
        kind = ("copied", "retold, link", "retold")[number % 3]
        html, heading = "", pair["title"] or title
        content = ""
        if kind == "copied":
            content = "".join(
                f"<p>{paragraph}</p>" for paragraph in answers.paragraphs(article["body"])
            )
        else:
            link = f'<p>Source: <a href="{url}">The Daily Paper</a></p>'
            html = answers.page(heading, pair["summary"], link if kind == "retold, link" else "")
        yield Case(kind, place, heading, html, content, RIGHT[kind], (), (url,))


def cases(third: int, limit: int) -> list[Case]:
    """Return the cases of a third."""
    return [
        *pair_cases(third, limit),
        *real_cases(third, limit),
        *digest_cases(third, limit),
    ]


# The run


@dataclass(frozen=True)
class Row:
    """A case, and what was said of it; `judgement` is None where its page was not judged."""

    case: Case
    line: EntryLine | None
    judgement: Judgement | None
    state: str
    error: str | None

    @property
    def is_right(self) -> bool:
        """Whether it has a line, and a right one."""
        return self.line is not None and self.case.takes(self.line)

    def to_json(self) -> str:
        """Write the row for reading errors."""
        about: dict[str, Any] = {"kind": self.case.kind, "url": self.case.url}
        about |= {"names": self.case.names, "state": self.state, "error": self.error}
        about |= {"line": self.line and asdict(self.line), "right": self.is_right}
        if self.judgement:
            verdict = self.judgement.comparison.verdict
            about |= {"answer": verdict.answer, "label": verdict.label}
            about |= {"confidence": verdict.confidence, "basis": verdict.basis.kind}
            about |= {"credits": [credit.name for credit in verdict.basis.credits]}
            possible = {"answers": self.judgement.answer, "stories": self.judgement.story}
            about |= {name: line and asdict(line) for name, line in possible.items()}
        return json.dumps(about, ensure_ascii=False)


def run(chosen: Sequence[Case]) -> list[Row]:
    """Have a bridge write lines above the entries of `chosen`."""
    with (
        tempfile.TemporaryDirectory() as folder,
        loopback() as web,
        serving(StandIn()) as reader,
    ):
        served = [web.put(case.url, case.html) for case in chosen]
        for case in chosen:
            html = case.html
            for source in case.sources:
                html = html.replace(source, web.address(source))
            web.put(case.url, html)
        hosts = {f"{urlsplit(case.url).hostname}:{web.port}" for case in chosen}
        settings = Settings(
            data=Path(folder),
            allow_hosts=tuple(sorted(hosts)),
            bridge_pages=1_000_000,
            feeds_pause_seconds=0.001,
        )
        names = sorted({urlsplit(case.url).hostname or "" for case in chosen})
        for case, url in zip(chosen, served, strict=True):
            host = urlsplit(case.url).hostname or ""
            content = case.content or "<p>A lead.</p>"
            reader.add(url, case.title, content, names.index(host) + 1, host)
        with closing(open_store(settings)) as store:
            judgements = work_through(settings, store, reader, len(chosen))
            (bridge,) = store.bridges.bridges()
            feeds = store.bridges.feeds_of(bridge.id)
            queued = [entry for feed in feeds for entry in store.bridges.of_feed(bridge.id, feed)]
        case_by_url = {normalise(url): case for case, url in zip(chosen, served, strict=True)}
        return [
            Row(
                case_by_url[entry.url],
                EntryLine.from_json(entry.line) if entry.line else None,
                judgements.get(entry.url),
                entry.state,
                entry.last_error,
            )
            for entry in sorted(queued, key=lambda entry: int(entry.entry))
        ]


def work_through(
    settings: Settings, store: Store, reader: StandIn, count: int
) -> dict[str, Judgement]:
    """Work until nothing waits of `count` entries; return the judgements by address."""
    judgements = dict[str, Judgement]()

    def judge(engine: Engine, page: PageInput, *more: Any) -> Judgement:
        judgement = judging.judge(engine, page, *more)
        judgements[normalise(page.url or "")] = judgement
        return judgement

    index = open_index(settings)
    fetcher = Fetcher(settings, resolve=lambda _: ["127.0.0.1"])
    pool = WorkerPool(settings, warm=("server.pipeline.tasks",))
    engine = Engine(settings, pool, fetcher, lambda: index, feeds=store.feeds)
    with closing(engine), patch.object(work, "judge", judge):
        request = BridgeRequest(url=reader.url, token=TOKEN, last=0)
        key = add_bridge(store.bridges, settings, request).id
        store.bridges.change(key, last_entry=0)
        subscribed = SubscribedFeeds(store, pool.run)
        bridging = Bridging(store, engine, index, subscribed, "http://127.0.0.1:8750")
        while sum(store.bridges.named(key).entries.values()) < count:
            bridging.turn()
        bridging.end()
    return judgements


# What is printed


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    lines = commands.add_parser("lines")
    lines.add_argument("third", type=int, nargs="?", default=2, choices=range(3))
    lines.add_argument("pages", type=int, nargs="?", default=7)
    lines.add_argument("--rows", type=Path, help="write what was said of each entry here")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    if options.third != _JUDGED_THIRD:
        # Everything is looked for, nothing is written.
        judging.SURE_ANSWER = judging.SURE_RELATION = _NEVER_SURE
    rows = run(cases(options.third, options.pages))
    if options.rows:
        options.rows.write_text("".join(f"{row.to_json()}\n" for row in rows), "utf-8")
    if options.third != _JUDGED_THIRD:
        print_bars(rows)
    else:
        print_table(rows)


def print_table(rows: Sequence[Row]) -> None:
    """Print the lines by kind."""
    print("| entries | given | with a line | right |\n|---|---|---|---|")
    for kind in KINDS:
        own = [row for row in rows if row.case.kind == kind]
        lines = [row for row in own if row.line]
        right = sum(row.is_right for row in lines)
        print(f"| {kind} | {len(own)} | {len(lines)} | {right} |")
    lines = [row for row in rows if row.line]
    on_whole = [row for row in rows if row.case.kind == "whole"]
    print(f"\nright of the lines: {share(sum(row.is_right for row in lines), len(lines))}")
    print(
        f"lines on whole entries: {share(sum(bool(row.line) for row in on_whole), len(on_whole))}"
    )
    failed = sum(row.state == "failed" for row in rows)
    print(f"entries whose page could not be read: {failed}")


def print_bars(rows: Sequence[Row]) -> None:
    """Print what several bars would have given, for an answer and for a relation."""
    judged = [row for row in rows if row.judgement]
    print("| bar | lines of answers, right | on whole | lines of stories, right | on whole |")
    print("|---|---|---|---|---|")
    for bar in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        cells = [f"{bar:.2f}"]
        for name in ("answer", "story"):
            lines = [(row, getattr(row.judgement, name)) for row in judged]
            shown = [(row, line.line) for row, line in lines if line and line.chance >= bar]
            right = sum(row.case.takes(line) for row, line in shown)
            cells += [
                share(right, len(shown)),
                str(sum(row.case.kind == "whole" for row, _ in shown)),
            ]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
