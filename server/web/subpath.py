"""Serves the application below the path of UNABRIDGED_ADDRESS.

Requests may have the path or not, so that it does not matter whether a proxy removes it; links in
pages always have it.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Subpath:
    """The WSGI application `app` below the path of `address`, if it has one."""

    def __init__(self, app: WSGIApplication, address: str) -> None:
        self._app = app
        self._path = urlsplit(address).path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self._path:
            path = environ.get("PATH_INFO", "")
            if path == self._path or path.startswith(f"{self._path}/"):
                environ["PATH_INFO"] = path[len(self._path) :] or "/"
            environ["SCRIPT_NAME"] = self._path
        return self._app(environ, start_response)
