"""Charsets by their labels on the web, which differ from Python's names.

In tables/charsets.json, the Encoding Standard's `supersets` of what a label names, `other_names`
that Python does not know, and text codecs of Python that no browser knows.
"""

import codecs
from functools import cache

from server.language.tables import table


def codec(label: str) -> str | None:
    """Return Python's codec for a charset label of the web, or None."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_pairs("other_names").get(label, label)).name
        "".encode(name)  # LookupError for codecs that don't make text
    except (LookupError, UnicodeError, ValueError):
        return None
    unknown = name in table("charsets")["not_of_the_web"].split()
    return None if unknown else _pairs("supersets").get(name, name)


@cache
def _pairs(kind: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in table("charsets")[kind].split())
