"""What a caller prefers: the language of an answer, and its media type."""

from collections.abc import Sequence

from flask import request
from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from server.language.messages import Words, languages, words

# Characters of a header that are read: browsers send fewer, and each item of it is compared with
# each that we have.
_MOST_READ = 300

# What Atom may be sent as: generated clients can't name the first.
ATOM = ("application/atom+xml", "text/xml")


def reader_words() -> Words:
    """Return words in the language that the reader chose or the browser prefers."""
    chosen = request.args.get("lang", "")
    return words(chosen) if chosen in languages() else preferred_words()


def preferred_words() -> Words:
    """Return words in the language that the caller's program prefers, else in English."""
    header = request.headers.get("Accept-Language", "")[:_MOST_READ]
    accepted = parse_accept_header(header, LanguageAccept)
    return words(accepted.best_match(languages(), "en"))


def preferred_type(offered: Sequence[str]) -> str:
    """Return which of the `offered` media types the caller prefers, else the first."""
    accepted = parse_accept_header(request.headers.get("Accept", "")[:_MOST_READ], MIMEAccept)
    return accepted.best_match(offered, offered[0])
