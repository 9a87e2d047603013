"""A stand-in of Miniflux 2.3.5: the calls of its API that bridges use, in their shapes."""

import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "an API key"
SECRET = "a webhook's secret"


class StandIn(ThreadingHTTPServer):
    """Holds entries in memory; `status` is answered to everything while it is set."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.entries = {}
        self.writes = []
        self.polls = 0  # questions for new entries
        self.token = TOKEN
        self.status = None
        self.headers = {}
        self.lock = threading.Lock()

    def add(self, url, title="A title", content="<p>A lead.</p>", feed=1, feed_title="A feed"):
        """Add an entry; return its number."""
        with self.lock:
            number = len(self.entries) + 1
            self.entries[number] = {
                "id": number,
                "user_id": 1,
                "feed_id": feed,
                "status": "unread",
                "hash": f"{number:064x}",
                "title": title,
                "url": url,
                "comments_url": "",
                "published_at": f"2026-03-02T09:{number % 60:02}:00Z",
                "created_at": "2026-03-02T10:00:00.000000Z",
                "changed_at": "2026-03-02T10:00:00.000000Z",
                "content": content,
                "author": "",
                "share_code": "",
                "starred": False,
                "reading_time": 1,
                "enclosures": [],
                "tags": [],
                "feed": {"id": feed, "user_id": 1, "feed_url": f"{url}/feed", "title": feed_title},
            }
            return number

    def webhook(self, numbers, secret=SECRET):
        """Return body and headers of the webhook about new entries of one feed."""
        entries = [dict(self.entries[number]) for number in numbers]
        feed = entries[0]["feed"]
        for entry in entries:
            entry.pop("feed")
        body = json.dumps({"event_type": "new_entries", "feed": feed, "entries": entries}).encode()
        return body, {
            "Content-Type": "application/json",
            "X-Miniflux-Event-Type": "new_entries",
            "X-Miniflux-Signature": hmac.new(secret.encode(), body, "sha256").hexdigest(),
        }


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self._refused():
            return
        place = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        with self.server.lock:
            entries = dict(self.server.entries)
        if place.path == "/v1/me":
            self._answer(200, {"id": 1, "username": "iris", "is_admin": True})
        elif place.path == "/v1/entries":
            self.server.polls += "after_entry_id" in query
            after = int(query.get("after_entry_id", 0))
            numbers = sorted(number for number in entries if number > after)
            if query.get("direction") == "desc":
                numbers.reverse()
            shown = [entries[number] for number in numbers[: int(query.get("limit", 100))]]
            self._answer(200, {"total": len(numbers), "entries": shown})
        else:
            self._one(entries.get(int(place.path.rpartition("/")[2])), 200)

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._refused():
            return
        number = int(self.path.rpartition("/")[2])
        if not body["content"]:
            self._answer(400, {"error_message": "the entry content cannot be empty"})
            return
        with self.server.lock:
            entry = self.server.entries.get(number)
            if entry:
                # As its sanitizer writes links.
                rel = ' rel="noopener noreferrer" referrerpolicy="no-referrer" target="_blank">'
                entry["content"] = body["content"].replace('">', f'"{rel}').strip()
                self.server.writes.append(number)
        self._one(entry, 201)

    def _one(self, entry, status):
        if entry is None:
            self._answer(404, {"error_message": "Resource Not Found"})
        else:
            self._answer(status, entry)

    def _refused(self):
        if self.headers["X-Auth-Token"] != self.server.token:
            self._answer(401, {"error_message": "Access Unauthorized"})
            return True
        if self.server.status:
            self._answer(self.server.status, {"error_message": "Not now"}, self.server.headers)
            return True
        return False

    def _answer(self, status, value, headers=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
