"""Domain errors: each has a problem type, an HTTP status, a stage, and may be worth a retry.

`PROBLEMS` is the closed list of types; the web layer turns any `Problem` into
application/problem+json (RFC 9457), the command line into a sentence. Catch a group, such as
`FetchProblem`, to catch all of its types.

* ProblemDetails: Cancelled
  + Problem: InternalError, MalformedRequest, InvalidRequest, NotJson, UnsupportedMediaType,
    RequestTimeout, NotFound, MethodNotAllowed, Busy, NotReady, PageTooLarge, NotHtml, LeadsNowhere,
    UnreadableHtml, UnreadableDocument, ExtractionFailed, PageLeftAlone, BodyIncomplete, NotAFeed,
    UnreadableFeed
    - AuthProblem: Unauthorized, TokenExpired, InsufficientScope, QuotaExceeded, PairingUnknown,
      PairingUsed, PairingExpired, PairingsFull, Forbidden, UntrustedProxy
    - StoreProblem: StoreUnavailable, StoreDamaged, SavedLimit, StorageFull
    - FetchProblem: BlockedAddress, InvalidAddress, FetchFailed, PageStatus, TooManyRedirects,
      DeadlineExceeded, RobotsDisallowed, Offline
    - ReaderProblem: ReaderUnavailable, ReaderRefused, NotAReader
    - CompareProblem: SourceIsPage, ComparisonFailed, TextCut, LanguagesDiffer, LanguageGuessed,
      OpinionFailed
"""

import re
import traceback
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ValidationError

from server.model import Stage, Warning

PROBLEMS: dict[str, type["ProblemDetails"]] = {}

# Faults of one request: pydantic makes an object of each, and an answer names the first.
_MOST_FAULTS_READ, _MOST_FAULTS_SHOWN = 1_000, 10
# Of an exception's places, for a log entry: lines in all, and of each cause the innermost.
_MOST_LINES, _INNERMOST_FRAMES = 60, 12
# Steps that pydantic adds to a fault's place for the alternatives of these fields, and of others.
_ALTERNATIVES = {
    "page": ("page", "sentences"),
    "source": ("page", "sentences"),
    "save": ("bool", "literal['link']"),
}

M = TypeVar("M", bound=BaseModel)


class ProblemDetails(Exception):
    """A request ended without a result.

    `detail` says what happened, to what, and what to do; `params` holds the same facts for
    programs that translate it.
    """

    slug: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong in the server"
    status: ClassVar[int] = 500
    stage: Stage = "request"
    retryable: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        title: str = "",
        status: int = 500,
        stage: Stage | None = None,
        *,
        retryable: bool = False,
    ) -> None:
        cls.stage = stage or cls.stage
        if title:  # neither a group of types nor a variant of one
            cls.slug = re.sub(r"\B(?=[A-Z])", "_", cls.__name__).lower()
            cls.title, cls.status, cls.retryable = title, status, retryable
            PROBLEMS[cls.slug] = cls

    def __init__(self, detail: str, *, stage: Stage | None = None, **params: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.stage = stage or type(self).stage
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), stage=self.stage, **self.params), (self.detail,)

    def at_stage(self, stage: Stage) -> Self:
        """Set the stage; return the problem."""
        self.stage = stage
        return self

    def as_warning(self) -> Warning:
        """Return the problem as a warning, for an answer without that stage."""
        kind = f"/problems/{self.slug}"
        return Warning(kind, self.stage, self.detail, self.retryable, self.params)

    def as_json(self) -> dict[str, Any]:
        """Return the members of the problem+json document."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "stage": self.stage,
            "retryable": self.retryable,
            "params": self.params,
        }


class Problem(ProblemDetails):
    """A fault that stopped a request; others may go on without what failed."""


class InternalError(Problem, title=Problem.title):
    """A fault of the server's own."""


class MalformedRequest(Problem, title="The request is not valid HTTP", status=400):
    """The request breaks the rules of HTTP."""


class InvalidRequest(Problem, title="The request is not what this call takes", status=422):
    """The body is JSON but not the input of this call."""


class NotJson(Problem, title="The request's body is not JSON", status=400):
    """The body can't be read as JSON."""


class UnsupportedMediaType(Problem, title="This call takes application/json only", status=415):
    """The body's Content-Type is not application/json."""


class RequestTimeout(Problem, title="The request took too long", status=408, retryable=True):
    """The request did not arrive whole in time."""


class NotFound(Problem, title="There is nothing at this address", status=404):
    """No call has this address, or nothing is saved under it."""


class MethodNotAllowed(Problem, title="This address takes another method", status=405):
    """The address exists, the method does not."""


class AuthProblem(Problem):
    """The caller may not do this: token, scope, quota, pairing, host or origin."""


class Unauthorized(AuthProblem, title="This server wants a valid token", status=401):
    """There is no token, or an invalid one."""


class TokenExpired(AuthProblem, title="The token has expired", status=401):
    """The token has expired."""


class InsufficientScope(AuthProblem, title="The token may not do this", status=403):
    """The token is valid but not for this call."""


class QuotaExceeded(AuthProblem, title="The token's quota is used up", status=429, retryable=True):
    """The token's calls of this day are used up; the day ends at midnight, UTC."""


class PairingUnknown(AuthProblem, title="There is no such pairing link", status=404):
    """The pairing code was not issued here, or was used or expired long ago."""


class PairingUsed(AuthProblem, title="The pairing link was used already", status=410):
    """The pairing code works once, and was used."""


class PairingExpired(AuthProblem, title="The pairing link has expired", status=410):
    """The pairing code was not used in time, or its maker lost the right to pair."""


class PairingsFull(AuthProblem, title="There are too many paired extensions", status=409):
    """The token, or those paired from it, have as many paired tokens and open links as may be."""


class Forbidden(AuthProblem, title="This caller may not do that", status=403):
    """The caller may not do this: a host or an origin."""


class UntrustedProxy(AuthProblem, title="This server does not trust the proxy", status=403):
    """A signed-in person was named from an address that is not a trusted proxy."""


class Busy(Problem, title="The server is busy", status=503, retryable=True):
    """The server has as many requests as it can answer well."""


class NotReady(Problem, title="The server is not ready", status=503, retryable=True):
    """The server runs, but its database, index or workers are unavailable."""


class StoreProblem(Problem):
    """The server's own database or index failed."""


class StoreUnavailable(
    StoreProblem, title="The server's database does not answer", status=503, retryable=True
):
    """The server's own database can't be reached or is locked."""


class StoreDamaged(StoreProblem, title="The server's database is damaged", status=503):
    """A file of the server's own database or index is damaged."""


class SavedLimit(StoreProblem, title="No more comparisons can be saved", status=403):
    """The caller's account has saved as much as the operator allows."""


class StorageFull(StoreProblem, title="The server's disk is full", status=507, retryable=True):
    """The disk that holds the server's database and index is full."""


class FetchProblem(Problem, stage="article"):
    """A page, feed or model could not be fetched from its site."""


class BlockedAddress(FetchProblem, title="This address may not be fetched", status=403):
    """The server may not reach the address."""


class InvalidAddress(FetchProblem, title="This is not a web address", status=422):
    """The address is not a web address."""


class FetchFailed(FetchProblem, title="The page can't be fetched", status=502, retryable=True):
    """The other site can't be reached or broke off."""


class PageStatus(FetchProblem, title="The page answers with an error", status=502):
    """The other site answered, but with an error status."""


class TooManyRedirects(FetchProblem, title="The page redirects too often", status=502):
    """The redirects are too many, or a loop."""


class DeadlineExceeded(FetchProblem, title="The page took too long", status=504, retryable=True):
    """The other site was too slow."""


class RobotsDisallowed(FetchProblem, title="The site's robots.txt says no", status=403):
    """The site's robots.txt asks programs to stay away from this address."""


class Offline(FetchProblem, title="This run opens no connection", status=422):
    """The run may open no connection."""


class ReaderProblem(Problem):
    """A feed reader can't be asked or told something; nothing is said of its entries."""


class ReaderUnavailable(
    ReaderProblem, title="The feed reader can't be reached", status=502, retryable=True
):
    """The feed reader can't be reached, or answers with an error."""


class ReaderRefused(ReaderProblem, title="The feed reader refuses the key", status=422):
    """The feed reader refuses the key that it was given."""


class NotAReader(ReaderProblem, title="There is no feed reader at this address", status=422):
    """The address answers, but not as a feed reader does."""


class PageTooLarge(Problem, title="The page is too large", status=413):
    """A page or a request exceeds the size limit."""


class NotHtml(Problem, title="This is not a web page", status=415, stage="article"):
    """The address holds something other than a web page."""


class LeadsNowhere(Problem, title="This address leads to no text", status=422, stage="article"):
    """The address is an aggregator's own, an app's or a video's: no text can be read there."""


class UnreadableHtml(Problem, title="The page's HTML can't be read", status=422, stage="article"):
    """The page's HTML can't be read: empty, binary, or beyond the limits."""


class UnreadableDocument(Problem, title="The document can't be read", status=422, stage="article"):
    """The document is scanned, locked or damaged, so that it has no text to read."""


class ExtractionFailed(Problem, title="The page could not be read", status=422, stage="article"):
    """The worker that read the page ended or was stopped."""


# Its reasons where the page ended or froze the worker.
STOPPED = frozenset({"time", "memory", "crash"})


class PageLeftAlone(Problem, title="The page is left alone for a day", status=422, stage="article"):
    """The page ended or froze the workers that read it, and is not read for a day."""


class BodyIncomplete(
    Problem, title="Part of the article may be missing", status=422, stage="article"
):
    """The text may lack a part of the page's article; a warning of the article."""


class NotAFeed(Problem, title="This is not a feed", status=422):
    """The address holds something other than a feed or a news site map."""


class UnreadableFeed(Problem, title="The feed can't be read", status=422):
    """The feed can't be read: it is broken, or built to do harm."""


class CompareProblem(Problem, stage="align"):
    """Two texts could not be compared, or not as a whole."""


class SourceIsPage(
    CompareProblem, title="The original is the page itself", status=422, stage="source"
):
    """The original given is the page itself."""


class ComparisonFailed(CompareProblem, title="The texts could not be compared", status=422):
    """The worker that compared the texts ended, was stopped, or failed."""


class TextCut(CompareProblem, title="Only the beginning was compared", status=422):
    """A text or sentence exceeds the limit and was cut; a warning of an alignment."""


class LanguagesDiffer(CompareProblem, title="The two texts are in different languages", status=422):
    """The texts are in two languages: only names and numbers are compared; a warning."""


class LanguageGuessed(CompareProblem, title="The language was guessed", status=422):
    """The texts are too short to show their language, and none was given; a warning."""


class OpinionFailed(CompareProblem, title="There is no second opinion", status=502, retryable=True):
    """The model gave no second opinion; a warning of an alignment."""


class Cancelled(ProblemDetails, title="The caller closed the connection", status=499):
    """The caller went away."""


# Problems of an address; where one ends the whole request, it is the page's own.
OF_AN_ADDRESS = (
    *(slug for slug, kind in PROBLEMS.items() if issubclass(kind, FetchProblem)),
    NotHtml.slug,
)
REFUSED = (BlockedAddress.slug, RobotsDisallowed.slug)  # the server may not open it


def validate(model: type[M], given: Any) -> M:
    """Return `given` as `model`; raise InvalidRequest with a sentence for each fault."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise invalid(error) from None


def invalid(error: ValidationError) -> InvalidRequest:
    """Return the faults of the fields, in sentences and as `params["faults"]`."""
    count = error.error_count()
    if count > _MOST_FAULTS_READ:
        return InvalidRequest(f"The body has {count} faults; /docs describes its fields.")
    all_faults = error.errors(include_url=False, include_input=False)
    # Of a field that may be null, the fault of what was given is shown.
    shown = [fault for fault in all_faults if fault["type"] != "none_required"] or all_faults
    faults = [
        {
            "field": _field(fault["loc"]),
            "code": fault["type"],
            "says": fault["msg"].removeprefix("Value error, "),
        }
        for fault in shown[:_MOST_FAULTS_SHOWN]
    ]
    return InvalidRequest(" ".join(_sentence(**fault) for fault in faults), faults=faults)


def _field(place: tuple[int | str, ...]) -> str:
    steps = [str(step) for step in place if not str(step).startswith("tagged-union[")]
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


def places(error: BaseException) -> list[str]:
    """Return the types, files and lines of an exception and its causes.

    Messages are left out, as they may quote what a reader sent.
    """
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < _MOST_LINES:
        lines.append(type(cause).__name__)
        for frame in traceback.extract_tb(cause.__traceback__)[-_INNERMOST_FRAMES:]:
            file = "/".join(Path(frame.filename).parts[-3:])
            lines.append(f"{file}:{frame.lineno} {frame.name}")
        cause = cause.__cause__ or cause.__context__
    return lines
