"""Answers that a caller need not load again, or loads packed."""

import gzip
import hashlib
from functools import cache

from flask import Response, request


def not_again(answer: Response, *, is_public: bool = False) -> Response:
    """Return `answer` with its tag, or 304 to a caller who has it."""
    answer.headers["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    # Weak: packed or not, it is the same.
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32], weak=True)
    answer.make_conditional(request)
    return answer


def set_packed(answer: Response, body: bytes) -> Response:
    """Put a `body` that is packed by gzip into `answer`, as its caller takes it."""
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        answer.content_encoding = "gzip"
        answer.set_data(body)
    else:
        answer.set_data(gzip.decompress(body))
    return answer


@cache
def pack(body: bytes) -> bytes:
    """Return a file's `body` packed by gzip."""
    return gzip.compress(body, mtime=0)
