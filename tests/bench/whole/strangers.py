"""Measures how long what strangers send silences a server, for docs/SECURITY.md.

    python -m tests.bench.whole.strangers [servers] [pages] [headers] [connections] [bodies] [feeds]
                                    [memory] [links] [originals] [proxies] [clocks] [documents]
                                    [backups] [--sample N]

A real server, of which /healthz is asked all the time. Prints what silenced it longest, in the
server's own processor time, so that a busy machine is not taken for a frozen server.
"""

import argparse
import contextlib
import gzip
import json
import os
import random
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import brotli
import httpx2

from server.config import Settings
from server.errors import Problem
from server.store import backup, restore
from tests.bench.whole.hostile_bodies import bodies
from tests.bench.whole.hostile_documents import hostile_documents, mutated_documents
from tests.damaged_backups import damaged
from tests.hostile.hostile_servers import Handler, Listener, answer, forever, redirect
from tests.servers import Server, free_port, running_server
from tests.unit.article.hostile import hostile_pages
from tests.unit.net.test_robots import HOSTILE
from tests.unit.store.filled import fill, fill_index, held

HOST = "127.1.0.1"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
STORY = "".join(
    f"<p>The harbour board of Port Ellery said on Monday that the {n}th bridge would be closed "
    f"for {n} weeks, as engineer Ada Varga had asked in May.</p>"
    for n in range(2, 12)
)
PIECES = [
    " ", "a", "a ", "1", "1,", "1.", ".", ". ", "A. ", "-", "a-", "'", "a'", '"', "“", "(", "((",
    "[", "«", "&", "&#9", "&amp;", "%", "%41", "http://", "www.", "@", "a@", "/", "//a", "\n", "\t",
    "<", "«a ", "A ", "the ", "…", "not ", "said ", "I.", "1 ", "1/", "1:", "$", "€1", "ä", "港",
    "ا", "\u0301", "\u200d", "#", "##", "=", "a=", ";", ":", "{", "{{", "\\", "_", "__", "*", "~",
]  # fmt: skip
_CHARSETS = ["utf-8", "gb18030", "big5", "shift_jis", "iso-2022-jp", "euc-kr", "koi8-r", "utf-16",
             "x-none", "hz-gb-2312", "", "johab", "iso-2022-jp-2004", "cp1252"]  # fmt: skip


class Watch:
    """Asks /healthz of a server over and over, and measures how long each answer took it.

    `longest` holds the most of the clock's time, and of the server's processor time: on a busy
    machine the first grows by itself.
    """

    def __init__(self, server: Server) -> None:
        self._over = threading.Event()
        self._port, self._pid = server.port, worker_of(server)
        self.longest = [0.0, 0.0]
        self._asked = self._times()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def silence(self) -> tuple[float, float]:
        """Return the longest times since the last call: of the clock, of the processor."""
        waited = [now - since for now, since in zip(self._times(), self._asked, strict=True)]
        wall, worked = map(max, zip(self.longest, waited, strict=True))
        self.longest = [0.0, 0.0]
        return wall, worked

    def _times(self) -> list[float]:
        # What clock_getcpuclockid makes of a process id, on Linux.
        return [time.monotonic(), time.clock_gettime((~self._pid << 3) | 2)]

    def _ask(self) -> None:
        while not self._over.is_set():
            self._asked = self._times()
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self._port), 300) as connection,
            ):
                connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                connection.recv(4096)
            waits = [now - since for now, since in zip(self._times(), self._asked, strict=True)]
            self.longest = list(map(max, zip(self.longest, waits, strict=True)))
            time.sleep(0.05)
            self._asked = self._times()


def worker_of(server: Server) -> int:
    """Return the process that serves."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return int(children[0])


def packed_bomb(pack: Callable[[bytes], bytes]) -> bytes:
    return pack(b" " * 300_000_000)


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    head, block = (
        packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return head + block * 1023


def trickling(start: bytes, site: list[Listener]) -> Handler:
    def handle(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        site[0].trickle(connection, b"1\r\na\r\n" * 100)

    return handle


def sends(answer_bytes: bytes) -> Handler:
    """Return a handler that sends `answer_bytes`, whatever is asked, and closes."""

    def handle(connection: socket.socket, _: bytes) -> None:
        connection.sendall(answer_bytes)
        connection.close()

    return handle


def endless(start: bytes, piece: bytes) -> Handler:
    return lambda connection, _: forever(connection, start, piece)


def hostile_servers(site: list[Listener]) -> dict[str, Handler]:
    """71 servers by name."""
    noise = random.Random(1).randbytes(4_900_000)
    chunked = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
    starts = {"body": HTML + b"Content-Length: 9000\r\n\r\n", "headers": HTML + b"X: ",
              "status line": b"HTTP", "chunk sizes": chunked,
              "chunk": chunked + b"fff\r\n"}  # fmt: skip
    handlers = {
        f"trickles in the {where}": trickling(start, site) for where, start in starts.items()
    }
    handlers["silent"] = lambda *_: site[0].over.wait(30) or None
    many = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1024) for n in range(200))
    raw = {
        "closes": b"",
        "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/0.9": b"<p>a",
        "HTTP/9.9": b"HTTP/9.9 200 OK\r\n\r\n<p>a",
        "status 99999": b"HTTP/1.1 99999 OK\r\n\r\n<p>a",
        "status 101": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n" + noise,
        "90 KB status": b"HTTP/1.1 200 " + b"a " * 45_000 + b"\r\n\r\n",
        "60,000 bare LF": b"HTTP/1.1 200 OK\n" + b"a: b\n" * 12_000 + b"\n<p>a",
        "two answers": (HTML + b"Content-Length: 4\r\n\r\n<p>a") * 1_000,
        "odd length": HTML + b"Content-Length: x\r\n\r\n",
        "long length": HTML + b"Content-Length: " + b"9" * 60_000 + b"\r\n\r\n",
        "two lengths": HTML + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
        "too short": HTML + b"Content-Length: 9999\r\n\r\n<p>a",
        "too long": HTML + b"Content-Length: 3\r\n\r\n<p>" + noise,
        "200 headers": HTML + many + b"\r\n",
        "9,000 headers": HTML + b"a: b\r\n" * 9_000 + b"\r\n",
        "90 KB of colons": HTML + b":" * 90_000 + b"\r\n\r\n",
        "90 KB of folds": HTML + b"X: a" + b"\r\n b" * 22_000 + b"\r\n\r\n",
        "90 KB of spaces": HTML + b"X:" + b" " * 90_000 + b"a\r\n\r\n",
        "NUL in a header": HTML + b"X: a\0b\r\n\r\n<p>a",
    }
    handlers |= {name: sends(answer_bytes) for name, answer_bytes in raw.items()}
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 1000
    handlers |= {
        "endless header": endless(HTML + b"X: ", b"a" * 65_536),
        "endless 103": endless(b"", hints),
        "endless body": endless(HTML + b"\r\n", b"<p>a" * 10_000),
        "endless extensions": endless(chunked, b"1;" + b"x" * 10_000 + b"\r\na\r\n"),
        "endless small chunks": endless(chunked, b"1\r\na\r\n" * 10_000),
        "endless trailers": endless(chunked + b"0\r\n", b"X: y\r\n" * 10_000),
        "304": answer(b"", "304 Not Modified"),
        "to a cookie": answer(b"", "302 Found", Location="", Set_Cookie="a=b"),
        "empty": answer(b""),
        "5 MB of spaces": answer(b" " * 4_999_000),
        "one byte": answer(b"<"),
    }
    targets = {
        "a loop": "loop", "itself": "", "a file": "file:///etc/passwd", "loopback": "//127.1/x",
        "60 KB": "/" + "a" * 60_000, "8 KB": "/" + "%41" * 2_600, "dots": "/" + "../" * 20_000,
        "a host of dots": "http://" + "a." * 4_000, "letters": "http://xn--" + "a" * 4_000,
        "digits": "http://" + "1." * 4_000,
    }  # fmt: skip
    handlers |= {f"to {name}": redirect(target) for name, target in targets.items()}
    bombs = {
        "gzip": gzip_bomb(), "gzip, gzip": gzip.compress(gzip_bomb()),
        "br": packed_bomb(brotli.compress), "deflate": packed_bomb(zlib.compress),
        ", ".join(["gzip"] * 50): noise[:1000],
    }  # fmt: skip
    handlers |= {
        f"bomb of {name[:20]}": answer(body, Content_Encoding=name) for name, body in bombs.items()
    }
    for kind in ("%PDF-1.7\n", "\x89PNG\r\n\x1a\n", "PK\x03\x04", "{", "\0"):
        handlers[f"a body of {kind[:4]!r}"] = answer(kind.encode("latin-1") * 500_000)
    for name in _CHARSETS:
        body = b"<p>" + noise.replace(b"\0", b"a")
        handlers[f"noise as {name}"] = answer(body, content_type=f"text/html; charset={name}")
    return handlers


def headers_of_sites() -> dict[str, Handler]:
    """20 headers, each with what may be slow to read."""
    names = ["Content-Type", "Content-Encoding", "Content-Language", "Set-Cookie", "Location",
             "Link", "Retry-After", "Cache-Control", "Last-Modified", "ETag", "X-Robots-Tag",
             "TDM-Reservation", "Refresh", "Date", "Vary", "Age", "Content-Disposition",
             "Content-Location", "Trailer", "Alt-Svc"]  # fmt: skip
    value_starts = {
        "Content-Type": "text/html; charset=",
        "Set-Cookie": "a=b; expires=",
        "Refresh": "0; url=",
    }
    pieces = [
        " ",
        "a",
        "=",
        ";",
        ",",
        '"',
        "\\",
        "charset=",
        "1",
        "-",
        "<a>; rel=",
        "%41",
        ":",
        "gzip, ",
    ]
    return {
        f"{name}: {piece!r}": answer(
            STORY.encode(),
            "429 Slow"
            if name == "Retry-After"
            else "302 Found"
            if name == "Location"
            else "200 OK",
            "" if name == "Content-Type" else "text/html",
            **{
                name.replace("-", "_"): value_starts.get(name, "")
                + piece * (60_000 // len(piece))
                + 'x"'
            },
        )
        for name in names
        for piece in pieces
    }


def request_headers() -> dict[str, bytes]:
    names = ["Content-Length", "Transfer-Encoding", "Expect", "Host", "Origin", "Authorization",
             "Cookie", "Accept", "Accept-Language", "Content-Type", "Sec-Fetch-Site",
             "If-None-Match", "Range", "Connection", "X-Forwarded-For", "Forwarded", "Via",
             "User-Agent", "Referer", "Access-Control-Request-Method"]  # fmt: skip
    pieces = [
        " ",
        "\t",
        "a",
        "=",
        ";",
        ",",
        '"',
        "\\",
        "a=b;",
        "a;q=0.1,",
        "Basic ",
        "1",
        "a.",
        "[",
        "%41",
        "en-",
    ]
    headers_by_name = {}
    for name in names:
        for piece in pieces:
            for size in (8_100, 60_000):
                value = piece * (size // len(piece))
                line = f"{name}:x{value}x\r\n{name}: {value}\r\n"
                headers_by_name[f"{name}: {piece!r} {size}"] = line.encode()
    return headers_by_name


def page_of(piece: str, size: int) -> str:
    """Return a page with `piece` over and over wherever a page has text."""
    said = piece * (size // len(piece.encode()))
    short = said[:60_000]
    return (
        f'<html lang="en"><head><title>{short}</title><meta name="{short}" content="{short}">'
        f"<link rel=canonical href='/{short[:3000]}'></head><body><h1>{short}</h1>{STORY}"
        f"<p>{said}</p><p>Read the full story at <a href='https://news.example/{short[:8000]}'>{short}</a>.</p>"
        f"<p>As reported by {short[:5000]}, the harbour was closed.</p>{STORY}</body></html>"
    )


class Bench:
    """A server, and a site that does as the test says."""

    def __init__(self, folder: Path, sample: int, **environ: str) -> None:
        self.sample, self.folder = sample, folder
        self.site: list[Listener] = []
        self.table: dict[str, Handler] = {}
        self.site.append(
            Listener(self._handle).listen(HOST, *(f"127.1.1.{n}" for n in range(1, 251)))
        )
        self.port = self.site[0].port
        (folder / "server").mkdir()
        options = {
            "UNABRIDGED_ALLOW_HOSTS": f"127.1.0.0/16:{self.port}",
            "UNABRIDGED_FETCH_SECONDS": "8",
            "UNABRIDGED_SEARCH_SEARXNG": f"http://{HOST}:{self.port}",
            "UNABRIDGED_SEARCH_PER_HOUR": "100000",
            "UNABRIDGED_SEARCH_PER_DAY": "100000",
            **environ,
        }
        self.server = Server(folder / "server", **options)
        self.server.wait()
        self.server_settings = Settings(data=folder / "server")

    def worked(self) -> float:
        """Return the processor time of the process that serves."""
        return time.clock_gettime((~worker_of(self.server) << 3) | 2)

    def _handle(self, connection: socket.socket, request: bytes) -> None:
        path = request.split(b" ")[1].decode("latin-1").partition("?")[0]
        self.table.get(path, answer(b"", "404 Not Found"))(connection, request)

    def url(self, path: str, host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"

    def post(self, path: str, body: object) -> str:
        """Return how it was answered."""
        try:
            response = httpx2.post(
                f"{self.server.base}{path}",
                json=body,
                headers=self.server.owner,
                trust_env=False,
                timeout=600,
            )
        except httpx2.HTTPError as error:
            return type(error).__name__
        return "200" if response.is_success else response.json()["type"].rpartition("/")[2]

    def picked(self, cases: dict[str, object]) -> list[tuple[str, object]]:
        every = list(cases.items())
        few = self.sample and self.sample < len(every)
        return random.Random(1).sample(every, self.sample) if few else every

    def run(self, kind: str, cases: dict[str, object], send: Callable[[str, object], str]) -> None:
        """Send each case, two at a time, and print what it silenced."""
        cases_ = self.picked(cases)
        worst: list[tuple[float, float, str, str]] = []
        with Watch(self.server) as watch, ThreadPoolExecutor(1) as threads:
            for name, case in cases_:
                watch.silence()
                said = threads.submit(send, name, case).result()
                wall, worked = watch.silence()
                worst.append((worked, wall, name, said))
        over = [silence for silence in worst if silence[0] > 1]
        answers: dict[str, int] = {}
        for silence in worst:
            answers[silence[3]] = answers.get(silence[3], 0) + 1
        faults = [
            silence[2]
            for silence in worst
            if silence[3] == "internal_error" or "Error" in silence[3]
        ]
        worst.sort(reverse=True)
        print(f"{kind}: {len(cases_)} tried, {len(over)} silenced it for more than 1 s; {answers}")
        print(
            f"    faults of the program: {faults[:8]}" if faults else "    no fault of the program"
        )
        for worked, wall, name, said in worst[:6]:
            print(f"    {worked:6.2f} s of work ({wall:5.2f} s)  {name[:70]!r}: {said}", flush=True)

    def memory(self) -> float:
        """Return the MB of the process that serves."""
        rollup = Path(f"/proc/{worker_of(self.server)}/smaps_rollup").read_text()
        return int(rollup.partition("\nPss_Anon:")[2].split()[0]) / 1024

    def close(self) -> None:
        self.site[0].stop()
        self.server.stop()


def servers(bench: Bench) -> None:
    def send(_: str, handler: object) -> str:
        bench.table["/page"] = handler  # type: ignore[assignment]
        return bench.post("/v1/extract", {"page": {"url": bench.url("/page")}})

    bench.run("hostile servers", hostile_servers(bench.site), send)
    bench.run("headers of sites", headers_of_sites(), send)

    hosts = iter(range(1, 251))

    def robots(_: str, text: object) -> str:
        bench.table["/robots.txt"] = answer(str(text).encode()[:512_000], content_type="text/plain")
        bench.table["/page"] = answer(STORY.encode())
        address = bench.url("/" + "a" * 4000, f"127.1.1.{next(hosts)}")
        return bench.post("/v1/extract", {"page": {"url": address}})

    bench.run(
        "robots files", {name: text.replace("{n}", "1") for name, text in HOSTILE.items()}, robots
    )
    del bench.table["/robots.txt"]


def pages(bench: Bench) -> None:
    numbers = count()

    def fetched(_: str, html: object) -> str:
        path = f"/page{next(numbers)}"  # one that stopped two workers is left alone
        bench.table[path] = answer(
            str(html).encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
        )
        return bench.post("/v1/compare", {"page": {"url": bench.url(path)}, "save": True})

    def sent(_: str, html: object) -> str:
        text = str(html).encode("utf-8", "replace").decode()
        return bench.post(
            "/v1/compare", {"page": {"html": text, "url": "https://a.example/"}, "save": True}
        )

    heads = {
        f"{tag} of {piece!r}": f"<{tag}{piece * (60_000 // len(piece))}>{STORY}"
        for tag in ("meta ", "meta http-equiv=refresh content='0", "!--", "script ", "base href='")
        for piece in (" ", "a", "a=", "a='", "=", "-", "/")
    }
    bench.run("heads of pages", heads, fetched)
    bench.run("hostile pages, fetched", hostile_pages(1), fetched)
    bench.run("hostile pages, sent", hostile_pages(0.4), sent)
    bench.run(
        "pages of 60 KB of a piece, sent", {piece: page_of(piece, 60_000) for piece in PIECES}, sent
    )
    bench.run(
        "pages of 2 MB of a piece, fetched",
        {piece: page_of(piece, 2_000_000) for piece in PIECES},
        fetched,
    )


def texts(bench: Bench) -> None:
    """Send plain texts, whose words are searched for in an index that holds some."""
    articles = [
        {
            "url": f"https://b.example/{n}",
            "title": "Ferry",
            "text": "The ferry sank, said Ada Varga. 1 a the " * 40,
        }
        for n in range(100)
    ]
    bench.post("/v1/articles", {"articles": articles})

    def send(_: str, text: object) -> str:
        return bench.post("/v1/find", {"page": {"text": f"The ferry sank, said Ada Varga. {text}"}})

    texts_by_piece = {piece: piece * (4_000_000 // len(piece.encode())) for piece in PIECES}
    bench.run("texts of 4 MB of a piece, searched for", texts_by_piece, send)


def headers(bench: Bench) -> None:
    def send(_: str, lines: object) -> str:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", bench.server.port), 120) as connection,
        ):
            connection.sendall(
                b"POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\n" + bytes(lines) + b"\r\n"
            )  # type: ignore[call-overload]
            return connection.recv(100).decode("latin-1").partition(" ")[2][:3] or "closed"
        return "closed"

    bench.run("headers of requests", request_headers(), send)


def connections(bench: Bench) -> None:
    head = b"POST /v1/extract HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    kinds = {
        "nothing": b"", "half a line": b"GE", "half the headers": head,
        "a header's spaces": head + b"Content-Length:x" + b" " * 60_000,
        "half a body": head + b"Content-Length: 100000\r\n\r\n{",
        "half a chunk": head + b"Transfer-Encoding: chunked\r\n\r\n100\r\n{",
        "trailers": head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 1_000,
        "expects": head + b"Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n",
        "many requests": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 500,
    }  # fmt: skip

    def send(_: str, sent: object) -> str:
        with contextlib.ExitStack() as stack:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    connection = stack.enter_context(
                        socket.create_connection(("127.0.0.1", bench.server.port), 60)
                    )
                    connection.settimeout(2)
                    connection.sendall(sent)  # type: ignore[arg-type]
            time.sleep(3)
        return "held"

    bench.run("connections, 200 of a kind", kinds, send)


def hostile_feeds() -> dict[str, bytes]:
    def rss(items: str) -> bytes:
        return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()

    feeds_by_name = {
        f"titles of {piece!r}": rss(
            "".join(
                f"<item><title>{_xml(piece) * (50_000 // len(piece))}</title><link>http://{HOST}/{n}</link>"
                f"<description>{_xml(piece) * (50_000 // len(piece))}</description></item>"
                for n in range(20)
            )
        )
        for piece in PIECES
    }
    feeds_by_name["100,000 items"] = rss(
        "".join(
            f"<item><title>Ferry {n}</title><link>http://{HOST}/a{n}</link></item>"
            for n in range(100_000)
        )
    )
    feeds_by_name["a text of 10 MB"] = rss(
        f"<item><title>a</title><link>http://{HOST}/b</link>"
        f"<description>{'The ferry sank. ' * 600_000}</description></item>"
    )
    feeds_by_name["deep"] = b"<rss>" + b"<a>" * 3_000_000
    feeds_by_name["JSON, deep"] = (
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 9_000_000
    )
    feeds_by_name["entities"] = b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>"
    feeds_by_name["comments"] = b"<!--" * 4_000_000
    return feeds_by_name


def _xml(piece: str) -> str:
    return piece.replace("&", "&amp;").replace("<", "&lt;")


def feeds(bench: Bench) -> None:
    def send(name: str, body: object) -> str:
        path = f"/feed{abs(hash(name))}"
        bench.table[path] = answer(bytes(body), content_type="application/rss+xml")  # type: ignore[call-overload]
        return bench.post("/v1/feeds", {"url": bench.url(path)})

    bench.run("feeds, added", hostile_feeds(), send)
    # The poller reads them by itself: what they silence meanwhile.
    bench.run(
        "feeds, polled", {"three minutes": 180}, lambda _, seconds: time.sleep(int(seconds)) or "ok"
    )  # type: ignore[call-overload]


def memory(bench: Bench) -> None:
    bench.table["/page"] = answer(STORY.encode())
    bench.post("/v1/extract", {"page": {"url": bench.url("/page")}})
    before = bench.memory()
    lines = "".join(f"User-agent: a{n}\n" for n in range(3_000)) + "User-agent: *\n"
    lines += "".join(f"Disallow: /{n:08}*a$\n" for n in range(20_000))
    bench.table["/robots.txt"] = answer(lines.encode()[:511_000], content_type="text/plain")
    for n in range(1, 201):
        bench.post("/v1/extract", {"page": {"url": bench.url("/page", f"127.1.1.{n}")}})
    after = bench.memory()
    print(f"memory: {before:.0f} MB; after 200 robots files {after:.0f} MB ({after - before:+.0f})")
    names = list(hostile_feeds().values())
    for n in range(200):
        bench.table[f"/f{n}"] = answer(names[n % len(names)], content_type="application/rss+xml")
        bench.post("/v1/feeds", {"url": bench.url(f"/f{n}")})
    fed = bench.memory()
    print(f"memory after 200 feeds more: {fed:.0f} MB ({fed - before:+.0f})", flush=True)
    junk = json.dumps(
        {"results": [{"url": "https://a.example/", "title": "x" * 900_000}] * 1}
    ).encode()
    bench.table["/search"] = answer(junk, content_type="application/json")
    page = {
        "text": "The harbour of Port Ellery was closed by engineer Ada Varga on Monday. It is old."
    }
    for _ in range(200):
        bench.post("/v1/find", {"page": page, "search": {"providers": ["searxng"]}})
    last = bench.memory()
    print(
        f"memory after 200 answers of a provider more: {last:.0f} MB ({last - before:+.0f})",
        flush=True,
    )


CALLS = [
    ("GET", "/v1/comparisons", None),
    ("GET", "/v1/me", None),
    ("DELETE", "/v1/me", None),
    ("GET", "/v1/feeds", None),
    ("GET", "/metrics", None),
    ("GET", "/admin", None),
    ("POST", "/v1/pairings", {"scopes": ["compare", "index", "admin"]}),
    ("POST", "/v1/feeds", {"url": "https://feeds.example/a"}),
    ("DELETE", "/v1/comparisons/x", None),
]
_NGINX = """{runs_as} pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}}
http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
upstream one {{ server 127.0.0.1:{to}; {upstream} }}
server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://one; {lines} }} }} }}"""
_KEEP = 'proxy_http_version 1.1; proxy_set_header Connection "";'
_HAPROXY = """defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  {lines}
listen all
  bind 127.0.0.1:{port}
  server one 127.0.0.1:{to}
"""
_CADDY = """{{
  admin off
}}
http://:{port} {{
  reverse_proxy 127.0.0.1:{to} {{
    {lines}
  }}
}}
"""
_PROXIES = {
    "nginx, HTTP/1.0": ("nginx", _NGINX, "proxy_http_version 1.0;", ""),
    "nginx, HTTP/1.1": ("nginx", _NGINX, "proxy_http_version 1.1;", ""),
    "nginx, HTTP/1.1, Connection empty": (
        "nginx", _NGINX, _KEEP, ""),
    "nginx, HTTP/1.1, keep-alive": (
        "nginx", _NGINX, _KEEP, "keepalive 8;"),
    "nginx, HTTP/1.1, the caller's host": (
        "nginx", _NGINX,
        f"{_KEEP} proxy_set_header Host $http_host;", ""),
    "Caddy": ("caddy", _CADDY, "", ""),
    "Caddy without its headers": (
        "caddy", _CADDY, "\n".join(f"header_up -{name}" for name in (
            "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via")), ""),
    "HAProxy": ("haproxy", _HAPROXY, "", ""),
    "HAProxy, closing": ("haproxy", _HAPROXY, "option httpclose", ""),
    "HAProxy, reusing": ("haproxy", _HAPROXY, "http-reuse always", ""),
}  # fmt: skip


@contextlib.contextmanager
def proxy(name: str, to: int, user: int | None) -> Iterator[str]:
    """Return the address of a proxy that leads to the port `to`, run as `user`."""
    program, text, lines, upstream = _PROXIES[name]
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        Path(folder).chmod(0o777)
        file = Path(folder) / "conf"
        # Started by root, nginx would choose another user itself.
        runs_as = "" if user else "user root;"
        file.write_text(
            text.format(
                folder=folder, port=port, to=to, lines=lines, upstream=upstream, runs_as=runs_as
            )
        )
        command = {
            "nginx": ["/usr/sbin/nginx", "-p", folder, "-c", str(file)],
            "caddy": ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"],
            "haproxy": ["/usr/sbin/haproxy", "-db", "-f", str(file)],
        }[program]
        environ = {**os.environ, "HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, env=environ, user=user, group=user, stdout=quiet, stderr=quiet
        )
        try:
            until(
                lambda: httpx2.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).is_success
            )
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until it holds; connections may fail meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(httpx2.HTTPError, OSError):
            if holds():
                return
        time.sleep(0.1)
    raise AssertionError("it did not come true")


def proxies(_: Bench) -> None:
    """Print through which proxies what is kept can be reached without a token."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        for name in _PROXIES:
            for who, user in (("another user", 65534), ("the server's user", None)):
                acted = tried = 0
                with proxy(name, server.port, user) as base:
                    for host in ("127.0.0.1", "localhost", f"127.0.0.1:{server.port}", "a.example"):
                        for method, path, body in CALLS:
                            response = httpx2.request(
                                method, base + path, json=body, headers={"Host": host},
                                trust_env=False, timeout=60,
                            )  # fmt: skip
                            tried += 1
                            # 404 and 422 come after the question who calls.
                            acted += response.status_code in (200, 201, 204, 404, 422, 502)
                print(f"{name:36} {who:18} {acted:3} of {tried} acted", flush=True)


_FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


def links(bench: Bench) -> None:
    """Open the link of a comparison of 4 MB 60 times at once, in each form."""
    sentences = [
        f"The {n * 7 % 97} members of group {n * 13 % 89} paid {n % 100} euros for boat {n}."
        for n in range(4_900)
    ]
    texts = [" ".join(sentences), " ".join(sentences).replace(" euros", " crowns")]
    body = {"page": {"text": texts[0]}, "source": {"text": texts[1]}, "save": "link"}
    response = httpx2.post(
        f"{bench.server.base}/v1/compare",
        json=body,
        headers=bench.server.owner,
        trust_env=False,
        timeout=600,
    )
    key, size = response.json()["id"], len(response.content)
    for path in (f"/v1/comparisons/{key}", f"/c/{key}", f"/c/{key}/card.png"):

        def view(_: int, path: str = path) -> int:
            url = f"{bench.server.base}{path}"
            return httpx2.get(url, trust_env=False, timeout=600).status_code

        for kind in ("first", "next"):
            start = _worked(bench.server)
            with Watch(bench.server) as watch, ThreadPoolExecutor(60) as threads:
                answers = Counter(threads.map(view, range(60)))
                wall, worked = watch.silence()
            seconds = _worked(bench.server) - start
            print(
                f"links: the {kind} 60 views at once of {path[:8]}… of {size / 1e6:.1f} MB: "
                f"{seconds:.2f} s of the server's own time, silent for {worked:.2f} s of it "
                f"({wall:.1f} s); {dict(answers)}",
                flush=True,
            )


def originals(bench: Bench) -> None:
    """Compare a page of 500 KB with five originals as long, of alike numbers or names."""
    people = ["Ada Varga", "Bela Marsh", "Cem Orlund", "Dora Noor", "Egil Pell", "Fay Ibsen"]

    def numbers(n: int, seed: int) -> str:
        paid = f"{(n + seed) % 100} euros and {(n * 3 + seed) % 50} crowns for boat {n}"
        return f"The {(n * 7 + seed) % 97} members of group {(n * 13 + seed) % 89} paid {paid}."

    def names(n: int, seed: int) -> str:
        met, said, also = (people[(n * factor + seed) % 6] for factor in (1, 3, 5))
        return f'"We met {met} at pier {n % 40}," said {said} of the council, and {also} agreed.'

    for write in (numbers, names):
        texts = [
            {"text": " ".join(write(n, seed) for n in range(500_000 // len(write(50, seed))))}
            for seed in range(6)
        ]
        start, before = bench.worked(), of_workers(bench.server)[0]
        body = {"page": texts[0], "sources": texts[1:], "save": True}
        with Watch(bench.server) as watch:
            response = httpx2.post(
                f"{bench.server.base}/v1/compare",
                json=body,
                headers=bench.server.owner,
                trust_env=False,
                timeout=600,
            )
            wall, worked = watch.silence()
        sent = sum(len(text["text"]) for text in texts)
        spent, peak = of_workers(bench.server)
        print(
            f"originals: five of alike {write.__name__}: {len(response.content) / sent:.1f} times "
            f"the bytes asked, {bench.worked() - start:.2f} s of the server's own time, silent for "
            f"{worked:.2f} s of it ({wall:.1f} s); workers: "
            f"{spent - before:.1f} s, at most {peak:.0f} MB each",
            flush=True,
        )


def of_workers(server: Server) -> tuple[float, float]:
    """Return the processor time, and the most memory of one, of the processes that read."""
    pids = [worker_of(server)]
    for pid in pids:
        pids += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    used = [time.clock_gettime((~pid << 3) | 2) for pid in pids[1:]]
    peaks = [Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2] for pid in pids[1:]]
    return sum(used), max(int(peak.split()[0]) for peak in peaks) / 1024


def _worked(server: Server) -> float:
    """Return the processor time of the process that serves."""
    return time.clock_gettime((~worker_of(server) << 3) | 2)


def clocks(bench: Bench) -> None:
    """Print what a clock 400 days off loses, at start and while the server runs."""
    with ThreadPoolExecutor(4) as threads:
        cases = [(when, days) for when in ("at start", "while running") for days in (400, -400)]
        for line in threads.map(lambda case: _clock(bench.folder, *case), cases):
            print(line, flush=True)


def _clock(above: Path, when: str, days: int) -> str:
    folder = Path(tempfile.mkdtemp(dir=above))
    now = folder / "now"
    now.write_text("+0d")
    environ = {
        "LD_PRELOAD": _FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(now), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1", "UNABRIDGED_INDEX_DAYS": "90",
    }  # fmt: skip
    articles = [
        {"url": f"https://a.example/{n}", "title": f"Ferry {n}", "text": "It sank.",
         **({"published": time.strftime("%Y-%m-%d")} if n % 2 else {})}
        for n in range(20)
    ]  # fmt: skip
    body = {"page": {"text": "A page. It says two things."}, "find": False, "save": True}

    def counts() -> tuple[int, int]:
        with sqlite3.connect(folder / "unabridged.sqlite3") as db:
            saved = db.execute("select count(*) from comparisons").fetchone()[0]
        with sqlite3.connect(folder / "articles.db") as db:
            return db.execute("select count(*) from articles").fetchone()[0], saved

    with running_server(folder, **environ) as server:
        owner = httpx2.Client(
            base_url=server.base, headers=server.owner, trust_env=False, timeout=60
        )
        owner.post("/v1/articles", json={"articles": articles})
        for _ in range(20):
            owner.post("/v1/compare", json=body)
        before = counts()
        if when == "while running":
            now.write_text(f"{days:+d}d")
            time.sleep(640)  # retention has looked once more
            now.write_text("+0d")
    if when == "at start":
        now.write_text(f"{days:+d}d")
        with running_server(folder, **environ):
            time.sleep(60)
        now.write_text("+0d")
    with running_server(folder, **environ):
        time.sleep(30)
    after = counts()
    changes = ", ".join(f"{was} -> {now}" for was, now in zip(before, after, strict=True))
    return f"clock {days:+d} days {when}: articles and saved pages {changes}"


def documents(bench: Bench) -> None:
    numbers, taken = count(), dict[str, float]()

    def send(name: str, document: object) -> str:
        path = f"/paper{next(numbers)}"
        bench.table[path] = answer(bytes(document), content_type="application/pdf")  # type: ignore[call-overload]
        started = time.monotonic()
        said = bench.post("/v1/extract", {"page": {"url": bench.url(path)}})
        taken[name] = time.monotonic() - started
        return said

    bench.run("hostile documents", hostile_documents(), send)
    bench.run("mutated documents", mutated_documents(), send)
    for name in sorted(taken, key=taken.__getitem__)[:-6:-1]:
        print(f"    answered after {taken[name]:.1f} s: {name}", flush=True)


def backups(bench: Bench) -> None:
    folder = bench.folder / "backups"
    before, after = Settings(data=folder / "before"), Settings(data=folder / "after")
    for settings, comparisons in ((before, 3), (after, 1)):
        fill(settings, comparisons)
        fill_index(settings)
    said, contents = Counter[str](), held(after)
    for name, copy in damaged(backup(before, folder), folder).items():
        try:
            restore(after, copy, replace=True)
            end = "restored"
        except (ValueError, SystemExit, Problem, OSError):  # what the command line says in words
            end = "refused"
        except Exception as error:  # noqa: BLE001 - a traceback on the command line
            end = type(error).__name__
        end += ", the server changed" * (held(after) != contents)
        said[end] += 1
        if end != "refused":
            print(f"    {end}: {name}")
            contents = held(after)
    print(f"damaged backups: {said.total()} tried; {dict(said)}", flush=True)


def main() -> None:
    """Run the parts named, or all."""
    parts = [
        servers,
        headers,
        connections,
        bodies,
        pages,
        texts,
        feeds,
        memory,
        links,
        originals,
        proxies,
        clocks,
        documents,
        backups,
    ]
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[[], *(part.__name__ for part in parts)])
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.sample)
        try:
            for part in parts:
                if not options.parts or part.__name__ in options.parts:
                    part(bench)
        finally:
            bench.close()


if __name__ == "__main__":
    main()
