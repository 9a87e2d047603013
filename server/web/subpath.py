"""Serves the application below a path, as `UNABRIDGED_ADDRESS=https://x.example/unabridged` asks.

Requests are understood with and without the path, so that it does not matter whether a proxy takes
it off; links in pages always have it.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Subpath:
    """The WSGI application `app` below the path of the address `address`, if it has one."""

    def __init__(self, app: WSGIApplication, address: str) -> None:
        self._app = app
        self._path = urlsplit(address).path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self._path:
            asked = environ.get("PATH_INFO", "")
            if asked == self._path or asked.startswith(f"{self._path}/"):
                environ["PATH_INFO"] = asked[len(self._path) :] or "/"
            environ["SCRIPT_NAME"] = self._path
        return self._app(environ, start_response)
