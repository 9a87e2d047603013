"""A file that is no page, such as a feed or a site map, and where redirects may lead."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from server.errors import BlockedAddress
from server.net.session import HttpSession, too_large


@dataclass(frozen=True, slots=True)
class Answer:
    """A file as the other site served it; `headers` by lower-case name.

    `url` is where it was found; `moved` where redirects that are meant for good led first.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: str | None = None

    @property
    def content_type(self) -> str:
        """The Content-Type header, or an empty string."""
        return self.headers.get("content-type", "")


def onward(url: httpx2.URL, target: httpx2.URL) -> httpx2.URL:
    """Return the address that `url` leads to at `target`: never from https to http.

    The same address by https is taken instead. Raises BlockedAddress where that is not possible:
    the port is not http's own, or the site leads from there back to http.
    """
    if (url.scheme, target.scheme) != ("https", "http"):
        return target
    secure = target.copy_with(scheme="https")
    if target.port is not None or secure == url:
        raise BlockedAddress(
            f"{url} leads to {target}, which is not encrypted: anybody on the way could change "
            "the page. Open it in a browser and compare there, or give the http address itself.",
            host=target.raw_host.decode("ascii"),
            why="not_encrypted",
        )
    return secure


def read_whole(
    session: HttpSession, response: httpx2.Response, url: httpx2.URL, most: int
) -> Answer:
    """Return the file in an answer of `url`; raise PageTooLarge beyond `most` bytes."""
    body, whole = session.read(response, most)
    if not whole:
        raise too_large(url.raw_host.decode("ascii"), most)
    return Answer(str(url), response.status_code, dict(response.headers.items()), body)
