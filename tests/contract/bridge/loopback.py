"""Pages and feeds on loopback, written for tests of bridges."""

import threading
from collections import defaultdict
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

MADE = Path(__file__).parents[2] / "e2e/made/pages"
STORY = [
    "The port of Ellery will shut its oldest dock in May, the harbour board decided on Monday.",
    "The dock was built in 1884 and has handled grain, coal and, lately, a single ferry.",
    "“We have patched it for thirty years, and its piles are gone,” said Mara Lindqvist, its head.",
    "Divers found that 41 of its 260 oak piles no longer carry any weight.",
    "Repairs would have cost 18 million crowns, twice what the port earns in a year.",
    "The ferry to Brackholm moves to the new quay, which lies 900 metres further north.",
    "Its captain, Jonas Veit, said that the crossing would take six minutes longer.",
    "Fishermen who moor at the old dock get berths at half price until the end of next year.",
    "The town council had asked for a postponement, and lost by four votes to three.",
    "What becomes of the warehouses beside it is to be settled by a competition in autumn.",
]
OTHER = [
    "A choir of two hundred children sang in the square of Norhaven on Saturday evening.",
    "They had practised for five months under Elin Brask, a teacher at the town's school.",
    "Three of the songs were written for the evening by pupils of the eighth class.",
    "Rain had been forecast, and stayed away until the last verse.",
    "The mayor thanked the fire brigade, which had lent its benches and its lamps.",
    "Brask said that she would rather have a choir than a holiday, and that it showed.",
    "Tickets were free; a collection brought 31,400 crowns for the school's new piano.",
    "Next year the choir will sing in Ellery, where it has been invited by the harbour board.",
    "Until then it meets on Tuesdays in the gymnasium, and takes whoever likes to sing.",
    "Its youngest member is six years old and has the loudest voice of all, Brask said.",
]


def page(title, sentences, more="", publisher="Harrow Wire"):
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="{publisher}"></head>'
        f"<body><article><h1>{title}</h1>{body}{more}</article></body></html>"
    )


def whole(sentences):
    """Return a feed's content that is a whole article."""
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


class Item(NamedTuple):
    """An entry of a feed."""

    url: str
    title: str
    content: str = "<p>A lead.</p>"
    published: str = "Mon, 02 Mar 2026 09:30:00 GMT"


def rss(title, home, items):
    """Return a feed as RSS with contents."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f"<guid>{escape(item.url)}</guid><pubDate>{item.published}</pubDate>"
        f"<content:encoded>{escape(item.content)}</content:encoded></item>"
        for item in items
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>{home}</link>{entries}</channel></rss>"
    )


class Site(ThreadingHTTPServer):
    """Serves pages and feeds by path on loopback, and notes what is asked for.

    A path in `held` is answered once its event is set.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Pages)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.pages = {}
        self.asked = []
        self.held = defaultdict(threading.Event)

    def made(self, name):
        """Serve a page of tests/e2e/made, with the links on it; return its address."""
        html = (MADE / name).read_text("utf-8").replace("{port}", str(self.server_port))
        self.pages[f"/{name}"] = html
        return f"http://localhost:{self.server_port}/{name}"


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        html = self.server.pages.get(self.path)
        self.server.asked.append(self.path)
        if self.path in self.server.held:
            self.server.held[self.path].wait(120)
        body = (html or "nothing").encode()
        is_feed = body.startswith(b"<?xml")
        kind = ("application/rss+xml" if is_feed else "text/html") if html else "text/plain"
        self.send_response(200 if html else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
