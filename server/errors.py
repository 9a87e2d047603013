"""Domain errors: each names its problem type, HTTP status, stage, and whether a retry helps.

The closed list of types is `PROBLEMS`; the web layer turns any `Problem` into
application/problem+json (RFC 9457), the command line into a sentence. Catch a group to catch
all of its types:

    Problem
      · InternalError
      · RequestProblem
          MalformedRequest, InvalidRequest, NotJson, UnsupportedMediaType, RequestTimeout,
          NotFound, MethodNotAllowed
      · AuthProblem
          Unauthorized, TokenExpired, InsufficientScope, QuotaExceeded, PairingUnknown,
          PairingUsed, PairingExpired, Forbidden, UntrustedProxy
      · CapacityProblem
          Busy, NotReady
      · StoreProblem
          StoreUnavailable, StoreDamaged, StorageFull
      · FetchProblem
          BlockedAddress, InvalidAddress, FetchFailed, PageStatus, TooManyRedirects,
          DeadlineExceeded, RobotsDisallowed, Offline
      · ReadProblem
          PageTooLarge, NotHtml, UnreadableHtml, ExtractionFailed, PageLeftAlone, BodyIncomplete,
          NotAFeed, UnreadableFeed
      · CompareProblem
          SourceIsPage, ComparisonFailed, TextCut, LanguagesDiffer, OpinionFailed
      · Cancelled
"""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError

from server.model import Stage, Warning


class Problem(Exception):
    """Something that stopped a request, said so that the caller knows what to do.

    `detail` says what happened, to what, and what to do; `params` holds the same facts for
    programs that word it in another language.
    """

    slug: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong in the server"
    status: ClassVar[int] = 500
    stage: Stage = "request"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, *, stage: Stage | None = None, **params: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.stage = stage or type(self).stage
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.detail, self.stage, self.params)

    def at(self, stage: Stage) -> "Problem":
        """The same problem, seen at `stage`."""
        self.stage = stage
        return self

    def as_warning(self) -> Warning:
        """The problem as a warning, for an answer that goes on without that stage."""
        return Warning(
            type=f"/problems/{self.slug}",
            stage=self.stage,
            detail=self.detail,
            retryable=self.retryable,
            params=self.params,
        )

    def as_json(self) -> dict[str, Any]:
        """The members of its problem+json document."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "stage": self.stage,
            "retryable": self.retryable,
            "params": self.params,
        }


def _rebuild(kind: type[Problem], detail: str, stage: Stage, params: dict[str, Any]) -> Problem:
    return kind(detail, stage=stage, **params)


class InternalError(Problem):
    """A fault of the server's own."""

    slug = "internal_error"


class RequestProblem(Problem):
    """The request itself: what it asks for or how it is written."""


class MalformedRequest(RequestProblem):
    """The request breaks the rules of HTTP."""

    slug, title, status = "malformed_request", "The request is not valid HTTP", 400


class InvalidRequest(RequestProblem):
    """The body is JSON but not what the call takes."""

    slug, title, status = "invalid_request", "The request is not what this call takes", 422


_MOST_FAULTS = 10
# What pydantic puts into a fault's place for the alternatives of these fields.
_ALTERNATIVES = {
    "page": ("page", "sentences"),
    "source": ("page", "sentences"),
    "save": ("bool", "literal['link']"),
}


def invalid(error: ValidationError) -> InvalidRequest:
    """What is wrong with the given fields, in sentences and as `params["faults"]`."""
    faults = [
        {
            "field": _field(fault["loc"]),
            "code": fault["type"],
            "says": fault["msg"].removeprefix("Value error, "),
        }
        for fault in error.errors(include_url=False, include_input=False)[:_MOST_FAULTS]
    ]
    return InvalidRequest(" ".join(_sentence(**fault) for fault in faults), faults=faults)


def _field(place: tuple[int | str, ...]) -> str:
    steps = [str(step) for step in place]
    if len(steps) > 1 and steps[1] in _ALTERNATIVES.get(steps[0], ()):
        del steps[1]
    return ".".join(steps)


def _sentence(field: str, code: str, says: str) -> str:
    if code == "extra_forbidden":
        return f"The field `{field}` is not known; /docs lists the fields."
    if code == "missing":
        return f"The field `{field}` is missing."
    if code == "model_type":
        return f"{f'`{field}`' if field else 'This'} is not a JSON object."
    return f"`{field}`: {says}." if field else f"{says[:1].upper()}{says[1:]}."


class NotJson(RequestProblem):
    """The body can't be read as JSON."""

    slug, title, status = "not_json", "The request's body is not JSON", 400


class UnsupportedMediaType(RequestProblem):
    """The body's Content-Type is not application/json."""

    slug, title, status = "unsupported_media_type", "This call takes application/json only", 415


class RequestTimeout(RequestProblem):
    """The request did not arrive whole in time."""

    slug, title, status, retryable = "request_timeout", "The request took too long", 408, True


class NotFound(RequestProblem):
    """No call has this address, or nothing is saved under it."""

    slug, title, status = "not_found", "There is nothing at this address", 404


class MethodNotAllowed(RequestProblem):
    """The address exists, the method does not."""

    slug, title, status = "method_not_allowed", "This address takes another method", 405


class AuthProblem(Problem):
    """The caller may not do this: token, scope, quota, pairing, host or origin."""


class Unauthorized(AuthProblem):
    """No token, or not one that is valid."""

    slug, title, status = "unauthorized", "This server wants a valid token", 401


class TokenExpired(AuthProblem):
    """The token was valid once and has expired."""

    slug, title, status = "token_expired", "The token has expired", 401


class InsufficientScope(AuthProblem):
    """The token is valid but not for this call."""

    slug, title, status = "insufficient_scope", "The token may not do this", 403


class QuotaExceeded(AuthProblem):
    """The token's calls of this day are used up; the day ends at midnight, UTC."""

    slug, title, status, retryable = "quota_exceeded", "The token's quota is used up", 429, True


class PairingUnknown(AuthProblem):
    """The pairing code was not issued here, or was used or expired long ago."""

    slug, title, status = "pairing_unknown", "There is no such pairing link", 404


class PairingUsed(AuthProblem):
    """The pairing code was good once, and is used."""

    slug, title, status = "pairing_used", "The pairing link was used already", 410


class PairingExpired(AuthProblem):
    """The pairing code was not used in time, or who made it may not pair any more."""

    slug, title, status = "pairing_expired", "The pairing link has expired", 410


class Forbidden(AuthProblem):
    """The caller may not do this: a host or an origin."""

    slug, title, status = "forbidden", "This caller may not do that", 403


class UntrustedProxy(AuthProblem):
    """A forwarding header came from an address that is not a trusted proxy."""

    slug, title, status = "untrusted_proxy", "This server does not trust the proxy", 403


class CapacityProblem(Problem):
    """The server can't do the work now; later it can."""


class Busy(CapacityProblem):
    """The server has as many requests at work as it can do well."""

    slug, title, status, retryable = "busy", "The server is busy", 503, True


class NotReady(CapacityProblem):
    """The server lives but can't do its work: its database, index or workers are away."""

    slug, title, status, retryable = "not_ready", "The server is not ready", 503, True


class StoreProblem(Problem):
    """The server's own database or index."""


class StoreUnavailable(StoreProblem):
    """The server's own database can't be reached or is locked."""

    slug, title, status, retryable = (
        "store_unavailable",
        "The server's database does not answer",
        503,
        True,
    )


class StoreDamaged(StoreProblem):
    """A file of the server's own database or index is damaged."""

    slug, title, status = "store_damaged", "The server's database is damaged", 503


class StorageFull(StoreProblem):
    """The disk that holds the server's database and index is full."""

    slug, title, status, retryable = "storage_full", "The server's disk is full", 507, True


class FetchProblem(Problem):
    """A page, feed or model could not be fetched from its site."""


class BlockedAddress(FetchProblem):
    """The server may not reach the address."""

    slug, title, status, stage = (
        "blocked_address",
        "This address may not be fetched",
        403,
        "article",
    )


class InvalidAddress(FetchProblem):
    """The address is not a web address."""

    slug, title, status, stage = "invalid_address", "This is not a web address", 422, "article"


class FetchFailed(FetchProblem):
    """The other site can't be reached or broke off."""

    slug, title, status, retryable = "fetch_failed", "The page can't be fetched", 502, True
    stage: Stage = "article"


class PageStatus(FetchProblem):
    """The other site answered, but with an error status."""

    slug, title, status, stage = "page_status", "The page answers with an error", 502, "article"


class TooManyRedirects(FetchProblem):
    """More hops than allowed, or a loop."""

    slug, title, status = "too_many_redirects", "The page redirects too often", 502
    stage: Stage = "article"


class DeadlineExceeded(FetchProblem):
    """The other site was too slow."""

    slug, title, status, retryable = "deadline_exceeded", "The page took too long", 504, True
    stage: Stage = "article"


class RobotsDisallowed(FetchProblem):
    """The site's robots.txt asks programs to stay away from this address."""

    slug, title, status = "robots_disallowed", "The site's robots.txt says no", 403
    stage: Stage = "article"


class Offline(FetchProblem):
    """The run was asked to open no connection."""

    slug, title, status, stage = "offline", "This run opens no connection", 422, "article"


class ReadProblem(Problem):
    """A page or feed was fetched or sent, and can't be read."""


class PageTooLarge(ReadProblem):
    """A page or a request over the size limit."""

    slug, title, status = "page_too_large", "The page is too large", 413


class NotHtml(ReadProblem):
    """The address holds something other than a web page."""

    slug, title, status, stage = "not_html", "This is not a web page", 415, "article"


class UnreadableHtml(ReadProblem):
    """The page's HTML can't be read: empty, binary, or beyond the limits."""

    slug, title, status, stage = "unreadable_html", "The page's HTML can't be read", 422, "article"


class ExtractionFailed(ReadProblem):
    """The worker that read the page died or was stopped."""

    slug, title, status, stage = "extraction_failed", "The page could not be read", 422, "article"


# Its reasons where the page ended or froze the worker.
STOPPED = frozenset({"time", "memory", "crash"})


class PageLeftAlone(ReadProblem):
    """The page ended or froze the workers that read it, and is not read for a day."""

    slug, title, status = "page_left_alone", "The page is left alone for a day", 422
    stage: Stage = "article"


class BodyIncomplete(ReadProblem):
    """The text may lack a part of the page's article; a warning of the article."""

    slug, title, status = "body_incomplete", "Part of the article may be missing", 422
    stage: Stage = "article"


class NotAFeed(ReadProblem):
    """The address holds something other than a feed or a news site map."""

    slug, title, status = "not_a_feed", "This is not a feed", 422


class UnreadableFeed(ReadProblem):
    """A feed that can't be read: broken, or built to do harm."""

    slug, title, status = "unreadable_feed", "The feed can't be read", 422


class CompareProblem(Problem):
    """Two texts could not be compared, or not as a whole."""


class SourceIsPage(CompareProblem):
    """The source given is the page itself."""

    slug, title, status, stage = "source_is_page", "The source is the page itself", 422, "source"


class ComparisonFailed(CompareProblem):
    """The worker that compared the texts died, was stopped, or failed."""

    slug, title, status = "comparison_failed", "The texts could not be compared", 422
    stage: Stage = "align"


class TextCut(CompareProblem):
    """A text or a sentence has more than is compared; a warning beside the alignment."""

    slug, title, status, stage = "text_cut", "Only the beginning was compared", 422, "align"


class LanguagesDiffer(CompareProblem):
    """The texts are in two languages: names and numbers only; a warning beside the alignment."""

    slug, title, status = "languages_differ", "The two texts are in different languages", 422
    stage: Stage = "align"


class OpinionFailed(CompareProblem):
    """The model that was to give a second opinion gave none; a warning beside the alignment."""

    slug, title, status, retryable = "opinion_failed", "There is no second opinion", 502, True
    stage: Stage = "align"


class Cancelled(Problem):
    """The caller went away."""

    slug, title, status = "cancelled", "The caller closed the connection", 499


def _types(kind: type[Problem]) -> Iterator[type[Problem]]:
    """The types below `kind`: its subclasses that are no groups."""
    for below in kind.__subclasses__():
        if "slug" in vars(below):
            yield below
        else:
            yield from _types(below)


PROBLEMS: dict[str, type[Problem]] = {kind.slug: kind for kind in _types(Problem)}


def places(error: BaseException) -> list[str]:
    """Where an exception and its causes came from: types, files and lines.

    Messages are left out, as they may quote what a reader sent.
    """
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 60:
        names.append(type(seen).__name__)
        names += [
            f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)[-12:]
        ]
        seen = seen.__cause__ or seen.__context__
    return names
