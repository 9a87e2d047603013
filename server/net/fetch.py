"""Fetches one page for one request: redirects, refusals, limits, then HTML as text or a PDF."""

import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import httpx2

from server import errors
from server.config import Settings
from server.model import REFUSALS, DocumentInput, PageInput, Stage
from server.net import content
from server.net.budget import Budget, HostQueue
from server.net.connect import GuardedBackend, Resolver, system_resolver
from server.net.policy import Policy, opening
from server.net.robots import MOST_BYTES as MOST_ROBOTS_BYTES
from server.net.robots import Robots
from server.net.session import Answer, HttpSession, onward, too_large, trusted_authorities
from server.urls import Kind, host_of, is_a, join, normalise, parse, unwrap

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class PassingStatus(errors.PageStatus):
    """An error status that may pass: the next try may succeed."""

    retryable = True


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the other site served it.

    `url` is where redirects led; `headers` are by lower-case name. Of a PDF, `document` has the
    bytes and `html` is empty.
    """

    url: str
    status: int
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    document: bytes | None = None

    def as_input(self) -> PageInput:
        """Return the page for the reader."""
        if self.document is not None:
            return DocumentInput(url=self.url, status=self.status, document=self.document)
        return PageInput(url=self.url, status=self.status, html=self.html)


class Fetcher:
    """Makes every request of the server; safe to share between threads.

    `pages` are addresses that are answered with the HTML given, without any connection.
    `resolve` and `ssl_context` default to the system's. Without `public` nothing is reached but
    what the settings' allow list names.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        pages: Mapping[str, str] | None = None,
        resolve: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
        public: bool = True,
    ) -> None:
        """Raise ValueError when the allow list can't be read."""
        self._settings = settings
        self._pages = {normalise(address): html for address, html in (pages or {}).items()}
        self._policy = Policy(settings.allow_hosts, public=public)
        self._resolve = resolve
        self._ssl_context = ssl_context or trusted_authorities()
        self._robots = Robots()
        self._queue = HostQueue()

    @classmethod
    def of_services(cls, settings: Settings, addresses: Iterable[str]) -> "Fetcher":
        """Return a fetcher for services of the operator, who may be in the private network."""
        opened = (*settings.allow_hosts, *map(opening, addresses))
        # robots.txt is for crawlers, not for documented interfaces.
        return cls(replace(settings, allow_hosts=opened, respect_robots=False))

    def fetch(
        self,
        url: str,
        *,
        seconds: float | None = None,
        stage: Stage = "article",
        cancelled: threading.Event | None = None,
    ) -> Fetched:
        """Fetch the page at `url` within `seconds` (default: the setting) for everything.

        Returns pages with status 2xx, and with one of REFUSALS where they are HTML. Raises a
        FetchProblem, LeadsNowhere, NotHtml, UnreadableHtml, PageTooLarge or Cancelled at `stage`.
        """
        budget = Budget(seconds or self._settings.fetch_seconds, cancelled)
        with _problems_at(stage), self._session(budget) as session:
            return self._follow(session, budget, parse(url))

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        most: int,
        *,
        seconds: float | None = None,
        cancelled: threading.Event | None = None,
    ) -> Answer:
        """Fetch the file at `url`, of any type and at most `most` bytes; 304 has no body.

        `headers` go with the request (Accept, If-None-Match, …). Raises a FetchProblem,
        PageTooLarge or Cancelled.
        """
        budget = Budget(seconds or self._settings.fetch_seconds, cancelled)
        moved, for_good, hops = None, True, self._settings.redirects + 1
        with _problems_at("request"), self._session(budget) as session:
            address = parse(url)
            for _ in range(hops):
                with self._response(session, budget, address, headers) as response:
                    status, target = response.status_code, _redirect(response, address)
                    if status >= 400:
                        raise _status_problem(response, address)
                    if target is None:
                        return replace(session.read_whole(response, address, most), moved=moved)
                address = onward(address, target)
                for_good = for_good and status in {301, 308}
                moved = str(address) if for_good else moved
            raise errors.TooManyRedirects(
                f"{url} leads on and on ({hops} redirects, the last to {address}).", url=url
            )

    def site_maps(
        self, url: str, seconds: float, cancelled: threading.Event | None = None
    ) -> list[str]:
        """Return the addresses of site maps that the robots.txt of the site of `url` names."""
        budget, address = Budget(seconds, cancelled), parse(url)
        with (
            self._session(budget) as session,
            self._queue.turn(address.raw_host.decode("ascii"), budget),
        ):
            read = partial(_robots_file, session, self._settings.redirects)
            addresses = self._robots.site_maps(address, read, budget)
        files = list[str]()
        for place in addresses:
            with suppress(errors.InvalidAddress):
                files.append(str(join(address, place)))
        return files

    def post(
        self, url: str, headers: Mapping[str, str], body: bytes, most: int, budget: Budget
    ) -> Answer:
        """Send `body` to `url` and return at most `most` bytes; never redirected.

        Raises what `get` raises; PageStatus for every status of 300 and above.
        """
        return self.send("POST", url, headers, body, budget, most=most)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        budget: Budget,
        *,
        most: int,
    ) -> Answer:
        """Call an interface at `url`, as `post` does, by another method."""
        address = parse(url)
        with (
            self._session(budget) as session,
            self._response(session, budget, address, headers, post=body, method=method) as response,
        ):
            if response.status_code >= 300:
                raise _status_problem(response, address)
            return session.read_whole(response, address, most)

    def is_crowded(self, url: str) -> bool:
        """Whether many fetches wait for the host of `url`."""
        return self._queue.is_crowded(host_of(url) or "")

    def in_queue(self, queue: HostQueue) -> "Fetcher":
        """Return this fetcher with requests that wait for `queue`."""
        fetcher = copy(self)
        fetcher._queue = queue
        return fetcher

    def _session(self, budget: Budget) -> closing[HttpSession]:
        backend = GuardedBackend(self._policy, self._resolve, budget)
        return closing(HttpSession(backend, self._ssl_context, self._settings.user_agent, budget))

    def _follow(self, session: HttpSession, budget: Budget, url: httpx2.URL) -> Fetched:
        hops: list[str] = []
        visited: set[object] = set()
        for _ in range(self._settings.redirects + 1):
            asked_for = (url.copy_with(fragment=None), session.cookies())
            if asked_for in visited:
                break
            visited.add(asked_for)
            if target := _dead_end(url):
                hops.append(str(url))
                url = target
                continue
            html = self._pages.get(normalise(str(url)))
            known_page = None if html is None else Fetched(str(url), 200, html)
            answer = known_page or self._ask(session, budget, url)
            if isinstance(answer, Fetched):
                refreshed = _refresh_address(answer)
                if refreshed is None:
                    if is_a(answer.url, "app_link"):
                        raise _leads_nowhere(answer.url, "app")
                    return answer
                answer = refreshed
            hops.append(str(url))
            url = onward(url, answer)
        raise errors.TooManyRedirects(
            f"{hops[0]} leads on and on ({len(hops)} redirects, the last to {url}).",
            url=hops[0],
            hops=hops,
        )

    def _ask(self, session: HttpSession, budget: Budget, url: httpx2.URL) -> Fetched | httpx2.URL:
        """Take one hop: return a page, or the next address."""
        with self._response(session, budget, url) as response:
            return _redirect(response, url) or _page(session, response, url, self._settings)

    @contextmanager
    def _response(
        self,
        session: HttpSession,
        budget: Budget,
        url: httpx2.URL,
        headers: Mapping[str, str] | None = None,
        post: bytes | None = None,
        method: str | None = None,
    ) -> Iterator[httpx2.Response]:
        """Request `url` in its turn, where its site lets programs have it."""
        with self._queue.turn(url.raw_host.decode("ascii"), budget):
            read = partial(_robots_file, session, self._settings.redirects)
            if self._settings.respect_robots and not self._robots.allows(url, read, budget):
                raise errors.RobotsDisallowed(
                    f"The robots.txt of {url.raw_host.decode('ascii')} asks programs to stay away "
                    f"from {url}. Open the page in a browser and compare there.",
                    url=str(url),
                )
            with session.get(url, headers, post, method) as response:
                yield response


@contextmanager
def _problems_at(stage: Stage) -> Iterator[None]:
    try:
        yield
    except errors.Problem as problem:
        problem.at_stage(stage)
        raise


# What to do about an address that leads to no text, by its kind.
_DEAD_ENDS: dict[Kind, str] = {
    "wrapped": "is a news aggregator's own address, from which only scripts lead on. Open it and "
    "press the button there.",
    "app": "is an app's address and holds no article. Open the article in a browser and press the "
    "button there.",
    "video": "is a video, whose words can't be read. Compare a written report of it, or send its "
    "transcript as text.",
}


def _dead_end(url: httpx2.URL) -> httpx2.URL | None:
    """Return the page whose address `url` holds, if it holds one; raise LeadsNowhere."""
    address = str(url)
    kind = next((dead_end for dead_end in _DEAD_ENDS if is_a(address, dead_end)), None)
    if kind is None:
        return None
    inner = unwrap(address) if kind == "wrapped" else address
    if inner != address:
        return parse(inner)
    raise _leads_nowhere(address, kind)


def _leads_nowhere(address: str, kind: Kind) -> errors.LeadsNowhere:
    return errors.LeadsNowhere(f"{address} {_DEAD_ENDS[kind]}", url=address, kind=kind)


def _redirect(response: httpx2.Response, url: httpx2.URL) -> httpx2.URL | None:
    """Return the address that the answer of `url` leads on to, if it does."""
    target = response.headers.get("location")
    return join(url, target) if response.has_redirect_location and target else None


def _robots_file(session: HttpSession, redirects: int, url: httpx2.URL) -> tuple[int, str]:
    for _ in range(redirects + 1):
        with session.get(url) as response:
            if target := _redirect(response, url):
                url = target
                continue
            if not response.is_success:
                return response.status_code, ""
            body, _ = session.read(response, MOST_ROBOTS_BYTES)
            return response.status_code, body.decode("utf-8-sig", "replace")
    return 404, ""  # beyond the redirects it is unavailable (RFC 9309 2.3.1.2)


def _page(
    session: HttpSession, response: httpx2.Response, url: httpx2.URL, settings: Settings
) -> Fetched:
    content_type = response.headers.get("content-type", "")
    status = response.status_code
    if not response.is_success and not (status in REFUSALS and content.may_be_html(content_type)):
        raise _status_problem(response, url)
    content.check_label(str(url), content_type)
    limit = settings.document_bytes if content.may_be_pdf(content_type) else settings.page_bytes
    body, is_whole = session.read(response, limit)
    if response.is_success and content.is_pdf(content_type, body):
        if not is_whole:
            raise too_large(url.raw_host.decode("ascii"), limit)
        return Fetched(str(url), status, "", document=body)
    try:
        content.check_bytes(str(url), content_type, body)
    except errors.NotHtml:
        # "Forbidden" in plain text: report the refusal rather than the content type.
        if not response.is_success:
            raise _status_problem(response, url) from None
        raise
    if not is_whole or len(body) > settings.page_bytes:
        raise too_large(url.raw_host.decode("ascii"), settings.page_bytes)
    html = content.decode(body, content_type)
    if not html.strip():
        raise errors.UnreadableHtml(
            f"{url} answers with an empty page.", url=str(url), http_status=status
        )
    return Fetched(str(url), status, html, dict(response.headers.items()))


def _status_problem(response: httpx2.Response, url: httpx2.URL) -> errors.PageStatus:
    status = response.status_code
    kind = PassingStatus if status in _PASSING else errors.PageStatus
    advice = {404: "Check the address.", 410: "It was taken down."}.get(status, "Try again later.")
    if status in REFUSALS:
        advice = "Open the page in a browser and compare there."
    params: dict[str, Any] = {"url": str(url), "http_status": status}
    if kind is PassingStatus and "retry-after" in response.headers:
        params["retry_after"] = response.headers["retry-after"]
    reason = response.reason_phrase or "no reason given"
    return kind(f"{url} answers with status {status} ({reason}). {advice}", **params)


def _refresh_address(page: Fetched) -> httpx2.URL | None:
    """Return where the page itself sends its readers, unless it only reloads."""
    target = content.refresh_target(page.html)
    address = join(httpx2.URL(page.url), target) if target is not None else None
    return None if address and normalise(str(address)) == normalise(page.url) else address
